import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ActionRequest } from '../../contract/case-types.ts'
import { openCases } from '../../test/cases.ts'
import { audienceOf, audienceOfCase } from '../identity/index.ts'
import type { Grant, Viewer } from '../identity/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import type { Cases } from './index.ts'

// What the roles that are not an operator's or one agency's see and do.

const [here, elsewhere] = ['19789', '19753']
const who = (...grants: Grant[]): Viewer => {
  const id = grants.map(({ role }) => role).join(' ')
  return { id, name: id, email: 'x@x.vn', grants }
}
const operator = who({ role: 'operator', agency: null })
const lead = who({ role: 'shift_lead', agency: null })
const leader = who({ role: 'leader', agency: null })
const coordinator = who({ role: 'coordinator', agency: 'X19789' })

let engine: Awaited<ReturnType<typeof openCases>>
let cases: Cases

beforeAll(async () => {
  engine = await openCases()
  cases = engine.cases
})
afterAll(() => engine?.close())

async function submit(commune: string) {
  const input = {
    subject: 'HK01',
    commune,
    description: 'Đèn đường tắt. Gọi em Lê Thị Hồng 0912 345 678.',
    name: 'Lê Thị Hồng',
    phone: '0912345678',
  }
  return cases.submit(input, idempotency('test', randomUUID(), input), 'web')
}

async function act(viewer: Viewer, caseId: string, action: ActionRequest) {
  const once = idempotency('test', randomUUID(), action)
  const { version } = await cases.getCase(caseId, operator, 'vi')
  return cases.actAsStaff({ caseId, viewer, version, action, once, language: 'vi' })
}

const list = async (viewer: Viewer, q?: string) =>
  (await cases.listCases(viewer, { box: 'all', q, limit: 50 }, 'vi')).cases.map(({ id }) => id)

it('a grant with areas counts for what lies in them, and for nothing else', async () => {
  const [near, far] = [await submit(here), await submit(elsewhere)]
  const local = who({ role: 'operator', agency: null, areas: [here] })
  expect(await list(local)).toEqual([near.id])
  expect((await cases.countCases(local)).to_accept).toBe(1)
  expect(await list(local, 'le thi hong')).toEqual([near.id])
  expect(await list(local, far.number)).toEqual([])
  expect(await list(local, near.code)).toEqual([near.id])
  expect(await list(local, far.code)).toEqual([])
  await expect(cases.getCase(far.id, local, 'vi')).rejects.toMatchObject({ code: 'not_found' })
  await expect(act(local, far.id, { type: 'accept', input: {} })).rejects.toMatchObject({
    code: 'not_found',
  })
  expect((await act(local, near.id, { type: 'accept', input: {} })).status).toBe('screening')

  // Of the centre here, an agency's there: the reporter's words are read and searched here only.
  for (const { id } of [near, far]) {
    if (id === far.id) await act(operator, id, { type: 'accept', input: {} })
    const text = 'Đèn đường tắt.'
    await act(operator, id, { type: 'assign', input: { agency: 'X19789', text } })
  }
  const both = who(
    { role: 'operator', agency: null, areas: [here] },
    { role: 'officer', agency: 'X19789', areas: [elsewhere] },
  )
  expect((await list(both)).sort()).toEqual([near.id, far.id].sort())
  expect(await list(both, 'le thi hong')).toEqual([near.id])
  expect((await list(both, 'den duong tat')).sort()).toEqual([near.id, far.id].sort())
  expect((await cases.getCase(near.id, both, 'vi')).centre).not.toBeNull()
  const seen = await cases.getCase(far.id, both, 'vi')
  expect([seen.centre, seen.text]).toEqual([null, 'Đèn đường tắt.'])
  await expect(cases.revealReporter(both, far.id, 'Gọi lại')).rejects.toMatchObject({
    code: 'forbidden',
  })
})

it('a leader sees every case without persons, and changes none', async () => {
  const { id } = await submit(elsewhere)
  const row = (await cases.listCases(leader, { box: 'all', limit: 50 }, 'vi')).cases.find(
    (each) => each.id === id,
  )
  const view = await cases.getCase(id, leader, 'vi')
  expect(view.text).toBe('Đèn đường tắt. Gọi em [tên] [số điện thoại].')
  expect(JSON.stringify([row, view])).not.toMatch(/Hồng|0912 ?345/)
  expect([view.centre, view.abilities]).toEqual([null, []])
  expect(await list(leader, 'le thi hong')).toEqual([])
  await expect(act(leader, id, { type: 'accept', input: {} })).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(cases.revealReporter(leader, id, 'Gọi lại')).rejects.toMatchObject({
    code: 'forbidden',
  })
})

it('what agencies keep handing back goes on by the shift lead alone', async () => {
  const { id } = await submit(here)
  await act(operator, id, { type: 'accept', input: {} })
  const assign: ActionRequest = { type: 'assign', input: { agency: 'X19789' } }
  for (let times = 0; times < 2; times += 1) {
    await act(operator, id, assign)
    await act(coordinator, id, { type: 'hand_back', input: { reason: 'Không thuộc phường' } })
  }
  await expect(act(operator, id, assign)).rejects.toMatchObject({
    code: 'action_not_allowed',
    details: { reason: 'disputed' },
  })
  expect((await act(lead, id, assign)).status).toBe('assigned')
})

it('live streams tell of a case whom its agency or commune concerns', () => {
  const told = (viewer: Viewer) =>
    audienceOf(viewer).some((tag) => audienceOfCase(here, ['X19789']).includes(tag))
  const grants = (role: Grant['role'], agency: string | null): Grant[] => [
    { role, agency },
    { role, agency, areas: [here] },
    { role, agency, areas: [elsewhere] },
  ]
  for (const each of [grants('operator', null), grants('leader', null), grants('head', 'X19789')]) {
    expect(each.map((grant) => told(who(grant)))).toEqual([true, true, false])
  }
  expect(told(who({ role: 'head', agency: 'X19753' }))).toBe(false)
  expect(told(who({ role: 'administrator', agency: null }))).toBe(false)
})
