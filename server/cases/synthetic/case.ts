import type { ActionRequest } from '../../../contract/case-types.ts'
import { foldText } from '../../../contract/fold.ts'
import type { AgencyPeriod, Viewer } from '../../identity/index.ts'
import type { Position } from '../../places/index.ts'
import { reporterText } from '../answers.ts'
import type { KeptAnswer } from '../answers.ts'
import { publicationOf } from '../catalogue.ts'
import type { Rules } from '../catalogue.ts'
import { dueAfter, extendTimes, timesOf } from '../deadlines.ts'
import { refusal, rolesOn } from '../policy.ts'
import type { Actor } from '../policy.ts'
import { findReporter, mask } from '../personal.ts'
import { columnsOf, factsOf, stateOf } from '../record.ts'
import { apply, ruleOf, submitted } from '../state.ts'
import type { CaseRecord } from '../tables.ts'
import { clockOf } from '../undo.ts'
import type { AgencyPeople } from './agencies.ts'
import type { Places } from './places.ts'
import type { Volume } from './volume.ts'

/** One invented case as it goes: every step through the product's own policy, states and deadlines. */

/** What a province is made in. */
export type World = {
  seed: number
  rules: Rules
  places: Places
  agencies: Map<string, AgencyPeriod>
  centre: { operators: Viewer[]; leads: Viewer[] }
  /** Who acts for an agency; one without people gets no cases. */
  peopleOf(agency: string): AgencyPeople | undefined
  volume: Volume
  /** Nothing happens after it. */
  end: Date
}

/** A line of the log as it will be stored. */
export type Line = {
  type: string
  actor_kind: 'reporter' | 'staff'
  actor_id: string | null
  actor_agency: string | null
  input: unknown
  at: Date
  clock_before: string | null
}

export type Consent = { purpose: string; version: string; language: 'vi' }

/** A case with everything that its rows will say. */
export type Case = {
  row: CaseRecord
  log: Line[]
  reporter: { name: string | null; phone: string | null; email: string | null }
  code: string
  consents: Consent[]
  /** What happens to it besides its way through the offices: by others, at its time. */
  agenda: { at: Date; run: () => void }[]
  /** The case it was merged into. */
  main: Case | null
}

export type NewCase = {
  id: string
  number: string
  code: string
  channel: string
  subject: string
  description: string
  answers: KeptAnswer[]
  commune: string
  position: Position | null
  address: string | null
  reporter: Case['reporter']
  consents: Consent[]
  at: Date
  /** For a part of another: which one, and when it was split off. */
  part?: { of: string; at: Date }
}

/** A case right after it was sent. */
export function openCase({ rules }: World, input: NewCase): Case {
  const { id, number, channel, subject, description, answers, position, address, at, part } = input
  const { class: deadlines } = rules.subjects.get(subject)!
  const row = {
    ...columnsOf(submitted(subject)),
    id,
    number,
    version: 1,
    channel,
    class: deadlines,
    description,
    commune: input.commune,
    lat: position?.lat ?? null,
    lon: position?.lon ?? null,
    address,
    address_key: address === null || part ? null : foldText(address),
    search: foldText([reporterText({ description, answers }), address].join(' ')),
    answers,
    public: false,
    answered_at: null,
    submitted_at: at,
    updated_at: part?.at ?? at,
    due_at: dueAfter(rules, deadlines, at),
    hand_back_until: null,
    paused_at: null,
    progress_due_at: null,
    type: 'field_report',
    about: null,
    erased_at: null,
    published_search: null,
    split_from: part?.of ?? null,
    recurs: 0,
  } as unknown as CaseRecord
  const { consents, reporter, code } = input
  const said = { channel, subject, ...(consents.length > 0 && !part && { consents }) }
  const log = [lineOf('submit', { kind: 'reporter' }, null, said, part?.at ?? at)]
  return { row, log, reporter, code, consents, agenda: [], main: null }
}

