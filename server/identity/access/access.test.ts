import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '../../../contract/client.ts'
import type { Client } from '../../../contract/client.ts'
import type { StaffRole } from '../../../contract/identity.ts'
import { demoPassword } from '../../demo.ts'
import { setUpSecondFactor } from '../../../test/authenticator.ts'
import { makeStaff, spareSecondFactor } from '../../../test/staff.ts'
import { startTestServer } from '../../../test/server.ts'
import type { TestServer } from '../../../test/server.ts'
import { lockMinutes, maxFailures } from './attempts.ts'

let server: TestServer
let admin: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  admin = await server.client('quantri@demo.nhip.vn')
})
afterAll(() => server.close())

const password = 'mười bốn ký tự trở lên'
const query = (sql: string, values: unknown[] = []) =>
  server.app.database.pool.query(sql, values).then(({ rows }) => rows)

async function codeOf(call: Promise<unknown>): Promise<string> {
  const thrown = await call.then(
    () => 'was not refused',
    (error: unknown) => error,
  )
  return thrown instanceof ApiError ? thrown.code : String(thrown)
}

let count = 0
async function person(role: StaffRole, typed = password) {
  const email = `nguoi${++count}@hue.example.vn`
  const agency = role === 'operator' || role === 'administrator' ? null : 'X19789'
  const account = { name: `Người thứ ${count}`, email, password: typed }
  const id = await makeStaff(server, { ...account, grants: [{ role, agency }] })
  return { id, email, password: typed }
}

async function signIn(who: { email: string; password: string }, code?: string): Promise<Client> {
  const client = await server.client()
  const { email, password: typed } = who
  await client.signIn({ body: { email, password: typed, ...(code && { code }) } })
  return client
}

/** Signed in and at work, as if another party had asked for the second factor. */
async function signInToWork(who: { email: string; password: string }): Promise<Client> {
  const client = await signIn(who)
  await spareSecondFactor(server, who.email)
  return client
}

/** Somebody with a second factor whose next code is that of the following step. */
async function protectedPerson(role: StaffRole) {
  const who = await person(role)
  const client = await signIn(who)
  const factor = await setUpSecondFactor(client)
  return { ...who, ...factor, client }
}

/** As if the codes so far had been used a while ago. */
const forgetSteps = (id: string) =>
  query('update identity.second_factors set last_step = last_step - 4 where user_id = $1', [id])

const idle = (email: string, minutes: number) =>
  query(
    `update identity.sessions set used_at = now() - make_interval(mins => $2)
     where user_id = (select id from identity.users where email = $1)`,
    [email, minutes],
  )

const stateBecomes = (client: Client, state: string) =>
  expect
    .poll(async () => (await client.getMe({})).state, { timeout: 5_000, interval: 200 })
    .toBe(state)

test('everybody sets up a second factor first and can do nothing else, an officer too', async () => {
  const who = await person('officer')
  const client = await signIn(who)
  expect(await client.getMe({})).toMatchObject({
    state: 'set_up',
    secondFactor: 'off',
    lacking: ['second_factor'],
  })
  for (const call of [
    client.listCases({ query: { box: 'all' } }),
    client.countCases({}),
    client.listAgencies({}),
    client.listColleagues({}),
  ]) {
    expect(await codeOf(call)).toBe('set_up_needed')
  }
  const { recoveryCodes } = await setUpSecondFactor(client)
  expect(recoveryCodes).toHaveLength(10)
  expect(new Set(recoveryCodes).size).toBe(10)
  expect(await client.getMe({})).toMatchObject({ state: 'open', secondFactor: 'on' })
  expect((await client.countCases({})).all).toBe(0)
})

test('the known accounts of the demo skip it, and only where there is the demo', async () => {
  const client = await server.client('dieuphoi@demo.nhip.vn')
  expect(await client.getMe({})).toMatchObject({ state: 'open', secondFactor: 'skipped' })
  await query(`update platform.settings set value = 'false' where key = 'demo'`)
  try {
    await stateBecomes(client, 'set_up')
  } finally {
    await query(`update platform.settings set value = 'true' where key = 'demo'`)
  }
  await stateBecomes(client, 'open')
  await stateBecomes(admin, 'open')
})

