import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Box, ReportInput } from '../../contract/cases.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { openCases } from '../../test/cases.ts'
import type { Grant, Viewer } from '../identity/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import type { Database } from '../platform/database/index.ts'
import { listOpenSteps } from './index.ts'
import type { Cases } from './index.ts'
import { actionOf, stateOf } from './record.ts'
import { fold } from './state.ts'
import { tables } from './tables.ts'

// The actions that touch more than one case, or more than its status.

const ward = 'X19789'
const who = (...grants: Grant[]): Viewer => {
  const id = grants.map(({ role }) => role).join(' ')
  return { id, name: id, email: 'x@x.vn', grants }
}
const operator = who({ role: 'operator', agency: null })
const local = who({ role: 'operator', agency: null, areas: ['19753'] })
const lead = who({ role: 'shift_lead', agency: null })
const leader = who({ role: 'leader', agency: null })
const agency = who(
  { role: 'coordinator', agency: ward },
  { role: 'officer', agency: ward },
  { role: 'head', agency: ward },
)

let engine: Awaited<ReturnType<typeof openCases>>
let database: Database
let cases: Cases

beforeAll(async () => {
  engine = await openCases()
  ;({ database, cases } = engine)
})
afterAll(() => engine?.close())

const once = () => idempotency('test', randomUUID(), {})
const submit = (more: Partial<ReportInput> = {}) => {
  const input = { subject: 'HK01', commune: '19789', description: 'Đèn đường tắt.', ...more }
  return cases.submit(input, once(), 'web')
}

async function act(viewer: Viewer, caseId: string, type: string, input: object = {}) {
  const { version } = await cases.getCase(caseId, operator, 'vi')
  const action = { type, input } as ActionRequest
  return cases.actAsStaff({ caseId, viewer, version, action, once: once(), language: 'vi' })
}

async function actByCode(code: string, type: string, input: object = {}) {
  const { version } = await cases.track(code, 'vi')
  const action = { type, input } as ActionRequest
  return cases.actAsReporter({ code, version, action, once: once(), language: 'vi' })
}

const steps: [string, object?][] = [
  ['accept'],
  ['assign', { agency: ward }],
  ['acknowledge'],
  ['start'],
  ['answer', { checked: '8 giờ', done: 'Đã thay bóng', finished: true }],
  ['approve'],
  ['publish', { title: 'Đèn', text: 'Đèn tắt', answer: 'Đã thay bóng đèn.' }],
]
/** A report brought as far as an action. */
async function upTo(last: string, more: Partial<ReportInput> = {}) {
  const receipt = await submit(more)
  for (const [type, input] of steps) {
    const theirs = ['acknowledge', 'start', 'answer', 'approve'].includes(type)
    await act(theirs ? agency : operator, receipt.id, type, input)
    if (type === last) break
  }
  return receipt
}
const goOn = async (id: string, from: string) => {
  for (const [type, input] of steps.slice(steps.findIndex(([type]) => type === from))) {
    const theirs = ['acknowledge', 'start', 'answer', 'approve'].includes(type)
    await act(theirs ? agency : operator, id, type, input)
  }
}

const statusOf = async (id: string) => (await cases.getCase(id, operator, 'vi')).status

/** Whether a row is the fold of its log. */
async function expectFolded(id: string) {
  const row = await tables(database.executor)
    .selectFrom('cases.cases')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const log = await tables(database.executor)
    .selectFrom('cases.actions')
    .selectAll()
    .where('case_id', '=', id)
    .orderBy('seq')
    .execute()
  expect(log).toHaveLength(row.version)
  const first = log[0]!.input as { subject: string }
  expect(fold(first.subject, log.slice(1).map(actionOf))).toEqual(stateOf(row))
}

const inBox = async (viewer: Viewer, box: Box) =>
  (await cases.listCases(viewer, { box, limit: 200 }, 'vi')).cases.map(({ id }) => id)

