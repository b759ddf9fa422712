import { Button } from '@mantine/core'
import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { ActionRequest } from '../../../contract/case-types.ts'
import type { ShownMacro } from '../../../contract/macros.ts'
import { api } from '../api.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { BulkProgress, Refused } from '../inbox/bulk-parts.tsx'
import { useBulk } from '../inbox/use-bulk.ts'
import type { BulkResult } from '../inbox/use-bulk.ts'
import { isKey } from '../shell/keys.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { MacroChoice } from './macro-choice.tsx'
import { MacroSteps } from './macro-steps.tsx'
import { useMacroPlan } from './use-macro.ts'
import type { Plan } from './use-macro.ts'
import './macros.css'

type Props = {
  macros: ShownMacro[]
  ids: string[]
  /** The one that was chosen already. */
  start: string | null
  close: () => void
  /** All were asked; how it went with each. */
  done: (results: BulkResult[], macro: ShownMacro, plans: Plan[]) => void
}

/** A macro is chosen, shown step by step, and confirmed once. */
export function MacroForm({ macros, ids, start, close, done }: Props) {
  const { t } = useTranslation()
  const title = useId()
  const form = useRef<HTMLFormElement>(null)
  const [code, setCode] = useState(start)
  const [texts, setTexts] = useState<Record<string, string>>({})
  const macro = macros.find((each) => each.code === code) ?? null
  const plan = useMacroPlan(macro?.code ?? null, { ids, texts })
  const plans = plan.data ?? []
  const fits = plans.filter(({ stopped }) => stopped === null)
  const { send, results } = useBulk((cases: ReturnType<typeof caseOf>[], idempotencyKey) =>
    api.actInSeries({ body: { cases }, idempotencyKey }),
  )
  const isReady = plan.isSuccess && fits.length > 0
  const shown = isReady ? code : null
  useEffect(() => {
    if (shown === null) return
    const button = form.current?.querySelector<HTMLElement>('[type="submit"]')
    // Nobody is called away from what they are writing.
    if (document.activeElement?.tagName !== 'TEXTAREA') button?.focus()
  }, [shown])
  const submit = () => {
    if (!macro || !isReady || send.isPending) return
    send.mutate(fits.map(caseOf), { onSuccess: (all) => done(all, macro, plans) })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const isListOpen = (event.target as HTMLElement).getAttribute('aria-expanded') === 'true'
    if (event.code === 'Escape' && !isListOpen) {
      event.preventDefault()
      event.stopPropagation()
      close()
    } else if (isKey(event, 'send')) {
      event.preventDefault()
      submit()
    }
  }
  const stopped = Map.groupBy(
    plans.filter((one) => one.stopped !== null),
    ({ stopped: end }) => end!.reason ?? end!.outcome,
  )
  return (
    <form
      ref={form}
      className="panel macro"
      aria-labelledby={title}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <h2 id={title}>{t('macro.title')}</h2>
      <MacroChoice
        macros={macros}
        value={code}
        onChoose={(next) => {
          setCode(next)
          setTexts({})
        }}
      />
      {macro && plan.isPending && <Loading rows={3} />}
      {plan.isError && <Failed error={plan.error} retry={() => void plan.refetch()} />}
      {macro && plan.data && (
        <>
          {ids.length > 1 && <p className="strong">{t('bulk.fits', { n: figure(fits.length) })}</p>}
          {ids.length > 1 &&
            [...stopped].map(([why, some]) => (
              <Refused
                key={why}
                title={t('bulk.fitsNot', {
                  n: figure(some.length),
                  reason: some[0]!.stopped!.reason
                    ? t(`common:reason.${some[0]!.stopped!.reason}`)
                    : t(`bulk.${some[0]!.stopped!.outcome}`),
                })}
                numbers={some.map(({ number }) => number)}
              />
            ))}
          <MacroSteps
            key={macro.code}
            macro={macro}
            plans={fits.length > 0 ? fits : plans.slice(0, 1)}
            texts={texts}
            setText={(step, text) => setTexts({ ...texts, [step]: text })}
          />
        </>
      )}
      {send.isPending && ids.length > 1 && <BulkProgress done={results.length} all={fits.length} />}
      {send.isError && <Failed error={send.error} />}
      <div className="panel-buttons">
        <Button type="submit" loading={send.isPending} disabled={!isReady}>
          {send.isError ? t('retry') : t('macro.do')}
        </Button>
        <Button variant="default" disabled={send.isPending} onClick={close}>
          {t('act.close')}
        </Button>
      </div>
    </form>
  )
}

/** What is sent for a case: what was shown. */
const caseOf = ({ id, version, steps }: Plan) => ({
  id,
  version,
  actions: steps.flatMap(({ action }) => action ?? []) as ActionRequest[],
})
