import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { hasBlank } from '../../../contract/blanks.ts'
import { inGroups } from '../../../contract/codes.ts'
import type { PlannedStep, ShownMacro } from '../../../contract/macros.ts'
import { deadline, figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { StatusChip } from '../ui/status-chip.tsx'
import type { Plan } from './use-macro.ts'

/** So many different ends of a step are told one by one. */
const mostTold = 5

/** What the server knows to fill in. */
const blanks = '{phuong}, {don_vi}, {han}, {duong}, {ma}'

/** What a step does to one case, beside its words: to whom it goes, what it becomes. */
const aimOf = ({ agency, subject, reason }: PlannedStep) =>
  (agency ?? subject ?? reason)?.name ?? null

type Props = {
  macro: ShownMacro
  plans: Plan[]
  texts: Record<string, string>
  setText: (step: number, text: string) => void
}

/** What will happen, step by step: to whom, in which words, by when, and what everybody sees. */
export function MacroSteps({ macro, plans, texts, setText }: Props) {
  const { t } = useTranslation()
  return (
    <ol className="macro-steps">
      {macro.steps.map(({ action, text }, index) => {
        const steps = plans.flatMap((plan) => plan.steps[index] ?? [])
        const done = steps.filter((step) => step.action !== null)
        const stopped = plans.filter((plan) => plan.stopped?.step === index)
        const faults = stopped.map(({ stopped: end }) => end!)
        const sees = done.find((step) => step.public)
        return (
          // oxlint-disable-next-line react/no-array-index-key -- a step is its place
          <li key={index} data-past={steps.length > 0 && done.length === 0}>
            <p className="macro-step">
              <strong>{t(`common:action.${action}.button`)}</strong>
              <Aims steps={done} />
              {sees && <span className="macro-public">{t('macro.public')}</span>}
            </p>
            {steps.length > done.length && (
              <p className="quiet">
                {plans.length === 1
                  ? t('macro.past')
                  : t('macro.pastOf', { n: figure(steps.length - done.length) })}
              </p>
            )}
            <Words
              template={texts[index] ?? text}
              step={done[0]}
              example={plans.length > 1 ? (plans[0]?.number ?? null) : null}
              isMissing={faults.some(({ outcome }) =>
                ['incomplete', 'personal_data'].includes(outcome),
              )}
              setText={(next) => setText(index, next)}
            />
            {plans.length === 1 && done[0] && (
              <After step={done[0]} before={plans[0]!.steps[index - 1]} />
            )}
            {plans.length === 1 &&
              faults.map((end) => (
                <p key={end.outcome} className="panel-reason" role="alert">
                  {end.reason
                    ? t(`common:reason.${end.reason}`)
                    : end.fault
                      ? t(`common:field.${end.fault}`, { defaultValue: t('bulk.incomplete') })
                      : t(`bulk.${end.outcome}`)}
                </p>
              ))}
          </li>
        )
      })}
    </ol>
  )
}

/** Where a step leads; of many cases each aim with how many go there. */
function Aims({ steps }: { steps: PlannedStep[] }) {
  const { t } = useTranslation()
  const aims = [...Map.groupBy(steps, aimOf)].flatMap(([aim, some]) =>
    aim === null ? [] : [{ aim, count: some.length }],
  )
  if (aims.length === 0) return null
  const told = aims.toSorted((one, other) => other.count - one.count).slice(0, mostTold)
  return (
    <span>
      →{' '}
      {told
        .map(({ aim, count }) => (steps.length === 1 ? aim : `${aim} (${figure(count)})`))
        .join(', ')}
      {aims.length > told.length && ` ${t('macro.more', { n: figure(aims.length - told.length) })}`}
    </span>
  )
}

/** How the case stands after a step, where that is something else than before it. */
function After({ step, before }: { step: PlannedStep; before: PlannedStep | undefined }) {
  const { t } = useTranslation()
  const isNew = before?.status !== step.status
  const counts = step.type === 'assign' || step.type === 'reclassify'
  const isLater = counts || (before !== undefined && before.dueAt !== step.dueAt)
  if (!isNew && !isLater) return null
  return (
    <p className="macro-after">
      {isNew && <StatusChip status={step.status} />}
      {isLater && <span className="quiet">{t('macro.due', { when: deadline(step.dueAt) })}</span>}
    </p>
  )
}

/** The words of a step as they will be read; a box to write them where something is missing. */
function Words(props: {
  template: string | null
  step: PlannedStep | undefined
  /** The number of the case they are of, where they are of one among many. */
  example: string | null
  isMissing: boolean
  setText: (text: string) => void
}) {
  const { template, step, example, isMissing, setText } = props
  const { t } = useTranslation()
  const [editing, setEditing] = useState(false)
  const [typed, setTyped] = useState(template ?? '')
  if (template === null) return step?.words ? <blockquote>{step.words}</blockquote> : null
  if (!editing && !isMissing) {
    if (!step) return null
    return (
      <>
        <blockquote>{step.words}</blockquote>
        <p className="macro-words">
          {example && (
            <span className="quiet">{t('macro.example', { number: inGroups(example) })}</span>
          )}
          <Button variant="subtle" onClick={() => setEditing(true)}>
            {t('macro.edit')}
          </Button>
        </p>
      </>
    )
  }
  return (
    <Textarea
      label={t('macro.words')}
      description={t('macro.wordsHint', { blanks })}
      error={hasBlank(typed) && isMissing ? t('common:field.blank_left') : undefined}
      autosize
      minRows={2}
      maxRows={8}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      // What would come of it is asked once it is written.
      onBlur={() => typed !== template && setText(typed)}
    />
  )
}
