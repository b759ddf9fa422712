import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '../../../contract/client.ts'
import type { Client } from '../../../contract/client.ts'
import type { StaffRole } from '../../../contract/identity.ts'
import { setUpSecondFactor } from '../../../test/authenticator.ts'
import { makePasskey } from '../../../test/passkey.ts'
import { makeStaff } from '../../../test/staff.ts'
import { startTestServer } from '../../../test/server.ts'
import type { TestServer } from '../../../test/server.ts'

const origin = 'https://nhip.example.vn'
const password = 'mười bốn ký tự trở lên'
let server: TestServer
let admin: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false, publicUrl: origin })
  admin = await server.client('quantri@demo.nhip.vn')
})
afterAll(() => server.close())

const query = (sql: string, values: unknown[] = []) =>
  server.app.database.pool.query(sql, values).then(({ rows }) => rows)

async function codeOf(call: Promise<unknown>): Promise<string> {
  const thrown = await call.then(
    () => 'was not refused',
    (error: unknown) => error,
  )
  if (!(thrown instanceof ApiError)) return String(thrown)
  return thrown.body?.error.fields?.[0]?.code ?? thrown.code
}

let count = 0
async function person(role: StaffRole = 'operator') {
  const email = `khoa${++count}@hue.example.vn`
  const agency = role === 'operator' ? null : 'X19789'
  const account = { name: `Người thứ ${count}`, email, password }
  const id = await makeStaff(server, { ...account, grants: [{ role, agency }] })
  const client = await server.client()
  await client.signIn({ body: { email, password } })
  return { id, email, client }
}

async function withPasskey(role: StaffRole = 'operator') {
  const who = await person(role)
  const body = role === 'operator' ? {} : { password }
  const key = makePasskey(await who.client.beginPasskey({ body }), origin)
  await who.client.addPasskey({ body: { name: 'Máy ở bàn trực', passkey: key.made } })
  return { ...who, key }
}
type Key = Awaited<ReturnType<typeof withPasskey>>['key']

async function signIn(key: Key, wrong?: Parameters<Key['show']>[1]): Promise<Client> {
  const client = await server.client()
  const options = await client.beginPasskeySignIn({ body: {} })
  await client.signInWithPasskey({ body: { passkey: key.show(options, wrong) } })
  return client
}

const prove = async (client: Client, key: Key) =>
  key.show(await client.beginPasskeyProof({ body: {} }))

const auditOf = async (id: string) =>
  (
    await query('select kind from audit.entries where subject = $1 order by at, id', [
      `people:${id}`,
    ])
  ).map(({ kind }) => kind)

test('a passkey is the second factor that a role demands, and signs in alone', async () => {
  const { id, email, client, key } = await withPasskey()
  const me = { state: 'open', secondFactor: 'on', hasPasskey: true, email }
  expect(await client.getMe({})).toMatchObject(me)
  const again = await signIn(key)
  expect(await again.getMe({})).toMatchObject(me)
  expect((await again.countCases({})).all).toBe(0)
  const { passkeys, secondFactorSince } = await again.getAccountSecurity({})
  expect(secondFactorSince).toBeNull()
  expect(passkeys).toEqual([
    {
      id: expect.any(String),
      name: 'Máy ở bàn trực',
      createdAt: expect.any(String),
      usedAt: expect.any(String),
    },
  ])
  expect(await auditOf(id)).toEqual(['change', 'sign_in', 'passkey_added', 'sign_in'])
})

test('the password alone opens such an account no more, and no code does', async () => {
  const { email } = await withPasskey('officer')
  const client = await server.client()
  const body = { email, password }
  const refusal = await client.signIn({ body }).catch((error: unknown) => error)
  expect((refusal as ApiError).body?.error).toMatchObject({
    code: 'second_factor_needed',
    details: { ways: ['passkey'] },
  })
  expect(await codeOf(client.signIn({ body: { ...body, code: '000000' } }))).toBe('wrong_code')
})

test('an answer counts once, for its own challenge, address and person', async () => {
  const { client, key } = await withPasskey()
  const visitor = await server.client()
  const tried = (passkey: ReturnType<Key['show']>) =>
    codeOf(visitor.signInWithPasskey({ body: { passkey } }))
  const options = await visitor.beginPasskeySignIn({ body: {} })
  const shown = key.show(options)
  await visitor.signInWithPasskey({ body: { passkey: shown } })
  expect(await tried(shown)).toBe('wrong_credentials')
  // The same challenge again, signed anew; one of another use; one that nobody gave.
  expect(await tried(key.show(options))).toBe('wrong_credentials')
  expect(await tried(await prove(client, key))).toBe('wrong_credentials')
  await signIn(key)
  expect(await tried(key.show({ ...options, challenge: 'AAAA' }))).toBe('wrong_credentials')
  expect(await codeOf(signIn(key, { origin: 'https://nhip.example.com' }))).toBe(
    'wrong_credentials',
  )
  expect(await codeOf(signIn(key, { unverified: true }))).toBe('wrong_credentials')
  await signIn(key)
  const other = await withPasskey()
  const userHandle = Buffer.from(other.id).toString('base64url')
  expect(await codeOf(signIn(key, { userHandle }))).toBe('wrong_credentials')
  // Another person's key does not open one's session.
  const foreign = other.key.show(await client.beginPasskeyProof({ body: {} }))
  expect(await codeOf(client.unlockSession({ body: { passkey: foreign } }))).toBe(
    'wrong_credentials',
  )
})

