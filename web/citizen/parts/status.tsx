/** @jsxImportSource preact */
import type { MainReport, PublicReport } from '../../../contract/cases.ts'
import { inGroups } from '../../../contract/codes.ts'
import { isOpen } from '../../../contract/field-report.ts'
import type { Status } from '../../../contract/field-report.ts'
import { daysSince } from '../format.ts'
import type { View } from '../view.ts'
import { isTextKey } from '../words.ts'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'

type Tone = { colour: string; icon: IconName }
const waiting: Tone = { colour: 'waiting', icon: 'waiting' }
const agency: Tone = { colour: 'agency', icon: 'agency' }
const done: Tone = { colour: 'done', icon: 'done' }
const stopped: Tone = { colour: 'waiting', icon: 'stopped' }

const tones: Record<Status, Tone> = {
  submitted: waiting,
  screening: waiting,
  declined: stopped,
  assigned: agency,
  acknowledged: agency,
  in_progress: agency,
  waiting_citizen: { colour: 'soon', icon: 'soon' },
  handed_back: { colour: 'soon', icon: 'agency' },
  awaiting_approval: agency,
  awaiting_publication: agency,
  answered: done,
  reopened: { colour: 'soon', icon: 'agency' },
  long_term: agency,
  merged: agency,
  withdrawn: stopped,
  closed: done,
}

/** What the chips are drawn from; `main` is the report that this one was merged into. */
export type Standing = Pick<PublicReport, 'status' | 'agency' | 'overdue' | 'dueAt'> & {
  main?: MainReport | null
}

/** The status in the citizen's words; other readers are not spoken to as the reporter. */
export function statusWords(view: View, report: Standing, own: boolean): string {
  if (report.main) return view.t('status.mergedInto', { number: inGroups(report.main.number) })
  if (!own && report.status === 'withdrawn') return view.t('status.publicWithdrawn')
  if (!own && report.status === 'waiting_citizen') return view.t('status.publicWaiting')
  return view.t(`status.${report.status}`, {
    agency: report.agency?.name ?? view.t('status.agencyUnknown'),
  })
}

export function StatusChips({ view, report, own }: { view: View; report: Standing; own: boolean }) {
  const { colour, icon } = tones[report.status]
  const days = report.overdue ? daysSince(report.dueAt, view.shell.now) : 0
  return (
    <p class="chips">
      <span class={`chip chip-${colour}`}>
        <Icon name={icon} />
        {statusWords(view, report, own)}
      </span>
      {report.overdue && (
        <span class="chip chip-overdue">
          <Icon name="overdue" />
          {days > 0 ? view.t('status.overdueDays', { count: days }) : view.t('status.overdueToday')}
        </span>
      )}
    </p>
  )
}

type Clock = Pick<PublicReport, 'dueAt' | 'overdue' | 'paused' | 'daysLeft' | 'status'>

/**
 * By when an answer is due and what is left until then, as one sentence; null when none is owed any
 * more. How late it is stands in the chip beside the status.
 */
export function dueWords(view: View, report: Clock, own: boolean): string | null {
  if (!isOpen(report.status)) return null
  if (report.paused) return view.t(own ? 'status.pausedOwn' : 'status.paused')
  const due = view.when(report.dueAt)
  if (report.overdue || report.daysLeft === null || report.daysLeft < 0) return due
  return report.daysLeft === 0
    ? view.t('status.dueToday', { due })
    : view.t('status.daysLeft', { due, count: report.daysLeft })
}

type Step = PublicReport['steps'][number]

/** One step in the words for the public; without its values it falls back to the shorter sentence. */
export function stepWords(view: View, step: Step): string {
  const key = `step.${step.type}`
  if (!isTextKey(key)) return view.t('step.other')
  const values: Record<string, string> = { ...step.values }
  if (values.due) values.due = view.when(values.due)
  const plain = `${key}Plain`
  const complete = !isTextKey(plain) || needed[step.type]?.every((name) => values[name])
  const words = view.t(complete ? key : plain, values)
  return words.trim() || view.t('step.other')
}

const needed: Partial<Record<Step['type'], string[]>> = {
  decline: ['reason'],
  assign: ['agency', 'due'],
  rate: ['rating'],
}

export function Timeline({ view, steps }: { view: View; steps: Step[] }) {
  return (
    <ol class="timeline">
      {steps.map((step) => (
        <li key={`${step.at} ${step.type}`}>
          <span class="step-words">{stepWords(view, step)}</span>
          <time class="step-time" dateTime={step.at}>
            {view.when(step.at)}
          </time>
        </li>
      ))}
    </ol>
  )
}

/** A text of several paragraphs as it was typed. */
export function Prose({ text }: { text: string }) {
  return (
    <div class="prose">
      {text.split(/\n+/).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  )
}
