import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { auditKinds } from '../../../contract/audit.ts'
import { useTranslation } from '../i18n.ts'
import { DayInput } from '../ui/day-input.tsx'
import type { AuditSearch } from './search.ts'

const pause = 400

/** What is shown of the log; the address says the same. */
export function Filters() {
  const { t } = useTranslation('audit')
  const search = useSearch({ from: '/nhat-ky' })
  const navigate = useNavigate()
  const set = (patch: AuditSearch) =>
    void navigate({ to: '/nhat-ky', search: { ...search, ...patch }, replace: true })
  const { from = '', to = '', kind = '', actor = '', subject = '' } = search
  return (
    <form className="audit-filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <DayInput
        size="xs"
        label={t('filter.from')}
        value={from}
        max={to || undefined}
        onChange={(from) => set({ from })}
      />
      <DayInput
        size="xs"
        label={t('filter.to')}
        value={to}
        min={from || undefined}
        onChange={(to) => set({ to })}
      />
      <NativeSelect
        size="xs"
        label={t('filter.kind')}
        data={[
          { value: '', label: t('filter.everything') },
          ...auditKinds.map((value) => ({ value, label: t(`kind.${value}`) })),
        ]}
        value={kind}
        onChange={({ currentTarget }) => set({ kind: currentTarget.value })}
      />
      <Words
        label={t('filter.actor')}
        hint={t('filter.actorHint')}
        value={actor}
        onChange={(value) => set({ actor: value })}
      />
      <Words
        label={t('filter.subject')}
        hint={t('filter.subjectHint')}
        value={subject}
        onChange={(value) => set({ subject: value })}
      />
      {Object.keys(search).length > 0 && (
        <Button
          variant="subtle"
          size="xs"
          onClick={() => void navigate({ to: '/nhat-ky', search: {}, replace: true })}
        >
          {t('filter.clear')}
        </Button>
      )}
    </form>
  )
}

/** Words that count after a moment, or at once on Enter. */
function Words(props: {
  label: string
  hint: string
  value: string
  onChange: (value: string) => void
}) {
  const { label, hint, value, onChange } = props
  const [typed, setTyped] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  // A link or the way back may change the address under the box.
  const [shown, setShown] = useState(value)
  if (shown !== value) {
    setShown(value)
    if (typed.trim() !== value) setTyped(value)
  }
  const go = (next: string) => {
    clearTimeout(timer.current)
    if (next.trim() !== value) onChange(next.trim())
  }
  return (
    <TextInput
      size="xs"
      label={label}
      placeholder={hint}
      value={typed}
      onChange={({ currentTarget }) => {
        const { value: next } = currentTarget
        setTyped(next)
        clearTimeout(timer.current)
        timer.current = setTimeout(() => go(next), pause)
      }}
      onKeyDown={({ key }) => key === 'Enter' && go(typed)}
    />
  )
}
