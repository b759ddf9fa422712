import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCases } from '../../test/cases.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import type { Viewer } from '../identity/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import type { Database } from '../platform/database/index.ts'
import type { Cases } from './index.ts'

const viewerOf = (id: string, role: 'operator' | 'coordinator', agency: string | null): Viewer => ({
  id,
  name: id,
  email: 'x@x.vn',
  grants: [{ role, agency }],
})
const operator = viewerOf('operator', 'operator', null)
const other = viewerOf('other', 'operator', null)
const coordinator = viewerOf('coordinator', 'coordinator', 'X19789')

let engine: Awaited<ReturnType<typeof openCases>>
let database: Database
let cases: Cases

beforeAll(async () => {
  engine = await openCases()
  ;({ database, cases } = engine)
})
afterAll(() => engine?.close())

const key = (body: unknown = {}) => idempotency('test', randomUUID(), body)
const submit = () =>
  cases.submit({ subject: 'GT01', commune: '19789', description: 'Ổ gà.' }, key(), 'web')
const accept = { type: 'accept', input: {} } as const
const versionOf = async (id: string) => (await cases.getCase(id, operator, 'vi')).version

describe('one action on many', () => {
  it('does each for itself and says of each how it went', async () => {
    const [plain, changed, begun] = [await submit(), await submit(), await submit()]
    const note = { type: 'note_internal', input: { text: 'Đã xem.' } } as const
    const act = (viewer: Viewer, caseId: string, action: typeof accept | typeof note) =>
      cases.actAsStaff({ caseId, viewer, version: 1, action, once: key(action), language: 'vi' })
    await act(other, changed.id, note)
    await act(other, begun.id, accept)
    const call = {
      cases: [
        { id: plain.id, version: 1 },
        { id: changed.id, version: 1 },
        { id: begun.id, version: 2 },
        { id: randomUUID(), version: 1 },
      ],
      action: accept,
    }
    const once = key(call)
    const send = () =>
      cases.actOnEach(
        operator,
        call.cases.map((one) => ({ ...one, actions: [call.action] })),
        (id) => ({ ...once, scope: `test ${id}` }),
      )
    const first = await send()
    expect(first.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['done', null],
      ['conflict', null],
      ['not_possible', 'wrong_status'],
      ['not_allowed', null],
    ])
    // The answer was lost: the same again finds done what was done, and does it no second time.
    expect(await send()).toEqual(first)
    expect(await versionOf(plain.id)).toBe(2)
  })

  it('is taken back from many, save where somebody acted since', async () => {
    const chosen = [await submit(), await submit()] as const
    const send = (viewer: Viewer, version: number, action: ActionRequest) =>
      cases.actOnEach(
        viewer,
        chosen.map(({ id }) => ({ id, version, actions: [action] })),
        () => key(action),
      )
    const done = await send(operator, 1, accept)
    expect(done).toMatchObject([{ version: 2 }, { version: 2 }])
    const call = { type: 'assign', input: { agency: 'X19789' } } as const
    const late = { caseId: chosen[1].id, viewer: other, version: 2, action: call, once: key(call) }
    await cases.actAsStaff({ ...late, language: 'vi' })
    const undo = { type: 'undo', input: {} } as const
    expect(await send(operator, 2, undo)).toMatchObject([
      { outcome: 'done' },
      { outcome: 'conflict', by: null },
    ])
    expect((await cases.getCase(chosen[0].id, operator, 'vi')).status).toBe('submitted')
    expect((await cases.getCase(chosen[1].id, operator, 'vi')).status).toBe('assigned')
  })

  it('is told beforehand what fits and why not, of the box as it is filtered', async () => {
    const { id } = await submit()
    const named = await cases.previewBulk(operator, { ids: [id], box: 'all', filter: {} })
    expect(named.cut).toBe(false)
    const [one] = named.cases
    const ability = (name: string) => one!.abilities.find(({ action }) => action === name)
    expect(one).toMatchObject({ id, version: 1 })
    expect(ability('accept')).toMatchObject({ enabled: true })
    expect(ability('close')).toMatchObject({ enabled: false, reason: 'wrong_status' })
    expect(ability('publish')).toBeUndefined()
    const box = await cases.previewBulk(operator, { box: 'to_accept', filter: { subject: 'GT01' } })
    expect(box.cases.map((each) => each.id)).toContain(id)
    // Of what is not theirs they are told nothing at all.
    const theirs = await cases.previewBulk(coordinator, { ids: [id], box: 'all', filter: {} })
    expect(theirs.cases).toEqual([])
  })
})

describe('what is put off', () => {
  const idsOf = async (viewer: Viewer, box: 'to_accept' | 'snoozed' | 'all') =>
    (await cases.listCases(viewer, { box, limit: 200 }, 'vi')).cases.map(({ id }) => id)
  const later = () => new Date(Date.now() + 3_600_000).toISOString()

  it('leaves the boxes of who put it off, and nobody else’s, until somebody acts', async () => {
    const { id } = await submit()
    const before = (await cases.countCases(operator)).to_accept
    expect(await cases.snooze(operator, { ids: [id], until: later() })).toBe(1)
    expect(await idsOf(operator, 'to_accept')).not.toContain(id)
    expect(await idsOf(operator, 'snoozed')).toEqual([id])
    expect(await idsOf(operator, 'all')).toContain(id)
    expect(await idsOf(other, 'to_accept')).toContain(id)
    expect((await cases.countCases(operator)).to_accept).toBe(before - 1)
    expect((await cases.getCase(id, operator, 'vi')).snoozedUntil).not.toBeNull()
    expect((await cases.getCase(id, other, 'vi')).snoozedUntil).toBeNull()

    const note = { type: 'note_internal', input: { text: 'Gọi lại.' } } as const
    const call = { caseId: id, viewer: other, version: 1, action: note, once: key(note) }
    await cases.actAsStaff({ ...call, language: 'vi' })
    expect(await idsOf(operator, 'snoozed')).toEqual([])
    expect(await idsOf(operator, 'to_accept')).toContain(id)
  })

  it('comes back by itself when its time has come, and at once when it is asked back', async () => {
    const [soon, asked] = [await submit(), await submit()]
    await cases.snooze(operator, { ids: [soon.id, asked.id], until: later() })
    await database.pool.query('update cases.snoozes set until = now() where case_id = $1', [
      soon.id,
    ])
    expect(await idsOf(operator, 'to_accept')).toContain(soon.id)
    expect(await cases.snooze(operator, { ids: [asked.id], until: null })).toBe(1)
    expect(await idsOf(operator, 'to_accept')).toContain(asked.id)
  })

  it('is of what the viewer sees, for a time that is to come', async () => {
    const { id } = await submit()
    expect(await cases.snooze(coordinator, { ids: [id], until: later() })).toBe(0)
    for (const until of ['2020-01-01T00:00:00Z', '2200-01-01T00:00:00Z']) {
      await expect(cases.snooze(operator, { ids: [id], until })).rejects.toMatchObject({
        code: 'invalid_input',
      })
    }
  })
})
