import { Button } from '@mantine/core'
import { useEffect, useEffectEvent } from 'react'
import type { CaseView } from '../../../contract/cases.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { isUndoKey } from '../ui/undo-key.ts'
import { bodyOf, lineOf } from './log-line.ts'
import { mayUndo, useUndo } from './use-undo.ts'

/** Takes back what stands on top of the log, by press or by key. */
function Undo({ view }: { view: CaseView }) {
  const { t } = useTranslation('common')
  const undo = useUndo()
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isUndoKey(event) || undo.isPending) return
    event.preventDefault()
    undo.mutate(view)
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return (
    <Button variant="subtle" loading={undo.isPending} onClick={() => undo.mutate(view)}>
      {t('action.undo.button')}
    </Button>
  )
}

/** Everything that happened, the newest first. */
export function Log({ view }: { view: CaseView }) {
  const { t } = useTranslation()
  const last = view.log.at(-1)
  return (
    <ol className="plain log" reversed>
      {view.log.toReversed().map((entry) => (
        <li
          key={entry.seq}
          data-kind={entry.type === 'note_internal' ? 'note' : undefined}
          data-undone={entry.undone || undefined}
        >
          <p className="log-line">
            <span>
              {lineOf(entry, t)}
              {entry.undone && ` (${t('act.wasUndone')})`}
            </span>
            <time dateTime={entry.at}>{dateTime(entry.at)}</time>
          </p>
          {bodyOf(entry, t).map((part) => (
            <p key={part} className="log-body">
              {part}
            </p>
          ))}
          {entry === last && mayUndo(view) && <Undo view={view} />}
        </li>
      ))}
    </ol>
  )
}
