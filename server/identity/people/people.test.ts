import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError, newKey } from '../../../contract/client.ts'
import type { Client } from '../../../contract/client.ts'
import { setUpAccount } from '../../../test/staff.ts'
import { startTestServer } from '../../../test/server.ts'
import type { TestServer } from '../../../test/server.ts'

let server: TestServer
let admin: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false, rateLimits: true })
  admin = await server.client('quantri@demo.nhip.vn')
})
afterAll(() => server.close())

async function refusal(call: Promise<unknown>) {
  const thrown = await call.catch((error: unknown) => error)
  if (!(thrown instanceof ApiError)) throw new Error('was not refused', { cause: thrown })
  const { fields, details } = thrown.body!.error
  return { code: thrown.code, ...(fields && { fields }), ...(details && { details }) }
}

let count = 0
const officer = { role: 'officer' as const, agency: 'X19789' }

/** A new officer, with the password they were given. */
async function add(more: object = {}) {
  const email = `nguoi${++count}@hue.example.vn`
  const body = { name: `Người thứ ${count}`, email, grants: [officer], ...more }
  const { person, password } = await admin.addPerson({ body })
  return { person, email, password: password! }
}

const signIn = async (email: string, password: string) => {
  const client = await server.client()
  await client.signIn({ body: { email, password } })
  return client
}
const change = (id: string, body: object) =>
  admin.changePerson({ params: { id }, body: body as never })

test('somebody added can sign in with the password that was shown once', async () => {
  const { person, email, password } = await add({ name: '  Trần Thị Ý ' })
  expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  expect(person).toMatchObject({
    name: 'Trần Thị Ý',
    email,
    grants: [{ ...officer, agencyName: expect.stringContaining('Thuận Hóa') }],
    disabledAt: null,
    lastSeenAt: null,
  })
  const client = await signIn(email, password)
  expect((await client.getMe({})).id).toBe(person.id)
  const { people } = await admin.listPeople({ query: { q: 'tran THI y' } })
  expect(people).toMatchObject([{ id: person.id, lastSeenAt: expect.stringMatching(/Z$/) }])
})

test('a repeat of the key adds nobody and tells no password; none is kept in clear', async () => {
  const call = {
    body: { name: 'Lặp', email: 'lap@hue.example.vn', grants: [officer] },
    idempotencyKey: newKey(),
  }
  const first = await admin.addPerson(call)
  const again = await admin.addPerson(call)
  expect(again).toEqual({ person: first.person, password: null })
  const reset = { params: { id: first.person.id }, idempotencyKey: newKey() }
  const given = await admin.resetPassword(reset)
  expect(await admin.resetPassword(reset)).toEqual({ password: null })
  await signIn('lap@hue.example.vn', given.password!)

  const { rows } = await server.app.database.pool.query(
    `select response::text as said from platform.idempotency where response is not null
     union all select after::text from platform.changes where kind = 'people'`,
  )
  const kept = rows.map(({ said }: { said: string }) => said).join()
  for (const password of [first.password!, given.password!]) expect(kept).not.toContain(password)
})

test('an address has one account, whatever its spelling', async () => {
  const { email } = await add()
  expect(await refusal(add({ email: ` ${email.toUpperCase()} ` }))).toMatchObject({
    code: 'conflict',
    details: { reason: 'email_taken' },
  })
})

test('roles of the centre have no agency, the others one of today', async () => {
  const wrong = [
    { role: 'operator', agency: 'X19789' },
    { role: 'head', agency: null },
    { role: 'officer', agency: 'NONE' },
    officer,
    officer,
  ]
  expect(await refusal(add({ grants: wrong }))).toEqual({
    code: 'invalid_input',
    fields: [
      { path: 'grants.0.agency', code: 'role_of_centre' },
      { path: 'grants.1.agency', code: 'required' },
      { path: 'grants.2.agency', code: 'unknown' },
      { path: 'grants.4', code: 'duplicate' },
    ],
  })
  expect(await refusal(add({ grants: [], name: '', email: 'không' }))).toMatchObject({
    code: 'invalid_input',
  })
  const { person } = await add()
  expect(await refusal(change(person.id, { ...person, grants: wrong, disabled: false }))).toEqual(
    expect.objectContaining({ code: 'invalid_input' }),
  )
})

