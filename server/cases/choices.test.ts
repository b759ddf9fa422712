import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ActionRequest } from '../../contract/case-types.ts'
import type { ReportInput } from '../../contract/cases.ts'
import { openCases } from '../../test/cases.ts'
import type { Grant, Viewer } from '../identity/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import type { Cases } from './index.ts'

const ward = 'X19753'
const who = (id: string, ...grants: Grant[]): Viewer => ({ id, name: id, email: 'x@x.vn', grants })
const operator = who('operator', { role: 'operator', agency: null })
const coordinator = who('coordinator', { role: 'coordinator', agency: ward })
const officer = who('an', { role: 'officer', agency: ward })

let engine: Awaited<ReturnType<typeof openCases>>
let cases: Cases

beforeAll(async () => {
  engine = await openCases()
  ;({ cases } = engine)
  for (const [id, name, areas] of [
    ['an', 'An', null],
    ['binh', 'Bình', null],
    ['chi', 'Chi', ['19789']],
  ] as const) {
    await engine.database.pool.query(
      `with person as (insert into identity.users (id, name, email) values ($1, $2, $1 || '@x.vn'))
       insert into identity.grants (user_id, role, agency, areas) values ($1, 'officer', $3, $4)`,
      [id, name, ward, areas],
    )
  }
})
afterAll(() => engine?.close())

const once = () => idempotency('test', randomUUID(), {})
async function act(viewer: Viewer, caseId: string, type: string, input: object = {}) {
  const { version } = await cases.getCase(caseId, operator, 'vi')
  const action = { type, input } as ActionRequest
  return cases.actAsStaff({ caseId, viewer, version, action, once: once(), language: 'vi' })
}
/** A report that the ward has. */
async function sent(more: Partial<ReportInput> = {}): Promise<string> {
  const input = { subject: 'GT01', commune: '19753', description: 'Ổ gà to.', ...more }
  const { id } = await cases.submit(input, once(), 'web')
  await act(operator, id, 'accept')
  await act(operator, id, 'assign', { agency: ward })
  return id
}
const choices = (id: string, viewer = coordinator) => cases.caseChoices(id, viewer, 'vi')
const nextOf = async (id: string, viewer: Viewer) =>
  (await cases.listCases(viewer, { box: 'all', limit: 50 }, 'vi')).cases.find(
    (row) => row.id === id,
  )!.next

it('proposes who has the least open work, then who had this subject last', async () => {
  const [first, second, third] = [await sent(), await sent({ subject: 'MT01' }), await sent()]
  await act(coordinator, first, 'assign_inside', { officer: 'an' })
  expect(await choices(second)).toMatchObject({
    // Who looks after another commune is none of them.
    officers: [
      { id: 'binh', name: 'Bình', open: 0 },
      { id: 'an', name: 'An', open: 1 },
    ],
    officer: { id: 'binh', reason: 'least_work' },
  })
  expect(await choices(third)).toMatchObject({ officer: { id: 'an', reason: 'same_subject' } })
  await expect(choices(third, officer)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(choices(third, operator)).rejects.toMatchObject({ code: 'forbidden' })
  const elsewhere = who('x', { role: 'coordinator', agency: 'SXD' })
  await expect(choices(third, elsewhere)).rejects.toMatchObject({ code: 'not_found' })
})

it('names the agency that the rules name, where it is another', async () => {
  expect((await choices(await sent())).agency).toBeNull()
  const id = await sent({ commune: '19789' })
  const { centre } = await cases.getCase(id, operator, 'vi')
  const { code, name, reason } = centre!.suggestedAgency!
  expect(code).not.toBe(ward)
  expect((await choices(id)).agency).toEqual({ code, name, reason })
})

it('lists what each may do next, and lets the coordinator take it back', async () => {
  const id = await sent()
  expect(await nextOf(id, coordinator)).toEqual(['acknowledge', 'assign_inside', 'hand_back'])
  expect(await nextOf(id, operator)).toEqual([])
  await act(coordinator, id, 'acknowledge')
  expect(await act(coordinator, id, 'undo')).toMatchObject({ status: 'assigned' })
  await act(coordinator, id, 'assign_inside', { officer: 'an' })
  expect(await nextOf(id, officer)).toEqual(['acknowledge'])
  expect(await act(coordinator, id, 'undo')).toMatchObject({ officer: null })
  const until = (await cases.getCase(id, operator, 'vi')).handBackUntil
  await act(coordinator, id, 'hand_back', { reason: 'Đường của Sở.', agency: 'SXD' })
  expect(await act(coordinator, id, 'undo')).toMatchObject({
    status: 'assigned',
    handBackUntil: until,
  })
  await act(officer, id, 'acknowledge')
  expect(await act(officer, id, 'undo')).toMatchObject({ status: 'assigned' })
})
