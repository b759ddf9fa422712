import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ApiError } from '../../../contract/client.ts'
import type { Client } from '../../../contract/client.ts'
import type { ActionRequest } from '../../../contract/case-types.ts'
import { demoPassword } from '../../demo.ts'
import { startTestServer } from '../../../test/server.ts'
import type { TestServer } from '../../../test/server.ts'

const ward = 'X19789'
const day = 24 * 60 * 60 * 1000
const later = (ms: number) => new Date(Date.now() + ms).toISOString()

let server: TestServer
let admin: Client
let head: Client
let officer: Client
let operator: Client
let officerId: string

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  admin = await server.client('quantri@demo.nhip.vn')
  head = await server.client('lanhdao@demo.nhip.vn')
  officer = await server.client('canbo@demo.nhip.vn')
  operator = await server.client('dieuphoi@demo.nhip.vn')
  officerId = (await officer.getMe({})).id
}, 60_000)
afterAll(() => server?.close())

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof ApiError)) throw error
      return error.body?.error.fields?.[0] ?? { code: error.code }
    },
  )
const toOfficer = (more: object = {}) =>
  head.delegate({
    body: { role: 'head', agency: ward, to: officerId, ends: later(day), ...more },
  })

/** A case that waits for the head's approval. */
async function answered(): Promise<string> {
  const citizen = await server.client()
  const body = { subject: 'GT01', description: 'Ổ gà to.', commune: '19789' }
  const { id } = await citizen.submitReport({ body })
  const coordinator = await server.client('daumoi@demo.nhip.vn')
  const steps: [Client, ActionRequest][] = [
    [operator, { type: 'accept', input: {} }],
    [operator, { type: 'assign', input: { agency: ward } }],
    [coordinator, { type: 'acknowledge', input: {} }],
    [coordinator, { type: 'start', input: {} }],
    [coordinator, { type: 'answer', input: { checked: 'Xem', done: 'Vá', finished: true } }],
  ]
  for (const [index, [who, action]] of steps.entries()) {
    await who.actOnCase({ params: { id }, body: { version: index + 1, action } })
  }
  return id
}

test('a role counts from its begin, is told as acting for its holder, and ends by itself', async () => {
  const id = await answered()
  const approve = () =>
    officer.actOnCase({
      params: { id },
      body: { version: 6, action: { type: 'approve', input: {} } },
    })
  const given = await toOfficer({ begins: later(2_000), ends: later(6_000) })
  expect(given.state).toBe('later')
  expect(await refusal(approve())).toEqual({ code: 'forbidden' })

  const roles = async () =>
    (await officer.getMe({})).roles.map(({ role, actingFor }) => `${role} ${actingFor}`)
  await vi.waitFor(async () => expect(await roles()).toContain('head Phan Đình Hải'), 7_000)
  const view = await approve()
  expect(view.status).toBe('awaiting_publication')
  expect(view.log.at(-1)!.actor).toMatchObject({ name: 'Hồ Thị Lan', actingFor: 'Phan Đình Hải' })
  const { rows } = await server.app.database.pool.query(
    `select data ->> 'for' as giver from audit.entries
     where kind = 'action' and data ->> 'type' = 'approve' and subject = $1`,
    [id],
  )
  expect(rows).toEqual([{ giver: given.from.id }])

  await vi.waitFor(async () => expect(await roles()).toEqual(['officer null']), 12_000)
  expect((await officer.getCase({ params: { id } })).abilities.map(({ action }) => action)).toEqual(
    expect.not.arrayContaining(['approve']),
  )
}, 40_000)

test('the live stream of who acts for another ends with that', async () => {
  const second = (await admin.listPeople({ query: { q: 'dieuphoi2' } })).people[0]!
  const grants = [{ role: 'operator' as const, agency: null, areas: ['19753'] }]
  await admin.changePerson({
    params: { id: second.id },
    body: { name: second.name, grants, disabled: false },
  })
  const lead = await server.client('truongca@demo.nhip.vn')
  const { possible } = await lead.listDelegations({ query: {} })
  expect(possible.map(({ role, people }) => [role, people.map(({ name }) => name)])).toEqual([
    ['shift_lead', ['Hoàng Thị Ngọc Hà', 'Nguyễn Thị Mai', 'Trần Quốc Bảo']],
  ])
  const given = await lead.delegate({
    body: { role: 'shift_lead', agency: null, to: second.id, ends: later(day) },
  })
  const acting = await server.client(second.email)
  const stream = await liveOf(second.email)
  expect((await acting.getMe({})).roles.map(({ role }) => role)).toContain('shift_lead')
  await lead.withdrawDelegation({ params: { id: given.id } })
  expect((await acting.getMe({})).roles.map(({ role }) => role)).toEqual(['operator'])
  await vi.waitFor(() => expect(stream.ended()).toBe(true), 10_000)
  const { delegations } = await lead.listDelegations({ query: {} })
  expect(delegations.map(({ state }) => state)).toEqual(['withdrawn'])
}, 30_000)