test('a second factor is asked for after the password, and a code counts once', async () => {
  const { app, used, ...who } = await protectedPerson('operator')
  expect(await codeOf(signIn(who))).toBe('second_factor_needed')
  expect(await codeOf(signIn({ ...who, password: 'sai' }, app.code(1)))).toBe('wrong_credentials')
  expect(await codeOf(signIn(who, '000000'))).toBe('wrong_code')
  // The one that set it up is used up.
  expect(await codeOf(signIn(who, used))).toBe('wrong_code')
  const code = app.code(1)
  await signIn(who, `${code.slice(0, 3)} ${code.slice(3)}`)
  expect(await codeOf(signIn(who, code))).toBe('wrong_code')
  // An older one than the last is none either.
  expect(await codeOf(signIn(who, app.code(-1)))).toBe('wrong_code')
})

test('of two who come with the same code at once, one gets in', async () => {
  const { app, ...who } = await protectedPerson('operator')
  const code = app.code(1)
  const outcomes = await Promise.all([1, 2, 3].map(() => codeOf(signIn(who, code))))
  expect(outcomes.sort()).toEqual(['was not refused', 'wrong_code', 'wrong_code'])
})

test('codes that are two steps away are refused', async () => {
  const { app, ...who } = await protectedPerson('operator')
  await forgetSteps(who.id)
  expect(await codeOf(signIn(who, app.code(3)))).toBe('wrong_code')
  expect(await codeOf(signIn(who, app.code(-3)))).toBe('wrong_code')
  await signIn(who, app.code())
})

test('a recovery code opens once, however it is written; none is kept in clear', async () => {
  const { recoveryCodes, app: _, ...who } = await protectedPerson('administrator')
  const [first, second] = recoveryCodes as [string, string]
  await signIn(who, first)
  expect(await codeOf(signIn(who, first))).toBe('wrong_code')
  const client = await signIn(who, second.replace('-', ' ').toUpperCase())
  expect(await client.getAccountSecurity({})).toMatchObject({ recoveryCodesLeft: 8 })
  const kept = JSON.stringify(
    await query(`select encode(hash, 'escape') from identity.recovery_codes`),
  )
  for (const code of recoveryCodes) expect(kept).not.toContain(code.slice(0, 5))
})

test('the secret is encrypted where it is kept, and bound to its account', async () => {
  const who = await person('officer')
  const client = await signIn(who)
  const { secret, uri, qr } = await client.beginSecondFactor({ body: { password } })
  expect(uri).toContain(`secret=${secret}`)
  expect(qr.path).toMatch(/^M\d+ \d+h1v1h-1z/)
  const [row] = await query(
    `select new_secret from identity.sessions where user_id = $1 and new_secret is not null`,
    [who.id],
  )
  const { Secret } = await import('otpauth')
  const bytes = Buffer.from(Secret.fromBase32(secret).bytes)
  const kept: Buffer = row.new_secret
  expect(kept.includes(bytes)).toBe(false)
  expect(kept.includes(secret)).toBe(false)
  const { accountKeys } = await import('./keys.ts')
  const keys = accountKeys(server.app.config.dataDir)
  expect(keys.open(who.id, kept)).toEqual(bytes)
  expect(() => keys.open('another', kept)).toThrow()
})

test('five failures lock an account for a quarter of an hour, codes counted too', async () => {
  const { app, ...who } = await protectedPerson('operator')
  // Asking for the code is no failure, however often.
  for (let i = 0; i < maxFailures; i++) {
    expect(await codeOf(signIn(who))).toBe('second_factor_needed')
  }
  const tries = Array.from({ length: maxFailures }, () => codeOf(signIn(who, '123456')))
  expect(new Set(await Promise.all(tries))).toEqual(new Set(['wrong_code']))
  expect(await codeOf(signIn(who, app.code(1)))).toBe('account_locked')
  const [{ minutes }] = await query(
    `select max(extract(epoch from locked_until - now())) / 60 as minutes from identity.attempts`,
  )
  expect(Number(minutes)).toBeGreaterThan(lockMinutes - 1)

  const { people } = await admin.listPeople({ query: { q: who.email } })
  expect(people).toMatchObject([{ hasSecondFactor: true, lockedUntil: expect.any(String) }])
  const unlocked = await admin.unlockPerson({ params: { id: who.id } })
  expect(unlocked.lockedUntil).toBe(null)
  await signIn(who, app.code(1))
  const { changes } = await admin.listChanges({ query: { kind: 'people', limit: 1 } })
  expect(changes).toMatchObject([{ code: who.id, after: { unlocked: true } }])
})

test('a lock passes by itself, and the count begins anew', async () => {
  const who = await person('officer')
  for (let i = 0; i < maxFailures; i++) await codeOf(signIn({ ...who, password: 'sai' }))
  expect(await codeOf(signIn(who))).toBe('account_locked')
  await query(`update identity.attempts set locked_until = now() - interval '1 second'`)
  expect(await codeOf(signIn({ ...who, password: 'sai' }))).toBe('wrong_credentials')
  await signIn(who)
})

