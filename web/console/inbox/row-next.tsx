import { Button, Modal } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { memo, useState } from 'react'
import type { CaseRow } from '../../../contract/cases.ts'
import { inGroups } from '../../../contract/codes.ts'
import { actions } from '../../../contract/case-types.ts'
import type { ActionType } from '../../../contract/case-types.ts'
import { caseQuery, meQuery } from '../api.ts'
import { ActionPanel } from '../case/action-panel.tsx'
import { partOf } from '../case/actions/index.ts'
import { Review, isReview } from '../case/review.tsx'
import { ActionError } from '../case/notices.tsx'
import { usePress } from '../case/use-press.ts'
import { useTranslation } from '../i18n.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { TimeLeft } from '../ui/time-left.tsx'
import { afterWaiting, nextAfterWaiting, useAhead } from '../waiting/after-waiting.ts'
import './row-next.css'

/**
 * What an agency's people do most with a case, right in its row of the list on a phone: a press does
 * what needs no words, or opens the form over the list, filled in as far as can be known.
 */
export const RowNext = memo(function RowNext({ row }: { row: CaseRow }) {
  const { t } = useTranslation('common')
  const me = useSuspenseQuery(meQuery).data
  const [opened, setOpened] = useState<ActionType | null>(null)
  const { act, press } = usePress(row, me, () => undefined)
  const ahead = useAhead(me, row)
  const next = nextAfterWaiting(row, ahead.types, ahead.roles)
  if (next.length === 0) return null
  const choose = (type: ActionType) => {
    if (act.isPending) return
    const isPlain = Object.keys(actions[type].input.shape).length === 0
    if (!isPlain || t(`action.${type}.question`) !== '') return setOpened(type)
    press(type)
  }
  const number = inGroups(row.number)
  return (
    <div className="row-next" role="group" aria-label={t('console:handOn.next', { number })}>
      {next.map((type, index) => (
        <Button
          key={type}
          variant={index === 0 ? 'filled' : 'default'}
          aria-label={`${t(`action.${type}.button`)}: ${number}`}
          loading={act.isPending && act.variables.action.type === type}
          onClick={() => choose(type)}
        >
          {t(`action.${type}.button`)}
        </Button>
      ))}
      {act.error && <ActionError error={act.error} />}
      {opened && <NextSheet id={row.id} type={opened} close={() => setOpened(null)} />}
    </div>
  )
})

/** The form of one action over the list, with what it is about. */
function NextSheet({ id, type, close }: { id: string; type: ActionType; close: () => void }) {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const query = useQuery(caseQuery(id))
  const ahead = useAhead(me, query.data ?? { id, agency: null })
  const view = query.data && afterWaiting(query.data, ahead.types, ahead.roles)
  return (
    <Modal.Root opened onClose={close} fullScreen className="next-sheet">
      <Modal.Overlay />
      <Modal.Content aria-label={t(`common:action.${type}.button`)}>
        <Modal.Body>
          {view ? (
            <>
              <p className="next-title">
                <span>{inGroups(view.number)}</span>
                <TimeLeft row={view} />
              </p>
              <p className="strong">{view.subject.name}</p>
              {isReview(view) ? (
                <Review view={view} />
              ) : (
                <p className="words next-words">{view.text}</p>
              )}
              <ActionPanel view={view} type={type} part={partOf(type)} me={me} close={close} />
            </>
          ) : (
            <>
              {query.isPending ? (
                <Loading rows={6} />
              ) : (
                <Failed error={query.error} retry={() => void query.refetch()} />
              )}
              <Button variant="default" onClick={close}>
                {t('act.close')}
              </Button>
            </>
          )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