test('who is disabled is out at once, cannot sign in, and is no colleague any more', async () => {
  const { person, email, password } = await add()
  const client = await signIn(email, password)
  expect((await client.getMe({})).id).toBe(person.id)
  const disabled = await change(person.id, { ...person, disabled: true, reason: 'chuyển công tác' })
  expect(disabled.disabledAt).toMatch(/^20/)
  expect(await refusal(client.getMe({}))).toEqual({ code: 'unauthenticated' })
  expect(await refusal(signIn(email, password))).toEqual({ code: 'wrong_credentials' })
  const head = await server.client('lanhdao@demo.nhip.vn')
  const colleagues = await head.listColleagues({})
  expect(colleagues.map(({ id }) => id)).not.toContain(person.id)

  await change(person.id, { ...person, disabled: false })
  await signIn(email, password)
  const { changes } = await admin.listChanges({ query: { kind: 'people' } })
  const told = changes.filter(({ code }) => code === person.id)
  expect(told.map(({ after, reason, actor }) => [after!.disabled, reason, actor])).toEqual([
    [false, null, 'Nguyễn Văn An'],
    [true, 'chuyển công tác', 'Nguyễn Văn An'],
    [false, null, 'Nguyễn Văn An'],
  ])
})

test('new roles count at once; a change of nothing is not told', async () => {
  const { person, email, password } = await add()
  const client = await signIn(email, password)
  await change(person.id, {
    name: 'Tên mới',
    grants: [{ role: 'operator', agency: null }],
    disabled: false,
  })
  expect(await client.getMe({})).toMatchObject({
    name: 'Tên mới',
    roles: [{ role: 'operator', agency: null }],
  })
  const log = async () => (await admin.listChanges({ query: { kind: 'people' } })).changes[0]!.id
  const last = await log()
  await change(person.id, {
    name: 'Tên mới',
    grants: [{ role: 'operator', agency: null }],
    disabled: false,
  })
  expect(await log()).toBe(last)
})

test('a new password ends the sessions and the lock of too many tries', async () => {
  const { person, email, password } = await add()
  const client = await signIn(email, password)
  for (let i = 0; i < 9; i++) await signIn(email, 'sai mật khẩu').catch(() => {})
  const { password: given } = await admin.resetPassword({ params: { id: person.id } })
  expect(await refusal(client.getMe({}))).toEqual({ code: 'unauthenticated' })
  expect(await refusal(signIn(email, password))).toEqual({ code: 'wrong_credentials' })
  await signIn(email, given!)
})

test('the last administrator stays, even when two leave at the same moment', async () => {
  const me = await admin.getMe({})
  const second = await add({ grants: [{ role: 'administrator', agency: null }] })
  const leave = (id: string) =>
    change(id, {
      name: 'Quản trị',
      grants: [{ role: 'administrator', agency: null }],
      disabled: true,
    })
  const outcomes = await Promise.allSettled([leave(me.id), leave(second.person.id)])
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const rejected = outcomes.find((outcome) => outcome.status === 'rejected')!
  // Either it was counted, or its sender was out before it was asked.
  expect(['conflict', 'unauthenticated']).toContain((rejected.reason as ApiError).code)
  const stays =
    outcomes[0].status === 'rejected' ? admin : await signIn(second.email, second.password)
  if (stays !== admin) await setUpAccount(stays, second.password, 'một câu của riêng mình')
  const left = await stays.getMe({})
  const demoted = stays.changePerson({
    params: { id: left.id },
    body: { name: left.name, grants: [officer], disabled: false },
  })
  expect(await refusal(demoted)).toEqual({
    code: 'conflict',
    details: { reason: 'last_administrator' },
  })
  // For the tests after this one.
  admin = stays
})