test('failures of long ago are not added up', async () => {
  const who = await person('officer')
  for (let i = 0; i < maxFailures - 1; i++) await codeOf(signIn({ ...who, password: 'sai' }))
  await query(`update identity.attempts set since = since - make_interval(mins => ${lockMinutes})`)
  for (let i = 0; i < maxFailures - 1; i++) await codeOf(signIn({ ...who, password: 'sai' }))
  await signIn(who)
})

test('a password has eight characters, is another one, and none that is easily guessed', async () => {
  await expect(person('operator', 'bảy ký')).rejects.toMatchObject({
    fields: [{ path: 'password', code: 'password_short' }],
  })
  await expect(person('operator', 'Nhip@2026')).rejects.toMatchObject({
    fields: [{ path: 'password', code: 'password_common' }],
  })
  const who = await person('officer')
  const client = await signIn(who)
  const change = async (next: string, current = password) => {
    const thrown = await client.changePassword({ body: { current, next } }).catch((error) => error)
    return thrown instanceof ApiError ? (thrown.body!.error.fields ?? thrown.code) : 'changed'
  }
  const refused = (code: string) => [{ path: 'next', code }]
  expect(await change('bảy ký')).toEqual(refused('password_short'))
  expect(await change(password.normalize('NFD'))).toEqual(refused('password_same'))
  // Of its list, of the province, of an agency, of its owner.
  for (const next of ['anhyeuem', 'Huế 2026', 'ubnd phường Thuận Hóa', 'Người thứ 84']) {
    expect([next, await change(next)]).toEqual([next, refused('password_common')])
  }
  expect(await change('tám ký tự', 'sai')).toBe('wrong_credentials')
  expect(await change('tám ký tự')).toBe('changed')
})

test('a first password opens the account for three days, and only to be replaced', async () => {
  const { person: made, password: given } = await admin.addPerson({
    body: {
      name: 'Hoàng Thị Mơ',
      email: 'mo@hue.example.vn',
      grants: [{ role: 'officer', agency: 'X19789', areas: null }],
    },
  })
  const who = { email: 'mo@hue.example.vn', password: given! }
  const client = await signIn(who)
  const me = { state: 'set_up', lacking: ['password', 'second_factor'] }
  expect(await client.getMe({})).toMatchObject(me)
  expect(await codeOf(client.countCases({}))).toBe('set_up_needed')
  const change = (next: string) => client.changePassword({ body: { current: given!, next } })
  expect(await codeOf(change(given!))).toBe('invalid_input')
  expect(await change(password)).toMatchObject({ state: 'set_up', lacking: ['second_factor'] })
  const { app } = await setUpSecondFactor(client)
  expect(await client.getMe({})).toMatchObject({ state: 'open', lacking: [] })

  // A new one from an administrator is a first one too; an app is not exchanged with it alone.
  const again = await admin.resetPassword({ params: { id: made.id } })
  const back = await signIn({ ...who, password: again.password! }, app.code(1))
  expect(await back.getMe({})).toMatchObject({ state: 'set_up', lacking: ['password'] })
  expect(await codeOf(back.beginSecondFactor({ body: {} }))).toBe('wrong_credentials')

  await query(`update identity.credentials set first_until = first_until - interval '72 hours 1 s'
    where first_until is not null`)
  expect(await codeOf(signIn({ ...who, password: again.password! }))).toBe('password_expired')
  expect(await codeOf(signIn({ ...who, password }))).toBe('wrong_credentials')
  const body = { current: again.password!, next: password }
  expect(await codeOf(back.changePassword({ body }))).toBe('password_expired')

  // Where no administrator can come in to give another one, a command does.
  const rescued = await server.app.identity.rescue(who.email, 'password')
  await expect.poll(() => codeOf(back.getMe({})), { timeout: 5_000 }).toBe('unauthenticated')
  expect(await codeOf(signIn({ ...who, password: rescued.password! }))).toBe('second_factor_needed')
})