test('a count of uses that does not grow is that of a copy', async () => {
  const { key } = await withPasskey()
  await signIn(key, { count: 7 })
  expect(await codeOf(signIn(key, { count: 7 }))).toBe('wrong_credentials')
  expect(await codeOf(signIn(key, { count: 3 }))).toBe('wrong_credentials')
  expect(await codeOf(signIn(key, { count: 0 }))).toBe('wrong_credentials')
  await signIn(key, { count: 8 })
  // Many authenticators do not count at all.
  const { key: other } = await withPasskey()
  await signIn(other, { count: 0 })
  await signIn(other, { count: 0 })
})

test('five failures lock the account, for the right key too', async () => {
  const { id, key } = await withPasskey()
  for (let i = 0; i < 5; i++) {
    expect(await codeOf(signIn(key, { unverified: true }))).toBe('wrong_credentials')
  }
  expect(await codeOf(signIn(key))).toBe('account_locked')
  expect((await auditOf(id)).slice(-2)).toEqual(['sign_in_failed', 'locked'])
  await query('delete from identity.attempts')
})

test('a key opens a locked session under another cookie', async () => {
  const { client, key } = await withPasskey()
  await client.lockSession({})
  expect(await codeOf(client.countCases({}))).toBe('session_locked')
  expect(await codeOf(client.beginPasskey({ body: {} }))).toBe('session_locked')
  await client.unlockSession({ body: { passkey: await prove(client, key) } })
  expect((await client.countCases({})).all).toBe(0)
})

test('adding and removing take a full proof and end what is open elsewhere', async () => {
  const { id, client, key } = await withPasskey()
  const elsewhere = await signIn(key)
  expect(await codeOf(client.beginPasskey({ body: {} }))).toBe('wrong_credentials')
  expect(await codeOf(client.beginPasskey({ body: { password } }))).toBe('second_factor_needed')
  const second = makePasskey(
    await client.beginPasskey({ body: { passkey: await prove(client, key) } }),
    origin,
  )
  const body = { name: 'Điện thoại', passkey: second.made }
  // Begun in another session, it counts for nothing.
  expect(await codeOf(elsewhere.addPasskey({ body }))).toBe('passkey_refused')
  await client.addPasskey({ body })
  expect(await codeOf(client.addPasskey({ body }))).toBe('passkey_refused')
  expect(await codeOf(elsewhere.getMe({}))).toBe('unauthenticated')

  const { passkeys } = await client.getAccountSecurity({})
  const first = { id: passkeys[0]!.id }
  const stranger = await withPasskey()
  const theirs = { passkey: await prove(stranger.client, stranger.key) }
  expect(await codeOf(stranger.client.removePasskey({ params: first, body: theirs }))).toBe(
    'not_found',
  )
  expect(await codeOf(client.removePasskey({ params: first, body: { password } }))).toBe(
    'second_factor_needed',
  )
  await client.removePasskey({ params: first, body: { passkey: await prove(client, second) } })
  expect(await codeOf(signIn(key))).toBe('wrong_credentials')
  const left = await signIn(second)
  // Without its last one the account owes a second factor again.
  const last = { id: passkeys[1]!.id }
  await left.removePasskey({ params: last, body: { passkey: await prove(left, second) } })
  expect(await left.getMe({})).toMatchObject({ state: 'set_up', hasPasskey: false })
  expect((await auditOf(id)).filter((kind) => kind === 'passkey_removed')).toHaveLength(2)
})

test('one that is not made here, or without making sure of the person, is refused', async () => {
  const { client } = await person()
  for (const wrong of [{ origin: 'https://nhip.example.com' }, { unverified: true }]) {
    const { made } = makePasskey(await client.beginPasskey({ body: {} }), origin, wrong)
    const added = client.addPasskey({ body: { name: 'Máy', passkey: made } })
    expect(await codeOf(added)).toBe('passkey_refused')
  }
  expect((await client.getMe({})).state).toBe('set_up')
})

test('a reset by an administrator, or on the machine, takes passkeys away with the app', async () => {
  const { id, email, client, key } = await withPasskey()
  const proof = { passkey: await prove(client, key) }
  await setUpSecondFactor(client, proof)
  await admin.resetSecondFactor({ params: { id } })
  expect(await codeOf(signIn(key))).toBe('wrong_credentials')
  const again = await server.client()
  await again.signIn({ body: { email, password } })
  expect(await again.getMe({})).toMatchObject({ state: 'set_up', hasPasskey: false })

  const other = await withPasskey()
  const { isFound } = await server.app.identity.rescue(other.email, 'second_factor')
  expect(isFound).toBe(true)
  expect(await codeOf(signIn(other.key))).toBe('wrong_credentials')
})

test('a password from an administrator leaves the passkey, and does not pass by it', async () => {
  const { id, email, key } = await withPasskey()
  const { password: fresh } = await admin.resetPassword({ params: { id } })
  const client = await server.client()
  const body = { email, password: fresh! }
  expect(await codeOf(client.signIn({ body }))).toBe('second_factor_needed')
  await signIn(key)
})
