import { Button } from '@mantine/core'
import { useNetwork } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { inGroups } from '../../../contract/codes.ts'
import type { ActionType } from '../../../contract/case-types.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { useWaiting } from './use-outbox.ts'
import { takeBack } from './waiting.ts'
import type { Waiting } from './waiting.ts'
import './waiting.css'

/** How it stands with one, and what to do. */
function useWords() {
  const { t } = useTranslation('common')
  const { online } = useNetwork()
  return ({ state, code }: Waiting): string => {
    if (state === 'refused') {
      // Why its sending was refused, else what any error of that kind means.
      const keys = [
        'common:error.internal',
        `field.${code}`,
        `error.${code}`,
        `console:waiting.why.${code}`,
      ]
      return keys.reduce((words, key) => t(key, { defaultValue: words }), '')
    }
    if (code === 'unauthenticated') return t('console:waiting.signIn')
    if (state === 'sending' && online) return t('console:waiting.sending')
    return t(online ? 'console:waiting.soon' : 'console:waiting.offline')
  }
}

type Props = {
  person: string
  /** Only what waits for this case. */
  caseId?: string
  /** Opens the form of an action here; without it the case is gone to. */
  open?: (type: ActionType) => void
}

/** What is kept on this device and not sent yet: each with how it stands, and a way back to it. */
export function WaitingList({ person, caseId, open }: Props) {
  const { t } = useTranslation('common')
  const navigate = useNavigate()
  const { online } = useNetwork()
  const words = useWords()
  const items = useWaiting().filter(({ about }) => !caseId || about.caseId === caseId)
  if (items.length === 0) return null
  const reopen = async (key: string) => {
    const about = await takeBack(person, key)
    if (!about) return announce(t('console:waiting.sending'))
    if (open) open(about.type)
    else {
      await navigate({
        to: '/phan-anh/$id',
        params: { id: about.caseId },
        search: (all: object) => all,
        state: { open: about.type } as object,
      })
    }
  }
  const isStuck = items.some(({ state }) => state === 'refused')
  return (
    <section
      className="waiting"
      data-tone={isStuck ? 'overdue' : 'soon'}
      // Beside the list both are there.
      aria-label={[t('console:waiting.title'), caseId && inGroups(items[0]!.about.number)]
        .filter(Boolean)
        .join(' · ')}
    >
      <p className="strong" role="status">
        {online ? t('console:waiting.title') : t('console:waiting.kept')}
      </p>
      <ul className="plain">
        {items.map((item) => (
          <li key={item.key}>
            <span>
              <strong>
                {t(`action.${item.about.type}.button`)} · {inGroups(item.about.number)}
              </strong>
              <span className="quiet"> {dateTime(new Date(item.at).toISOString())}</span>
              <br />
              {words(item)}
            </span>
            {item.state !== 'sending' && (
              <Button
                variant="default"
                aria-label={`${t('console:waiting.reopen')}: ${inGroups(item.about.number)}`}
                onClick={() => void reopen(item.key)}
              >
                {t('console:waiting.reopen')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
