import { Button } from '@mantine/core'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { errorCode } from '../ui/states.tsx'
import { isUndoKey } from '../ui/undo-key.ts'
import { Refused } from './bulk-parts.tsx'
import { undoMany } from './undo-many.ts'
import type { BulkResult } from './use-bulk.ts'

type Props = {
  results: BulkResult[]
  numberOf: Map<string, string>
  /** What was done can be taken back, as far as nobody acted since. */
  mayUndo?: boolean
  close: () => void
}

/** How it went with each; what was done is taken back by button or F8, here or soon after. */
export function BulkDone({ results, numberOf, mayUndo = true, close }: Props) {
  const { t } = useTranslation()
  const [undone, setUndone] = useState<BulkResult[] | 'asking' | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const done = results.filter(({ outcome }) => outcome === 'done')
  const canUndo = mayUndo && done.length > 0
  const undo = () => {
    setUndone('asking')
    undoMany(done).then(setUndone, (error: Error) => {
      setUndone(null)
      announce(t(`common:error.${errorCode(error)}`))
    })
  }
  const leave = () => {
    // Asked for nowhere else: the key takes it back for some seconds more.
    const offer = {
      label: t('common:action.undo.button'),
      run: () =>
        void undoMany(done).then(
          (all) => announce(told(all)),
          (error: Error) => announce(t(`common:error.${errorCode(error)}`)),
        ),
    }
    if (undone === null && canUndo) announce(t('bulk.done', { n: figure(done.length) }), offer)
    close()
  }
  /** How many were taken back, and why the others were not. */
  const told = (all: BulkResult[]) => {
    const parts = [...Map.groupBy(all, whyOf)].map(([why, some]) =>
      why === 'done'
        ? t('bulk.undone', { n: figure(some.length) })
        : `${wordsOf(some[0]!)} (${figure(some.length)})`,
    )
    return parts.join(' ')
  }
  const whyOf = ({ outcome, reason }: BulkResult) => reason ?? outcome
  const wordsOf = ({ reason, outcome }: BulkResult) =>
    reason ? t(`common:reason.${reason}`) : t(`bulk.${outcome}`)
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isUndoKey(event) || undone !== null || !canUndo) return
    event.preventDefault()
    undo()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])
  const isOver = Array.isArray(undone)
  useEffect(() => {
    // First, and again when the button that was pressed is gone.
    if (isOver || !box.current?.contains(document.activeElement)) {
      box.current?.querySelector<HTMLElement>('[data-closes]')?.focus()
    }
  }, [isOver])
  const shown = isOver ? undone : results
  return (
    <div className="bulk-form" ref={box} role="status">
      <p className="strong">
        {t(isOver ? 'bulk.undone' : 'bulk.done', {
          n: figure(shown.filter(({ outcome }) => outcome === 'done').length),
        })}
      </p>
      {[...Map.groupBy(shown, whyOf)].map(
        ([why, some]) =>
          why !== 'done' && (
            <Refused
              key={why}
              title={`${wordsOf(some[0]!)} (${figure(some.length)})`}
              numbers={some.map(({ id }) => numberOf.get(id) ?? '')}
            />
          ),
      )}
      <div className="panel-buttons">
        <Button data-closes onClick={leave}>
          {t('act.close')}
        </Button>
        {canUndo && !isOver && (
          <Button variant="default" loading={undone === 'asking'} onClick={undo}>
            {t('common:action.undo.button')} <kbd>F8</kbd>
          </Button>
        )}
      </div>
    </div>
  )
}
