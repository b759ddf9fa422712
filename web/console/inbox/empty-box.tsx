import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '../i18n.ts'
import type { Box } from '../../../contract/cases.ts'
import { countsQuery, meQuery } from '../api.ts'
import { figure } from '../format.ts'
import { boxesOf } from '../session.ts'
import { Empty } from '../ui/states.tsx'

/** What waits for nobody in particular, or for nobody any more. */
const quiet = new Set<Box>(['recurring', 'declined', 'snoozed', 'done', 'all'])

/** Nothing waits here; perhaps something does in another box. */
export function EmptyBox({ box }: { box: Box }) {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const { data: counts } = useQuery(countsQuery)
  const next = boxesOf(me).find((other) => !quiet.has(other) && (counts?.[other] ?? 0) > 0)
  return (
    <Empty title={t(box === 'done' ? 'list.emptyDone' : 'list.empty')}>
      {next && next !== box && (
        <Link to="/" search={{ box: next }}>
          {t('list.emptyNext', { box: t(`box.${next}`), count: figure(counts![next] ?? 0) })}
        </Link>
      )}
    </Empty>
  )
}
