import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { presenceQuery } from '../api.ts'

/** Who else is at a case: those who write before those who look. */
function usePresent(id: string): { text: string; writing: boolean } | null {
  const { t } = useTranslation()
  const { data } = useQuery({
    ...presenceQuery,
    select: (present) => present.filter((each) => each.case === id),
  })
  if (!data?.length) return null
  const parts = (['writing', 'viewing'] as const).flatMap((doing) => {
    const who = data
      .filter(({ writing }) => writing === (doing === 'writing'))
      .map(({ person }) => person ?? t('presence.centre'))
    return who.length > 0 ? [t(`presence.${doing}`, { who: who.join(', ') })] : []
  })
  return { text: parts.join(' · '), writing: data.some(({ writing }) => writing) }
}

/** On the page of a case; there before it is filled, so that it is read out. */
export function PresenceOf({ id }: { id: string }) {
  const present = usePresent(id)
  return (
    <p role="status" className="present" data-writing={present?.writing} data-shown={!!present}>
      {present?.text}
    </p>
  )
}

/** In a row of the list. */
export function PresenceMark({ id }: { id: string }) {
  const present = usePresent(id)
  if (!present) return null
  return (
    <span className="present-mark" data-writing={present.writing} title={present.text}>
      <span className="hidden">{present.text}</span>
    </span>
  )
}