/** A day so many days after a moment, as people write it. */
const dayAfter = (moment: string, days: number) =>
  new Date(Date.parse(moment) + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10)

const refused = (code: string, field?: string) => ({
  code,
  ...(field && { fields: [expect.objectContaining({ code: field })] }),
})

describe('reports of one matter', () => {
  it('are answered together, and each reporter rates with their own code', async () => {
    const main = await upTo('start')
    const [second, third] = [await submit(), await submit({ subject: 'GT01' })]
    const merged = await act(operator, second.id, 'merge', { number: main.number })
    await act(operator, third.id, 'merge', { number: main.number })
    expect(merged).toMatchObject({
      status: 'merged',
      mergedInto: { number: main.number, id: main.id },
    })

    const view = await cases.getCase(main.id, operator, 'vi')
    expect(view.together).toEqual([
      { number: second.number, id: second.id },
      { number: third.number, id: third.id },
    ])
    // The agency learns how many there are and their numbers, and sees none of them.
    const theirs = await cases.getCase(main.id, agency, 'vi')
    expect(theirs.together).toEqual([
      { number: second.number, id: null },
      { number: third.number, id: null },
    ])
    expect((await cases.track(main.code, 'vi')).together).toBe(2)

    const waiting = await cases.track(second.code, 'vi')
    expect(waiting).toMatchObject({
      status: 'merged',
      main: { number: main.number, status: 'in_progress', answer: null },
    })
    await expect(actByCode(second.code, 'rate', { rating: 'resolved' })).rejects.toMatchObject({
      code: 'action_not_allowed',
    })
    await goOn(main.id, 'answer')
    const answered = await cases.track(second.code, 'vi')
    expect(answered.main).toMatchObject({ status: 'answered', answer: 'Đã thay bóng đèn.' })
    expect(JSON.stringify(answered.main)).not.toContain('Đèn tắt')
    await actByCode(second.code, 'rate', { rating: 'resolved' })
    expect((await cases.track(main.code, 'vi')).rating).toBeNull()
    await expect(act(operator, second.id, 'unmerge')).rejects.toMatchObject({
      code: 'action_not_allowed',
      details: { reason: 'main_answered' },
    })
    // Not settled for this one: it is a case of its own again.
    const reopened = await actByCode(third.code, 'reopen', { reason: 'Đoạn này vẫn tối' })
    expect(reopened).toMatchObject({ status: 'reopened', main: null })
    for (const { id } of [main, second, third]) await expectFolded(id)
  })

  it('have the earliest of their deadlines', async () => {
    const [urgent, slow] = [await submit({ subject: 'GT04' }), await submit({ subject: 'XD01' })]
    expect(urgent.dueAt < slow.dueAt).toBe(true)
    await act(operator, urgent.id, 'merge', { number: slow.number })
    expect((await cases.getCase(slow.id, operator, 'vi')).dueAt).toBe(urgent.dueAt)
    await act(operator, urgent.id, 'unmerge')
    expect(await cases.getCase(urgent.id, operator, 'vi')).toMatchObject({
      status: 'submitted',
      mergedInto: null,
      dueAt: urgent.dueAt,
    })
  })

  it('go apart again by the centre or by whoever sent one, back to where each was', async () => {
    const [main, other] = [await submit(), await upTo('acknowledge')]
    await act(operator, other.id, 'merge', { number: main.number })
    const apart = await actByCode(other.code, 'unmerge', { reason: 'Kiệt khác' })
    expect(apart).toMatchObject({ status: 'acknowledged', main: null })
    const view = await cases.getCase(main.id, operator, 'vi')
    expect(view.together).toEqual([])
    expect(view.log.map(({ type }) => type)).toEqual(['submit', 'take_in', 'let_go'])
    expect(await statusOf(main.id)).toBe('submitted')
    for (const { id } of [main, other]) await expectFolded(id)
  })

  it('follow the last of several, and go on by themselves when that one is withdrawn', async () => {
    const [first, second, third] = [await submit(), await submit(), await submit()]
    await act(operator, first.id, 'merge', { number: second.number })
    await act(operator, second.id, 'merge', { number: third.number })
    expect((await cases.track(first.code, 'vi')).main?.number).toBe(third.number)
    expect((await cases.getCase(third.id, operator, 'vi')).together).toHaveLength(2)
    await actByCode(third.code, 'withdraw')
    expect(await statusOf(second.id)).toBe('submitted')
    expect((await cases.track(first.code, 'vi')).main?.number).toBe(second.number)
    for (const { id } of [first, second, third]) await expectFolded(id)
  })

  it('are merged only into an open report that the viewer sees', async () => {
    const [one, ended, elsewhere] = [
      await submit(),
      await submit(),
      await submit({ commune: '19753' }),
    ]
    await actByCode(ended.code, 'withdraw')
    const merge = (viewer: Viewer, id: string, number: string) =>
      act(viewer, id, 'merge', { number })
    await expect(merge(operator, one.id, one.number)).rejects.toMatchObject(
      refused('invalid_input', 'same_report'),
    )
    await expect(merge(operator, one.id, ended.number)).rejects.toMatchObject(
      refused('invalid_input', 'report_not_open'),
    )
    await expect(merge(operator, one.id, '1234567890')).rejects.toMatchObject(
      refused('invalid_input', 'no_such_report'),
    )
    await expect(merge(local, elsewhere.id, one.number)).rejects.toMatchObject(
      refused('invalid_input', 'no_such_report'),
    )
    await expect(act(operator, one.id, 'take_in', { number: ended.number })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await merge(operator, one.id, elsewhere.number)
    await expect(merge(operator, elsewhere.id, one.number)).rejects.toMatchObject(
      refused('invalid_input', 'report_not_open'),
    )
  })
})

describe('undo', () => {
  const undo = (viewer: Viewer, id: string) => act(viewer, id, 'undo')
  const over = { code: 'action_not_allowed', details: { reason: 'undo_over' } }

  it('gives back what was before, the clock too, and leaves both lines in the log only', async () => {
    const { id, code } = await upTo('accept')
    const untouched = await cases.getCase(id, operator, 'vi')
    for (const [type, input] of [
      ['assign', { agency: ward }],
      ['reclassify', { subject: 'XD01' }],
      ['decline', { reason: 'TC01', guidance: 'Gửi đến nơi khác.' }],
    ] as const) {
      await act(operator, id, type, input)
      const view = await undo(operator, id)
      expect(view).toMatchObject({
        status: 'screening',
        subject: untouched.subject,
        class: untouched.class,
        dueAt: untouched.dueAt,
        agency: null,
        handBackUntil: null,
      })
      expect(view.log.slice(-2)).toMatchObject([
        { type, undone: true },
        { type: 'undo', undone: false, input: { actions: [type] } },
      ])
    }
    const own = await cases.track(code, 'vi')
    expect(own.guidance).toBeNull()
    expect(own.steps.map(({ type }) => type)).toEqual(['submit', 'accept'])
    const steps = await listOpenSteps(database.executor, { caseIds: [id], page: 1, pageSize: 50 })
    expect(steps.map(({ type }) => type)).toEqual(['accept'])
    await expectFolded(id)
    // What a paused clock was keeps standing.
    await act(operator, id, 'ask_citizen', { question: 'Ở đâu?' })
    await act(operator, id, 'decline', { reason: 'TC01', guidance: 'Gửi đến nơi khác.' })
    expect(await undo(operator, id)).toMatchObject({ status: 'waiting_citizen', paused: true })
    await expectFolded(id)
  })

  it('is for whoever acted last, once, while nobody acted after and for ten minutes', async () => {
    const other: Viewer = { ...operator, id: 'other' }
    const { id } = await upTo('assign')
    await expect(undo(other, id)).rejects.toMatchObject(over)
    expect((await cases.getCase(id, other, 'vi')).abilities).not.toContainEqual(
      expect.objectContaining({ action: 'undo' }),
    )
    expect((await cases.getCase(id, operator, 'vi')).abilities).toContainEqual(
      expect.objectContaining({ action: 'undo', enabled: true }),
    )
    await undo(operator, id)
    await expect(undo(operator, id)).rejects.toMatchObject(over)
    await act(operator, id, 'assign', { agency: ward })
    await act(agency, id, 'acknowledge')
    await act(agency, id, 'start')
    await expect(undo(operator, id)).rejects.toMatchObject(over)
    await expect(undo(agency, id)).rejects.toMatchObject(over)

    const late = await upTo('accept')
    await database.pool.query(`alter table cases.actions disable trigger actions_append_only`)
    await database.pool.query(
      `update cases.actions set at = at - interval '11 minutes' where case_id = $1`,
      [late.id],
    )
    await database.pool.query(`alter table cases.actions enable trigger actions_append_only`)
    await expect(undo(operator, late.id)).rejects.toMatchObject(over)
  })

  it('of a merge gives both cases back their own deadline', async () => {
    const [urgent, slow] = [await submit({ subject: 'GT04' }), await submit({ subject: 'XD01' })]
    await act(operator, urgent.id, 'merge', { number: slow.number })
    expect(await undo(operator, urgent.id)).toMatchObject({
      status: 'submitted',
      mergedInto: null,
      dueAt: urgent.dueAt,
    })
    expect(await cases.getCase(slow.id, operator, 'vi')).toMatchObject({
      together: [],
      dueAt: slow.dueAt,
    })
    for (const { id } of [urgent, slow]) await expectFolded(id)
  })
})

describe('more time', () => {
  const ask = (id: string, promisedOn: string) =>
    act(agency, id, 'extend', { reason: 'Chờ vật tư', done: 'Đã khảo sát', promisedOn })

  it('is asked for once by the agency, within what the class allows, and granted by the centre', async () => {
    const { id, code } = await upTo('start', { subject: 'GT01' })
    const view = await cases.getCase(id, agency, 'vi')
    const until = view.extensionUntil!
    await expect(ask(id, dayAfter(view.dueAt, 0))).rejects.toMatchObject(
      refused('invalid_input', 'day_before_deadline'),
    )
    await expect(ask(id, dayAfter(`${until}T00:00:00Z`, 1))).rejects.toMatchObject(
      refused('invalid_input', 'day_too_late'),
    )
    expect(await ask(id, until)).toMatchObject({ extension: until, dueAt: view.dueAt })
    expect(await inBox(operator, 'to_extend')).toContain(id)
    const granted = await act(operator, id, 'grant_extension')
    expect(granted).toMatchObject({ extension: null, flags: [] })
    expect(granted.dueAt).toBe(new Date(`${until}T17:00:00+07:00`).toISOString())
    expect((await cases.track(code, 'vi')).steps.slice(-2)).toMatchObject([
      { type: 'extend', values: { due: granted.dueAt } },
      { type: 'grant_extension', values: { due: granted.dueAt } },
    ])
    await expect(ask(id, dayAfter(granted.dueAt, 3))).rejects.toMatchObject({
      details: { reason: 'extended_already' },
    })
    await expectFolded(id)
  })

  it('is refused with a reason, and never given where the class foresees none', async () => {
    const { id } = await upTo('start', { subject: 'GT01' })
    const { extensionUntil } = await cases.getCase(id, agency, 'vi')
    const { dueAt } = await ask(id, extensionUntil!)
    const view = await act(operator, id, 'refuse_extension', { reason: 'Vật tư có sẵn' })
    expect(view).toMatchObject({ extension: null, dueAt })
    await expect(act(operator, id, 'grant_extension')).rejects.toMatchObject({
      code: 'action_not_allowed',
    })
    const urgent = await upTo('start', { subject: 'GT04' })
    await expect(ask(urgent.id, extensionUntil!)).rejects.toMatchObject({
      details: { reason: 'no_extension' },
    })
  })

  it('beyond every deadline is a plan with a day, of which everybody hears each month', async () => {
    const { id, code } = await upTo('start')
    const day = dayAfter(new Date().toISOString(), 200)
    await expect(
      act(operator, id, 'long_term', { promisedOn: '2020-01-01', plan: 'Kế hoạch 12' }),
    ).rejects.toMatchObject(refused('invalid_input', 'day_passed'))
    const view = await act(operator, id, 'long_term', { promisedOn: day, plan: 'Kế hoạch 12' })
    expect(view.status).toBe('long_term')
    expect(dayAfter(view.dueAt, 0) >= day).toBe(true)
    expect(await inBox(agency, 'long_term')).toContain(id)
    await database.pool.query(
      `update cases.cases set progress_due_at = now() - interval '1 hour' where id = $1`,
      [id],
    )
    expect((await cases.getCase(id, operator, 'vi')).flags).toEqual(['progress_due'])
    const told = await act(agency, id, 'note_public', { text: 'Đã đấu thầu xong.' })
    expect(told.flags).toEqual([])
    expect((await cases.track(code, 'vi')).status).toBe('long_term')
    await goOn(id, 'answer')
    expect(await statusOf(id)).toBe('answered')
    await expectFolded(id)
  })
})

describe('pressing', () => {
  it('counts how often an agency was reminded', async () => {
    const { id } = await upTo('assign')
    await act(operator, id, 'remind')
    const view = await act(operator, id, 'remind', { text: 'Sắp mưa lớn' })
    expect(view.reminders).toBe(2)
    expect(view.log.slice(-2).map(({ input }) => input.times)).toEqual([1, 2])
    await expect(act(agency, id, 'remind')).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('reaches the leaders by the shift lead only, without the reporter', async () => {
    const { id } = await upTo('assign', { name: 'Lê Thị Hồng' })
    const summary = { summary: 'Bà Lê Thị Hồng báo lần 3; đề xuất họp hai sở.' }
    await expect(act(operator, id, 'escalate', summary)).rejects.toMatchObject({
      code: 'forbidden',
    })
    await act(lead, id, 'escalate', summary)
    expect(await inBox(leader, 'escalated')).toEqual([id])
    const seen = await cases.getCase(id, leader, 'vi')
    expect(seen.escalation).toContain('đề xuất họp hai sở')
    expect(JSON.stringify(seen)).not.toContain('Hồng')
  })

  it('comes from the reporter too, and stands until the shift lead has seen it', async () => {
    const { id, code } = await upTo('start')
    const own = await actByCode(code, 'urgent', { reason: 'Cột sắp đổ' })
    expect(own.steps.at(-1)!.type).toBe('start')
    await expect(actByCode(code, 'urgent', { reason: 'Nữa' })).rejects.toMatchObject({
      details: { reason: 'urgent_already' },
    })
    expect(await inBox(lead, 'urgent')).toEqual([id])
    await expect(act(operator, id, 'see_urgent')).rejects.toMatchObject({ code: 'forbidden' })
    expect((await cases.getCase(id, lead, 'vi')).urgent).toBe('Cột sắp đổ')
    await act(lead, id, 'see_urgent')
    expect(await inBox(lead, 'urgent')).toEqual([])
    await expectFolded(id)
  })
})

describe('a report of several matters', () => {
  it('is split, and its reporter follows each by a code of its own', async () => {
    const whole = await upTo('accept', { name: 'Lê Thị Hồng', phone: '0912345678' })
    const parts = [
      { subject: 'GT01', text: 'Ổ gà trước nhà bà Lê Thị Hồng.' },
      { subject: 'MT01', text: 'Rác năm ngày chưa hốt.' },
    ]
    await expect(
      act(operator, whole.id, 'split', { parts: [{ subject: 'ZZ9', text: 'x' }] }),
    ).rejects.toMatchObject(refused('invalid_input', 'unknown'))
    const view = await act(operator, whole.id, 'split', { parts })
    expect(view.parts).toHaveLength(2)
    expect(JSON.stringify(view.log.at(-1)!.input)).not.toContain('Ổ gà')
    const own = await cases.track(whole.code, 'vi')
    expect(own.steps.at(-1)).toMatchObject({ type: 'split', values: { count: '3' } })
    expect(own.parts.map(({ subject }) => subject.code)).toEqual(['GT01', 'MT01'])
    for (const [index, { number, code }] of own.parts.entries()) {
      const part = await cases.track(code, 'vi')
      expect(part).toMatchObject({
        number,
        status: 'submitted',
        splitFrom: whole.number,
        description: parts[index]!.text,
        submittedAt: whole.submittedAt,
      })
      const { id } = view.parts[index]!
      await act(operator, id!, 'accept')
      await act(operator, id!, 'assign', { agency: ward })
      await expectFolded(id!)
    }
    // Whose it is the agencies learn no more than before.
    expect((await cases.getCase(view.parts[0]!.id!, agency, 'vi')).text).toBe(
      'Ổ gà trước nhà bà [tên].',
    )
    const log = await database.pool.query('select input from cases.actions')
    expect(JSON.stringify(log.rows)).not.toContain('nhà bà Lê Thị Hồng')
    await expectFolded(whole.id)
  })
})

it('a report comes again where its subject was answered within 100 m or at the same address', async () => {
  const here = { lat: 16.4637, lon: 107.5909 }
  const away = (metres: number) => ({ ...here, lat: here.lat + metres / 111_195 })
  const answered = await upTo('publish', {
    subject: 'NC01',
    position: here,
    address: 'Kiệt 12 Lê Lợi',
  })
  const recurs = async (more: Partial<ReportInput>) => {
    const { id } = await submit({ subject: 'NC01', ...more })
    return (await cases.getCase(id, operator, 'vi')).recurs
  }
  expect(await recurs({ position: away(95) })).toBe(1)
  expect(await recurs({ position: away(105) })).toBe(0)
  expect(await recurs({ address: 'kiet 12 le loi' })).toBe(1)
  expect(await recurs({ position: here, address: 'Kiệt 12 Lê Lợi' })).toBe(1)
  expect(await recurs({ commune: '19753', address: 'Kiệt 12 Lê Lợi' })).toBe(0)
  expect(await recurs({ subject: 'NC02', position: here })).toBe(0)
  const listed = await inBox(operator, 'recurring')
  expect(listed).toHaveLength(3)
  await database.pool.query(
    `update cases.cases set answered_at = now() - interval '13 months' where id = $1`,
    [answered.id],
  )
  expect(await recurs({ position: here })).toBe(0)
})

it('a reporter who wants to be called waits until somebody of the centre has called', async () => {
  const { id, code } = await submit({ phone: '0900000077' })
  const ask = (of: string) => actByCode(of, 'ask_call', { reason: 'Gọi sau 17 giờ.' })
  const waiting = async (viewer: Viewer) =>
    (await cases.listCases(viewer, { box: 'all', callback: 'yes', limit: 50 }, 'vi')).cases.map(
      (row) => [row.id, row.flags.includes('callback')],
    )
  expect((await ask(code)).abilities).toContainEqual(
    expect.objectContaining({ action: 'ask_call', enabled: false, reason: 'call_asked_already' }),
  )
  expect(await waiting(operator)).toEqual([[id, true]])
  // Who reported is none of an agency's business, nor is how to reach them.
  await act(operator, id, 'accept')
  await act(operator, id, 'assign', { agency: ward })
  expect(await waiting(agency)).toEqual([])
  expect(await cases.getCase(id, agency, 'vi')).toMatchObject({ callback: null, flags: [] })
  expect((await act(operator, id, 'call_done', { text: 'Đã giải thích.' })).callback).toBeNull()
  expect(await waiting(operator)).toEqual([])
  await expect(ask((await submit()).code)).rejects.toMatchObject(
    refused('invalid_input', 'no_phone'),
  )
})