test('another second factor takes password and code; the old app is worth nothing after', async () => {
  const { app, client, ...who } = await protectedPerson('operator')
  expect(await codeOf(client.beginSecondFactor({ body: {} }))).toBe('wrong_credentials')
  expect(await codeOf(client.beginSecondFactor({ body: { password } }))).toBe(
    'second_factor_needed',
  )
  expect(await codeOf(client.beginSecondFactor({ body: { password, code: '000000' } }))).toBe(
    'wrong_code',
  )
  expect(await codeOf(client.confirmSecondFactor({ body: { code: app.code() } }))).toBe('conflict')
  const next = await setUpSecondFactor(client, { password, code: app.code(1) })
  await forgetSteps(who.id)
  expect(await codeOf(signIn(who, app.code()))).toBe('wrong_code')
  await signIn(who, next.app.code())
})

test('a password from an administrator leaves the second factor; a reset takes it away', async () => {
  const { app, client, ...who } = await protectedPerson('operator')
  const given = await admin.resetPassword({ params: { id: who.id } })
  expect(await codeOf(client.getMe({}))).toBe('unauthenticated')
  const now = { ...who, password: given.password! }
  expect(await codeOf(signIn(now))).toBe('second_factor_needed')
  const back = await signIn(now, app.code(1))

  const person = await admin.resetSecondFactor({ params: { id: who.id } })
  expect(person.hasSecondFactor).toBe(false)
  expect(await codeOf(back.getMe({}))).toBe('unauthenticated')
  expect((await (await signIn(now)).getMe({})).state).toBe('set_up')

  expect(await server.app.identity.rescue(who.email.toUpperCase(), 'second_factor')).toEqual({
    isFound: true,
    password: null,
  })
  const nobody = await server.app.identity.rescue('khong.co@hue.example.vn', 'password')
  expect(nobody).toEqual({ isFound: false, password: null })
})

test('a session that nobody uses locks: sooner for administrators, and reading is no use', async () => {
  const who = await person('officer')
  const client = await signInToWork(who)
  expect((await client.getMe({})).lockAfter).toBe(900)
  expect((await admin.getMe({})).lockAfter).toBe(300)
  await idle(who.email, 14)
  await client.countCases({})
  await stateBecomes(client, 'open')
  await idle(who.email, 16)
  await stateBecomes(client, 'locked')
  expect(await codeOf(client.countCases({}))).toBe('session_locked')
  expect(await codeOf(client.touchSession({}))).toBe('session_locked')
  expect(await codeOf(client.getAccountSecurity({}))).toBe('session_locked')
  // A citizen in the same browser is not kept from anything.
  expect((await client.listPublicReports({ query: {} })).reports).toEqual([])

  expect(await codeOf(client.unlockSession({ body: { password: 'sai' } }))).toBe(
    'wrong_credentials',
  )
  expect((await client.unlockSession({ body: { password } })).state).toBe('open')
  expect((await client.countCases({})).all).toBe(0)

  await idle('quantri@demo.nhip.vn', 6)
  await stateBecomes(admin, 'locked')
  await admin.unlockSession({ body: { password: demoPassword } })
})

test('who says to be at work stays signed in', async () => {
  const who = await person('officer')
  const client = await signIn(who)
  const lastUse = async () =>
    Number(
      (
        await query(
          `select extract(epoch from now() - used_at) as ago from identity.sessions where user_id = $1`,
          [who.id],
        )
      )[0].ago,
    )
  await idle(who.email, 10)
  await expect
    .poll(async () => (await client.touchSession({}), lastUse()), { timeout: 5_000 })
    .toBeLessThan(60)
  // Not written down more than once a minute.
  await query(
    `update identity.sessions set used_at = now() - interval '30 seconds' where user_id = $1`,
    [who.id],
  )
  await client.touchSession({})
  expect(await lastUse()).toBeGreaterThan(25)
})

