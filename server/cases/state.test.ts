import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actorRoles } from '../../contract/case-type.ts'
import type { ActionRule } from '../../contract/case-type.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { actions, actionTypes, statuses } from '../../contract/field-report.ts'
import type { ActionType } from '../../contract/field-report.ts'
import type { StaffRole } from '../../contract/identity.ts'
import type { Viewer } from '../identity/index.ts'
import { mayReadReporter, maySee, refusal, rolesOn } from './policy.ts'
import type { Actor, CaseFacts } from './policy.ts'
import { apply, fold, submitted } from './state.ts'
import type { CaseState } from './state.ts'

const words = fc.constantFrom('đã kiểm tra', 'xong', 'chưa rõ')

/** A valid input for each action, as a form would send it. */
const inputs: { [Type in ActionType]: fc.Arbitrary<Record<string, unknown>> } = {
  accept: fc.constant({}),
  decline: fc.record({ reason: fc.constant('TC01'), guidance: words }),
  reclassify: fc.record({ subject: fc.constantFrom('GT01', 'HK01') }),
  assign: fc.record({ agency: fc.constantFrom('A', 'B'), text: words }),
  acknowledge: fc.constant({}),
  assign_inside: fc.record({ officer: fc.constantFrom('officer', 'other') }),
  hand_back: fc.record({ reason: words }),
  start: fc.constant({}),
  request_question: fc.record({ question: words }),
  ask_citizen: fc.record({ question: words }),
  citizen_reply: fc.record({ text: words }),
  note_internal: fc.record({ text: words }),
  note_public: fc.record({ text: words }),
  answer: fc.record({ checked: words, done: words, finished: fc.boolean() }),
  return_answer: fc.record({ reason: fc.constant('missing_time') }),
  approve: fc.constant({}),
  publish: fc.record({ title: words, text: words, answer: words }),
  rate: fc.record({ rating: fc.constantFrom('resolved', 'unresolved') }),
  reopen: fc.record({ reason: words }),
  withdraw: fc.constant({}),
  withdraw_consent: fc.constant({ purpose: 'pictures' }),
  close: fc.constant({}),
  merge: fc.record({ number: fc.constantFrom('1', '2') }),
  unmerge: fc.constant({}),
  undo: fc.constant({}),
  split: fc.constant({ parts: [] }),
  extend: fc.record({ reason: words, done: words, promisedOn: fc.constant('2026-12-30') }),
  grant_extension: fc.constant({ promisedOn: '2026-12-30' }),
  refuse_extension: fc.record({ reason: words }),
  remind: fc.constant({}),
  escalate: fc.record({ summary: words }),
  urgent: fc.record({ reason: words }),
  see_urgent: fc.constant({}),
  ask_call: fc.record({ reason: words }),
  call_done: fc.record({ text: words }),
  long_term: fc.record({ promisedOn: fc.constant('2027-06-30'), plan: words }),
  take_in: fc.record({ number: fc.constant('3') }),
  let_go: fc.record({ number: fc.constant('3') }),
  release: fc.record({ number: fc.constant('3') }),
}

const anyAction = fc
  .constantFrom(...actionTypes)
  .chain((type) => inputs[type].map((input) => ({ type, input }) as ActionRequest))

const staff = (id: string, role: StaffRole, agency: string | null): Actor => ({
  kind: 'staff',
  viewer: { id, name: id, email: `${id}@x.vn`, grants: [{ role, agency }] },
})

const actors: Actor[] = [
  { kind: 'reporter' },
  staff('centre', 'operator', null),
  staff('coordinator', 'coordinator', 'A'),
  staff('officer', 'officer', 'A'),
  staff('head', 'head', 'A'),
  staff('stranger', 'coordinator', 'B'),
]

const now = new Date('2026-11-23T02:00:00Z')
const factsOf = (state: CaseState) => ({
  ...state,
  type: 'field_report' as const,
  commune: 'P',
  handBackUntil: null,
})

/** Tries each action in turn as the server does: what is refused changes nothing. */
function play(attempts: { actor: Actor; action: ActionRequest }[]): {
  state: CaseState
  log: ActionRequest[]
} {
  let state = submitted('GT01')
  let before = state
  let last: CaseFacts['last']
  const log: ActionRequest[] = []
  for (const { actor, action } of attempts) {
    const facts = { ...factsOf(state), ...(last && { last }) }
    if (refusal(actor, facts, action.type, now) !== null) continue
    const next = action.type === 'undo' ? before : apply(state, action)
    before = state
    state = next
    const by = actor.kind === 'staff' ? actor.viewer.id : null
    last = { types: [action.type], by, at: now }
    log.push(action)
  }
  return { state, log }
}

const attempts = fc.array(fc.record({ actor: fc.constantFrom(...actors), action: anyAction }), {
  maxLength: 60,
})

