import { TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../ui/icons.tsx'

const pause = 300

/** Searches the box by number, words or place; what is searched is in the address. */
export function Search({ q }: { q: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [typed, setTyped] = useState(q)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const go = (value: string) => {
    clearTimeout(timer.current)
    void navigate({
      to: '.',
      replace: true,
      search: (previous) => ({ ...previous, q: value.trim() || undefined }),
    })
  }
  return (
    <form
      role="search"
      className="search"
      onSubmit={(event) => {
        event.preventDefault()
        go(typed)
      }}
    >
      <TextInput
        type="search"
        size="xs"
        aria-label={t('search')}
        placeholder={t('searchHint')}
        leftSection={<Icon name="search" />}
        value={typed}
        onChange={({ currentTarget }) => {
          const { value } = currentTarget
          setTyped(value)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => go(value), pause)
        }}
      />
    </form>
  )
}
