import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { ShownMacro } from '../../../contract/macros.ts'
import { useTranslation } from '../i18n.ts'
import { BulkDone } from '../inbox/bulk-done.tsx'
import type { BulkResult } from '../inbox/use-bulk.ts'
import { MacroForm } from './macro-form.tsx'
import type { Plan } from './use-macro.ts'

type Props = {
  macros: ShownMacro[]
  ids: string[]
  start: string | null
  /** With what is to stay chosen: what was not done. */
  close: (left: string[]) => void
}

/** A macro for the cases that are chosen. */
export function MacroDialog({ macros, ids, start, close }: Props) {
  const { t } = useTranslation()
  const [over, setOver] = useState<{ results: BulkResult[]; plans: Plan[] } | null>(null)
  const done = new Set(
    over?.results.filter(({ outcome }) => outcome === 'done').map(({ id }) => id),
  )
  const leave = () => close(ids.filter((id) => !done.has(id)))
  return (
    <Modal.Root opened onClose={leave} centered size="lg" returnFocus={false} lockScroll={false}>
      <Modal.Overlay />
      <Modal.Content aria-label={t('macro.title')}>
        <Modal.Body className="bulk-dialog">
          {over ? (
            <>
              <h2>{t('macro.title')}</h2>
              <BulkDone
                results={over.results}
                numberOf={new Map(over.plans.map(({ id, number }) => [id, number]))}
                close={leave}
              />
            </>
          ) : (
            <MacroForm
              macros={macros}
              ids={ids}
              start={start}
              close={leave}
              done={(results, _, plans) => setOver({ results, plans })}
            />
          )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