describe('a field report', () => {
  it('never leaves the state table, whatever is tried by whom in which order', () => {
    fc.assert(
      fc.property(attempts, (sequence) => {
        const { state } = play(sequence)
        expect(statuses).toContain(state.status)
        // With an agency only after an assignment, answered only with something published.
        if (['acknowledged', 'in_progress', 'awaiting_approval'].includes(state.status)) {
          expect(state.agency).not.toBeNull()
        }
        if (state.status === 'answered') expect(state.published).not.toBeNull()
        if (state.extension !== null) expect(state.extensions).toBeGreaterThan(0)
        expect(state.status === 'merged').toBe(state.mergedInto !== null)
        if (state.status === 'waiting_citizen') {
          expect(state.question).not.toBeNull()
          expect(state.returnTo).not.toBeNull()
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('is the fold of what was accepted', () => {
    fc.assert(
      fc.property(attempts, (sequence) => {
        const { state, log } = play(sequence)
        expect(fold('GT01', log)).toEqual(state)
      }),
      { numRuns: 1000 },
    )
  })

  it('lets an agency act on its own cases only', () => {
    fc.assert(
      fc.property(attempts, anyAction, (sequence, action) => {
        const { state } = play(sequence)
        const stranger = staff('stranger', 'coordinator', 'Z')
        expect(refusal(stranger, factsOf(state), action.type, now)).toBeUndefined()
      }),
    )
  })

  it('keeps every way open: no status but an ended one is a dead end', () => {
    const rules: Record<ActionType, ActionRule> = actions
    for (const status of statuses) {
      if (['declined', 'withdrawn'].includes(status)) continue
      const ways = actionTypes.filter(
        (type) =>
          rules[type].to !== 'same' &&
          actorRoles.some((role) => rules[type].by[role]?.includes(status)),
      )
      expect(ways, status).not.toHaveLength(0)
    }
  })

  it('leaves a case that agencies hand back again and again to the shift lead', () => {
    const accept = { actor: actors[1]!, action: { type: 'accept', input: {} } as ActionRequest }
    const assign = { type: 'assign', input: { agency: 'A', text: 'x' } } as const
    const round = [
      { actor: actors[1]!, action: assign },
      { actor: actors[2]!, action: { type: 'hand_back', input: { reason: 'x' } } as const },
    ]
    const once = factsOf(play([accept, ...round]).state)
    const { state } = play([accept, ...round, ...round])
    const twice = factsOf(state)
    const lead = staff('lead', 'shift_lead', null)
    expect(refusal(actors[1]!, once, 'assign', now)).toBeNull()
    expect(refusal(actors[1]!, twice, 'assign', now)).toBe('disputed')
    expect(refusal(actors[1]!, twice, 'decline', now)).toBe('disputed')
    expect(refusal(lead, twice, 'assign', now)).toBeNull()
    expect(apply(state, { type: 'reopen', input: { reason: 'x' } }).handBacks).toBe(0)
  })

  const leads = new Set<string>(['reopen', 'escalate', 'see_urgent'])
  it('lets a shift lead do what an operator may, and a leader nothing', () => {
    for (const status of statuses) {
      const facts = { ...factsOf(submitted('GT01')), status, agency: 'A' }
      const may = (actor: Actor) =>
        actionTypes.filter((type) => refusal(actor, facts, type, now) === null)
      const operators = may(actors[1]!)
      expect(may(staff('lead', 'shift_lead', null)).filter((type) => !leads.has(type))).toEqual(
        operators,
      )
      expect(may(staff('leader', 'leader', null))).toEqual([])
    }
  })

  it('counts a role only in its areas', () => {
    const facts = { ...factsOf(submitted('GT01')), agency: 'A' }
    const limited = (role: StaffRole, agency: string | null, areas: string[]): Viewer => ({
      id: 'x',
      name: 'x',
      email: 'x@x.vn',
      grants: [{ role, agency, areas }],
    })
    for (const [role, agency] of [
      ['operator', null],
      ['leader', null],
      ['head', 'A'],
    ] as const) {
      const here = limited(role, agency, ['P', 'Q'])
      const elsewhere = limited(role, agency, ['Q'])
      expect([maySee(here, facts), maySee(elsewhere, facts)]).toEqual([true, false])
      expect(rolesOn({ kind: 'staff', viewer: elsewhere }, facts)).toEqual([])
    }
    expect(mayReadReporter(limited('shift_lead', null, ['P']), facts)).toBe(true)
    expect(mayReadReporter(limited('leader', null, ['P']), facts)).toBe(false)
  })

  it('goes the straight way from submission to a rating', () => {
    const steps: [Actor, ActionRequest][] = [
      [actors[1]!, { type: 'accept', input: {} }],
      [actors[1]!, { type: 'assign', input: { agency: 'A', text: 'Đèn tắt' } }],
      [actors[2]!, { type: 'acknowledge', input: {} }],
      [actors[2]!, { type: 'assign_inside', input: { officer: 'officer' } }],
      [actors[3]!, { type: 'start', input: {} }],
      [
        actors[3]!,
        { type: 'answer', input: { checked: '8 giờ', done: 'Đã thay', finished: true } },
      ],
      [actors[4]!, { type: 'approve', input: {} }],
      [
        actors[1]!,
        { type: 'publish', input: { title: 'Đèn', text: 'Đèn tắt', answer: 'Đã thay' } },
      ],
      [actors[0]!, { type: 'rate', input: { rating: 'resolved' } }],
    ]
    const { state, log } = play(steps.map(([actor, action]) => ({ actor, action })))
    expect(log).toHaveLength(steps.length)
    expect(state).toMatchObject({ status: 'answered', rating: 'resolved', officer: 'officer' })
  })

  it('returns to where it was once the citizen has answered', () => {
    const { state } = play([
      { actor: actors[1]!, action: { type: 'accept', input: {} } },
      { actor: actors[1]!, action: { type: 'assign', input: { agency: 'A', text: 'x' } } },
      { actor: actors[2]!, action: { type: 'acknowledge', input: {} } },
      {
        actor: actors[2]!,
        action: { type: 'request_question', input: { question: 'Cột số mấy?' } },
      },
      { actor: actors[1]!, action: { type: 'ask_citizen', input: { question: 'Cột số mấy?' } } },
      { actor: actors[0]!, action: { type: 'citizen_reply', input: { text: 'Cột 12' } } },
    ])
    expect(state).toMatchObject({ status: 'acknowledged', question: null, returnTo: null })
  })
})
