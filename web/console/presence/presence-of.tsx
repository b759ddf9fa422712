import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { presenceQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'

/** Who else is at a case, in words. */
type Present = { text: string; writing: boolean }

/** Who else is at which case: those who write before those who look. */
export function usePresent(): Map<string, Present> {
  const { t } = useTranslation()
  const { data } = useQuery(presenceQuery)
  return useMemo(() => {
    const cases = Map.groupBy(data ?? [], (each) => each.case)
    return new Map(
      [...cases].map(([id, present]) => {
        const parts = (['writing', 'viewing'] as const).flatMap((doing) => {
          const who = present
            .filter(({ writing }) => writing === (doing === 'writing'))
            .map(({ person }) => person ?? t('presence.centre'))
          return who.length > 0 ? [t(`presence.${doing}`, { who: who.join(', ') })] : []
        })
        return [id, { text: parts.join(' · '), writing: present.some(({ writing }) => writing) }]
      }),
    )
  }, [data, t])
}

/** On the page of a case; there before it is filled, so that it is read out. */
export function PresenceOf({ id }: { id: string }) {
  const present = usePresent().get(id)
  return (
    <p role="status" className="present" data-writing={present?.writing} data-shown={!!present}>
      {present?.text}
    </p>
  )
}

/** In a row of the list. */
export function PresenceMark({ text, writing }: Present) {
  return (
    <span className="present-mark" data-writing={writing} title={text}>
      <span className="hidden">{text}</span>
    </span>
  )
}
