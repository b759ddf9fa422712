import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from '../i18n.ts'
import { SearchBox } from '../ui/search-box.tsx'

/** Searches the box by number, words or place; what is searched is in the address. */
export function Search({ q }: { q: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const onSearch = (words: string) =>
    void navigate({
      to: '.',
      replace: true,
      search: (previous) => ({ ...previous, q: words || undefined }),
    })
  return <SearchBox label={t('search')} placeholder={t('searchHint')} {...{ q, onSearch }} />
}