test('only the own role, within the agency, for a while, and not any further', async () => {
  expect(await refusal(toOfficer({ ends: later(91 * day) }))).toEqual({
    path: 'ends',
    code: 'delegation_too_long',
  })
  expect(await refusal(toOfficer({ begins: later(2 * day) }))).toEqual({
    path: 'ends',
    code: 'end_before_begin',
  })
  const { people } = await admin.listPeople({ query: { q: 'chieusang' } })
  expect(await refusal(toOfficer({ to: people[0]!.id }))).toEqual({
    path: 'to',
    code: 'not_colleague',
  })
  expect(await refusal(toOfficer({ agency: 'MTDT.CS' }))).toEqual({
    path: 'role',
    code: 'not_own_role',
  })
  expect(await refusal(toOfficer({ role: 'administrator' }))).toEqual({ code: 'forbidden' })
  const someone = { person: officerId, role: 'officer' as const, agency: ward }
  expect(await refusal(head.delegate({ body: { ...someone, to: 'x', ends: later(day) } }))).toEqual(
    { code: 'forbidden' },
  )

  const given = await toOfficer()
  // Not twice for the same time; of two hand-overs at once, one counts.
  expect(await refusal(toOfficer({ begins: later(day / 2), ends: later(2 * day) }))).toEqual({
    path: 'to',
    code: 'already_delegated',
  })
  const after = { begins: later(3 * day), ends: later(4 * day) }
  const twice = await Promise.allSettled([toOfficer(after), toOfficer(after)])
  expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  for (const one of twice) {
    if (one.status === 'fulfilled') await head.withdrawDelegation({ params: { id: one.value.id } })
  }
  const { id: coordinator } = await (await server.client('daumoi@demo.nhip.vn')).getMe({})
  const on = { role: 'head' as const, agency: ward, to: coordinator, ends: later(day) }
  expect(await refusal(officer.delegate({ body: on }))).toEqual({
    path: 'role',
    code: 'not_own_role',
  })
  const elsewhere = await server.client('chieusang@demo.nhip.vn')
  const params = { id: given.id }
  expect(await refusal(elsewhere.withdrawDelegation({ params }))).toEqual({ code: 'not_found' })
  // Given back by who has it; once more changes nothing.
  expect((await officer.withdrawDelegation({ params })).state).toBe('withdrawn')
  expect((await head.withdrawDelegation({ params })).state).toBe('withdrawn')
})

test('an administrator hands over and takes back for others, and it is in the log of changes', async () => {
  const { id: person } = await head.getMe({})
  const given = await admin.delegate({
    body: { person, role: 'head', agency: ward, to: officerId, ends: later(day), reason: 'nghỉ' },
  })
  expect(given.from.id).toBe(person)
  expect((await admin.listDelegations({ query: { person } })).delegations).toContainEqual(given)
  expect(await refusal(head.listDelegations({ query: { person: officerId } }))).toEqual({
    code: 'forbidden',
  })
  const roles = async () => (await officer.getMe({})).roles.map(({ role }) => role)
  expect(await roles()).toContain('head')
  // Whoever leaves takes along what others hold for them.
  const found = (await admin.listPeople({ query: { q: 'lanhdao@' } })).people[0]!
  const change = (disabled: boolean) =>
    admin.changePerson({
      params: { id: person },
      body: { name: found.name, grants: found.grants, disabled },
    })
  await change(true)
  expect(await roles()).toEqual(['officer'])
  await change(false)
  await admin.withdrawDelegation({ params: { id: given.id } })
  const { changes } = await admin.listChanges({ query: { kind: 'people' } })
  const told = changes.filter(({ code }) => code === person).map(({ after }) => after!)
  expect(told[0]!.delegationWithdrawn).toMatchObject({ to: officerId })
  expect(told[3]!.delegated).toMatchObject({ role: 'head', to: officerId })
})

/** An open live stream of somebody. */
async function liveOf(email: string) {
  const signedIn = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: demoPassword }),
  })
  const cookie = signedIn.headers.getSetCookie().map((each) => each.split(';')[0])
  const answer = await fetch(`${server.url}/api/live`, {
    headers: { cookie: cookie.join('; ') },
  })
  expect(answer.status).toBe(200)
  let ended = false
  void (async () => {
    const reader = answer.body!.getReader()
    while (!(await reader.read()).done);
    ended = true
  })().catch(() => {})
  return { ended: () => ended }
}