function lineOf(
  type: string,
  actor: Actor,
  agency: string | null,
  input: unknown,
  at: Date,
  clock: string | null = null,
): Line {
  const id = actor.kind === 'staff' ? actor.viewer.id : null
  return {
    type,
    actor_kind: actor.kind,
    actor_id: id,
    actor_agency: agency,
    input,
    at,
    clock_before: clock,
  }
}

/** The reporter's words for an agency, as the product masks them. */
export function agencyTextOf({ row, reporter }: Case): string {
  if (row.agency_text) return row.agency_text
  const text = reporterText(row)
  // Only a telephone is ever written into these texts.
  return reporter.phone && /\d{3}/.test(text) ? mask(text, findReporter(text, reporter)) : text
}

/** What others do on their own comes to pass up to a moment. */
export function advance(life: Case, upTo: Date): void {
  for (;;) {
    const due = life.agenda.filter(({ at }) => at <= upTo)
    if (due.length === 0) return
    const next = due.reduce((first, event) => (event.at < first.at ? event : first))
    life.agenda.splice(life.agenda.indexOf(next), 1)
    next.run()
  }
}

/** Whether the actor may do this now, as the policy has it. */
export function isAllowed(
  world: World,
  life: Case,
  actor: Actor,
  type: ActionRequest['type'],
  at: Date,
) {
  const facts = factsOf(life.row, {
    mainStatus: life.main?.row.status ?? null,
    extendTimes: extendTimes(world.rules, life.row),
  })
  return refusal(actor, facts, type, at) === null
}

/**
 * Does one action at its time, or nothing: after the end of the history, or where the product would
 * have refused it. Answers whether it was done.
 */
export function act(
  world: World,
  life: Case,
  actor: Actor,
  asked: ActionRequest,
  wanted: Date,
): boolean {
  advance(life, wanted)
  const { row } = life
  // Nobody acts on what they have not seen yet.
  const at = new Date(Math.max(wanted.getTime(), row.updated_at.getTime() + 40_000))
  if (at > world.end) return false
  if (!isAllowed(world, life, actor, asked.type, at)) return false
  const action: ActionRequest =
    asked.type === 'assign'
      ? { ...asked, input: { ...asked.input, text: asked.input.text ?? agencyTextOf(life) } }
      : asked
  // An agency's own acts bear its name; the centre's bear none.
  const isCentre = actor.kind === 'reporter' || rolesOn(actor, row).includes('operator')
  write(world, life, { action, actor, agency: isCentre ? null : row.agency, at })
  return true
}

/** One line of the log with what it does to the row. */
function write(
  { rules }: World,
  life: Case,
  {
    action,
    actor,
    agency,
    at,
    times,
    keepsClock = ruleOf(action).undoable,
  }: {
    action: ActionRequest
    actor: Actor
    agency: string | null
    at: Date
    times?: Partial<CaseRecord>
    keepsClock?: boolean | undefined
  },
): void {
  const { row, log } = life
  const state = apply(stateOf(row), action)
  const clock = keepsClock ? clockOf(row) : null
  Object.assign(
    row,
    times ?? timesOf(rules, row, action, at, log),
    action.type === 'publish' && { public: publicationOf(rules, row.subject) !== 'closed' },
    columnsOf(state),
    { version: row.version + 1, updated_at: at },
  )
  log.push(lineOf(action.type, actor, agency, action.input, at, clock))
}

/** Merges a case into another, as `changeTogether` does: both logs say so. */
export function mergeInto(world: World, life: Case, main: Case, actor: Actor, at: Date): boolean {
  if (at <= main.row.updated_at) return false
  const { number } = main.row
  const before = life.row.due_at
  if (!act(world, life, actor, { type: 'merge', input: { number } }, at)) return false
  life.main = main
  const isLongTerm = main.row.status === 'long_term'
  const times = isLongTerm || before >= main.row.due_at ? {} : { due_at: before }
  const action = { type: 'take_in' as const, input: { number: life.row.number } }
  write(world, main, { action, actor, agency: null, at, times, keepsClock: true })
  return true
}