test('people are found by agency and role, in pages, in Vietnamese order', async () => {
  const { people, total } = await admin.listPeople({ query: { agency: 'X19789', role: 'officer' } })
  expect(people.length).toBe(total)
  expect(people.every(({ grants }) => grants.some(({ role }) => role === 'officer'))).toBe(true)
  const names = people.map(({ name }) => name)
  expect(names).toEqual([...names].sort(new Intl.Collator('vi').compare))
  const page = await admin.listPeople({
    query: { agency: 'X19789', role: 'officer', offset: 1, limit: 1 },
  })
  expect(page).toEqual({ people: [people[1]], total })
})

test('nobody but administrators', async () => {
  for (const email of ['dieuphoi@demo.nhip.vn', 'lanhdao@demo.nhip.vn']) {
    const client = await server.client(email)
    for (const call of [
      () => client.listPeople({ query: {} }),
      () => client.addPerson({ body: { name: 'X', email: 'x@y.vn', grants: [officer] } }),
      () =>
        client.changePerson({
          params: { id: 'x' },
          body: { name: 'X', grants: [officer], disabled: false },
        }),
      () => client.resetPassword({ params: { id: 'x' } }),
    ]) {
      expect(await refusal(call())).toEqual({ code: 'forbidden' })
    }
  }
  expect(await refusal(admin.resetPassword({ params: { id: 'nobody' } }))).toEqual({
    code: 'not_found',
  })
})

test('an agency, its people and who can be reached there now', async () => {
  const contact = (code: string, when: string) => ({
    code,
    agency: 'X19789',
    role: 'desk',
    when,
    phone: '0912 345 678',
    validFrom: '2026-01-01',
  })
  const { executor } = server.app.database
  const { records } = await import('../../records.ts')
  await server.app.database.transaction((tx) =>
    records.write(
      tx,
      {
        contacts: [
          contact('t.hours', 'office_hours'),
          contact('t.outside', 'outside'),
          contact('t.always', 'always'),
        ] as never,
      },
      { actor: null, origin: 'test' },
    ),
  )
  const head = await server.client('lanhdao@demo.nhip.vn')
  const card = await head.getAgency({ params: { code: 'X19789' } })
  expect(card).toMatchObject({
    code: 'X19789',
    parent: { code: 'UB' },
    areas: ['19789'],
    people: { heads: ['Phan Đình Hải'], coordinators: ['Lê Văn Phước'] },
  })
  const own = card.contacts.filter(({ phone }) => phone === '0912 345 678')
  expect(own.map(({ reachNow }) => reachNow)).toEqual([true, true, false])
  expect(own.find(({ when }) => when === 'always')!.reachNow).toBe(true)

  const { contactsAt } = await import('../index.ts')
  const reach = async (isOpen: boolean) =>
    (await contactsAt(executor, 'X19789', { day: '2026-06-01', isOpen }))
      .filter(({ phone, reachNow }) => reachNow && phone === '0912 345 678')
      .map(({ when }) => when)
      .sort()
  expect(await reach(true)).toEqual(['always', 'office_hours'])
  expect(await reach(false)).toEqual(['always', 'outside'])
  expect(
    await contactsAt(executor, 'X19789', { day: '2025-12-31', isOpen: true }),
  ).not.toContainEqual(expect.objectContaining({ phone: '0912 345 678' }))

  expect(await refusal(head.getAgency({ params: { code: 'SXD' } }))).toEqual({ code: 'not_found' })
  const centre = await server.client('dieuphoi@demo.nhip.vn')
  expect((await centre.getAgency({ params: { code: 'SXD' } })).code).toBe('SXD')
  expect(await refusal(centre.getAgency({ params: { code: 'NONE' } }))).toEqual({
    code: 'not_found',
  })
})