test('locked by hand at once; unlocking makes the old cookie worthless', async () => {
  const who = await person('officer')
  const send = (method: string, path: string, cookie: string, body?: object) =>
    fetch(server.url + path, {
      method,
      headers: { cookie, origin: server.url, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    })
  const cookieOf = (response: Response) => response.headers.getSetCookie()[0]!.split(';', 1)[0]!
  const { email } = who
  const first = cookieOf(await send('POST', '/api/session', '', { email, password }))
  expect((await send('POST', '/api/session/lock', first, {})).status).toBe(204)
  expect((await send('GET', '/api/cases/counts', first)).status).toBe(401)
  const second = cookieOf(await send('POST', '/api/session/unlock', first, { password }))
  expect(second).not.toBe(first)
  expect((await send('GET', '/api/session', first)).status).toBe(401)
  expect((await send('GET', '/api/session', second)).status).toBe(200)
})

test('signing out everywhere, and a new password, end what is open elsewhere', async () => {
  const who = await person('officer')
  const [here, there] = [await signIn(who), await signInToWork(who)]
  expect((await here.getAccountSecurity({})).sessions).toHaveLength(2)
  const next = 'một mật khẩu khác hẳn'
  await here.changePassword({ body: { current: password, next } })
  expect(await codeOf(there.getMe({}))).toBe('unauthenticated')
  expect((await here.getMe({})).state).toBe('open')
  expect(await codeOf(signIn(who))).toBe('wrong_credentials')

  const third = await signIn({ ...who, password: next })
  await third.signOutEverywhere({})
  expect(await codeOf(here.getMe({}))).toBe('unauthenticated')
  expect(await codeOf(third.getMe({}))).toBe('unauthenticated')
})

test('one sees where one is signed in, and ends one place after a proof', async () => {
  const who = await person('officer')
  const here = await signInToWork(who)
  const phone = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Mozilla/5.0 (Linux; Android 10; K) Chrome/141.0.0.0 Mobile Safari/537.36',
    },
    body: JSON.stringify({ email: who.email, password }),
  })
  const cookie = phone.headers.getSetCookie()[0]!.split(';', 1)[0]!
  const statusThere = async () =>
    (await fetch(`${server.url}/api/session`, { headers: { cookie } })).status
  expect(await statusThere()).toBe(200)

  const { sessions } = await here.getAccountSecurity({})
  const device = { signedInAt: expect.any(String), usedAt: expect.any(String) }
  expect(sessions).toMatchObject([
    { ...device, isThis: true, browser: null, system: null },
    { ...device, isThis: false, browser: 'chrome', system: 'android' },
  ])
  const [own, other] = sessions.map(({ id }) => ({ id }))
  const end = (params: { id: string }, body: object, client = here) =>
    codeOf(client.endSession({ params, body }))
  expect(await end(other!, {})).toBe('wrong_credentials')
  expect(await end(other!, { password: 'sai' })).toBe('wrong_credentials')
  expect(await statusThere()).toBe(200)

  // Neither somebody else's, nor the one that asks.
  const stranger = await signInToWork(await person('officer'))
  expect(await end(other!, { password }, stranger)).toBe('not_found')
  expect(await end(own!, { password })).toBe('not_found')

  expect(await end(other!, { password })).toBe('was not refused')
  expect(await statusThere()).toBe(401)
  expect((await here.getAccountSecurity({})).sessions).toMatchObject([own])
  const told = await query(
    `select data from audit.entries where kind = 'sign_out' and actor = $1 order by id`,
    [who.id],
  )
  expect(told).toEqual([{ data: { other: true } }])
  await here.signOutEverywhere({})
  expect(
    await query(
      `select data from audit.entries where kind = 'sign_out' and actor = $1 order by id`,
      [who.id],
    ),
  ).toEqual([...told, { data: { everywhere: true } }])
})

test('a live stream ends within five seconds of its session', { timeout: 60_000 }, async () => {
  /** Opens the stream of somebody new; answers when it has ended. */
  async function watch() {
    const who = await person('officer')
    const { email } = who
    const signedIn = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';', 1)[0]!
    await spareSecondFactor(server, email)
    const stream = await fetch(`${server.url}/api/live`, { headers: { cookie } })
    expect(stream.status).toBe(200)
    const state = { ...who, ended: false }
    void stream.text().then(
      () => (state.ended = true),
      () => (state.ended = true),
    )
    return state
  }
  const end = async (watched: { ended: boolean }, how: () => Promise<unknown>) => {
    expect(watched.ended).toBe(false)
    await how()
    await expect.poll(() => watched.ended, { timeout: 5_000, interval: 50 }).toBe(true)
  }
  const [disabled, changed, locked] = [await watch(), await watch(), await watch()]
  await Promise.all([
    // As another process does it: nothing in this one's memory is told.
    end(disabled, () =>
      query('update identity.users set disabled_at = now() where id = $1', [disabled.id]),
    ),
    end(changed, async () => {
      const elsewhere = await signIn(changed)
      await elsewhere.changePassword({ body: { current: password, next: `${password} mới` } })
    }),
    end(locked, () => idle(locked.email, 16)),
  ])
})

test('tells the audit log who changed how they come in', async () => {
  const { rows } = await server.app.database.pool.query(
    `select kind, count(*)::int as count, bool_and(subject = 'people:' || actor) as own
     from audit.entries where kind in ('password_change', 'second_factor_set')
     group by kind order by kind`,
  )
  expect(rows.map(({ kind, own }) => [kind, own])).toEqual([
    ['password_change', true],
    ['second_factor_set', true],
  ])
})
