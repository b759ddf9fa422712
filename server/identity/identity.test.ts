import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { makeStaff, spareSecondFactor } from '../../test/staff.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { createFetchOutside } from '../platform/http/outgoing.ts'
import { createLimits, limitTable } from '../platform/http/rate-limit.ts'
import { createServer } from '../platform/http/server.ts'
import type { Batch } from '../platform/records/index.ts'
import { records } from '../records.ts'
import { maxFailures } from './access/attempts.ts'
import { createIdentity } from './index.ts'
import { agencyExists, agencyNames, isOfficerOf, staffNames } from './index.ts'
import type { Identity, NewStaff } from './index.ts'
import { throughProxy } from './line.fixture.ts'

const log = pino({ level: 'silent' })
const password = 'bốn chữ ngẫu nhiên dài'

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let dataDir: string
let identity: Identity
let app: FastifyInstance

/** An installation's identity and server over one database; limits start afresh. */
function assemble(url: string, publicUrl = 'http://localhost:3000') {
  const opened = openDatabase(url)
  const limits = createLimits({ rateLimits: true })
  const idleLock = { staff: 900, administrator: 300 }
  const made = createIdentity({
    database: opened,
    log,
    fetchOutside: createFetchOutside({ allow: [] }),
    limits,
    demoEmails: [],
    places: async () => ({ province: null, communes: [] }),
    config: {
      publicUrl,
      dataDir,
      idleLock,
      staffOidc: null,
      staffAcr: null,
      breachedPasswords: null,
    },
  })
  const server = createServer({ config: { publicUrl, trustedProxies: [] }, log })
  made.routes(server)
  server.addHook('onClose', () => opened.close())
  return { database: opened, identity: made, app: server }
}

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'nhip-identity-'))
})

beforeEach(async () => {
  await app?.close()
  ;({ database, identity, app } = assemble(testDatabase.url))
  await writeAgencies([
    // The child first: a pack may list them in any order.
    { code: 'SXD.BT', name: 'Ban bảo trì', kind: 'su_nghiep', parent: 'SXD', ...since2025 },
    { code: 'SXD', name: 'Sở Xây dựng', kind: 'so', parent: null, ...since2025 },
    { code: 'STP', name: 'Sở Tư pháp', kind: 'so', parent: null, ...since2025 },
    { code: 'X', name: 'Ấp cũ', kind: 'xa', parent: null, ...since2025, validTo: '2025-12-31' },
  ])
})

afterAll(async () => {
  await app.close()
  await testDatabase.drop()
  await rm(dataDir, { recursive: true })
})

const since2025 = { validFrom: '2025-07-01' }

const writeAgencies = (agencies: NonNullable<Batch['agencies']>) =>
  database.transaction((tx) => records.write(tx, { agencies }, { actor: null, origin: 'test' }))

/** A new account with an address of its own. */
async function account(more: Partial<NewStaff> = {}) {
  const email = `${randomUUID()}@hue.example.vn`
  const grants = [{ role: 'officer' as const, agency: 'SXD' }]
  const id = await identity.createStaff({ name: 'Lê Văn Ân', email, password, grants, ...more })
  return { id, email }
}

const signIn = (email: string, typed = password, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url: '/api/session', headers, payload: { email, password: typed } })

/** Signs in and returns the cookie to send back. */
async function cookieOf(email: string): Promise<string> {
  const answer = await signIn(email)
  expect(answer.statusCode).toBe(200)
  return String(answer.headers['set-cookie']).split(';', 1)[0]!
}

const getMe = (cookie: string) => app.inject({ url: '/api/session', headers: { cookie } })

const signOut = (cookie: string, more = {}) =>
  app.inject({
    method: 'DELETE',
    url: '/api/session',
    headers: { cookie, 'sec-fetch-site': 'same-origin', ...more },
  })

test('staff sign in, are known by their roles, and sign out', async () => {
  const grants = [
    { role: 'head' as const, agency: 'SXD' },
    { role: 'officer' as const, agency: 'STP' },
  ]
  const { id, email } = await account({ grants })
  const answer = await signIn(email.toUpperCase())
  const me = {
    id,
    name: 'Lê Văn Ân',
    email,
    roles: [
      { role: 'head', agency: { code: 'SXD', name: 'Sở Xây dựng' }, areas: null, actingFor: null },
      {
        role: 'officer',
        agency: { code: 'STP', name: 'Sở Tư pháp' },
        areas: null,
        actingFor: null,
      },
    ],
    state: 'set_up',
    secondFactor: 'off',
    lacking: ['password', 'second_factor'],
    hasPasskey: false,
    lockAfter: 900,
  }
  expect(answer.json()).toEqual(me)
  expect(answer.body).not.toContain('token')

  const cookie = String(answer.headers['set-cookie']).split(';', 1)[0]!
  expect((await getMe(cookie)).json()).toEqual(me)
  const out = await signOut(cookie)
  expect(out.statusCode).toBe(204)
  expect(out.headers['set-cookie']).toMatch(/^nhip_session=; .*Expires=Thu, 01 Jan 1970/)
  // Not only forgotten by the browser: a copy of the cookie is worth nothing.
  expect((await getMe(cookie)).statusCode).toBe(401)
})

test('the cookie is out of reach of scripts and other sites, and Secure under https', async () => {
  const { email } = await account()
  const plain = String((await signIn(email)).headers['set-cookie'])
  expect(plain).toMatch(/^nhip_session=[^;]+; /)
  expect(plain).toMatch(/; HttpOnly/)
  expect(plain).toMatch(/; SameSite=Lax/)
  expect(plain).toMatch(/; Path=\//)
  expect(plain).toMatch(/; Max-Age=43200/)
  expect(plain).not.toMatch(/Secure|Domain/)

  const secure = assemble(testDatabase.url, 'https://phananh.example.vn')
  const answer = await secure.app.inject({
    method: 'POST',
    url: '/api/session',
    payload: { email, password },
  })
  expect(String(answer.headers['set-cookie'])).toMatch(/^__Host-nhip_session=.*; Secure/)
  await secure.app.close()
})

test('a wrong password and an unknown account cannot be told apart', async () => {
  const { email } = await account()
  const answers = await Promise.all([
    signIn(email, 'sai mật khẩu'),
    signIn('khong.co@hue.example.vn'),
    signIn('not an address'),
    signIn(email, `${password} `),
  ])
  const seen = answers.map((answer) => {
    const { requestId, ...error } = answer.json().error
    expect(requestId).toBeTruthy()
    return { status: answer.statusCode, cookie: answer.headers['set-cookie'], error }
  })
  const same = { status: 401, cookie: undefined, error: { code: 'wrong_credentials' } }
  expect(seen).toEqual([same, same, same, same])
})

test('an account is locked after five failures, known or not, even for the right password', async () => {
  const { email } = await account()
  for (const name of [email, 'khong.co.that@hue.example.vn']) {
    const tries = Array.from({ length: maxFailures }, () => signIn(name, 'sai'))
    const statuses = (await Promise.all(tries)).map((answer) => answer.statusCode)
    expect(new Set(statuses)).toEqual(new Set([401]))
    const locked = await signIn(name)
    expect([locked.statusCode, locked.json().error.code]).toEqual([429, 'account_locked'])
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(600)
  }
  const colleague = await account()
  expect((await signIn(colleague.email)).statusCode).toBe(200)
})

test('a success clears the failures before it', async () => {
  const { email } = await account()
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < maxFailures - 1; i++) await signIn(email, 'sai')
    expect((await signIn(email)).statusCode).toBe(200)
  }
})

test('one address cannot try many accounts, and cannot pass for another address', async () => {
  const statuses: number[] = []
  for (let i = 0; i <= limitTable.signInAddress.points; i++) {
    const headers = { 'x-forwarded-for': `203.0.113.${i}` }
    statuses.push((await signIn(`khong-${i}`, 'sai', headers)).statusCode)
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(limitTable.signInAddress.points)
  expect(statuses.at(-1)).toBe(429)
})

test('another site can neither sign somebody in nor out', async () => {
  const { email } = await account()
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  const refused = await signIn(email, password, foreign)
  expect([refused.statusCode, refused.json().error.code]).toEqual([403, 'cross_site'])
  const cookie = await cookieOf(email)
  expect((await signOut(cookie, foreign)).statusCode).toBe(403)
  expect((await getMe(cookie)).statusCode).toBe(200)
})

test('signing in again ends the session before it', async () => {
  const { email } = await account()
  const first = await cookieOf(email)
  expect((await getMe(first)).statusCode).toBe(200)
  const again = await signIn(email, password, { cookie: first, 'sec-fetch-site': 'same-origin' })
  const second = String(again.headers['set-cookie']).split(';', 1)[0]!
  expect(second).not.toBe(first)
  expect((await getMe(first)).statusCode).toBe(401)
  expect((await getMe(second)).statusCode).toBe(200)
})

test('a forged, expired or absent cookie is nobody', async () => {
  const { id, email } = await account()
  const cookie = await cookieOf(email)
  for (const forged of [
    '',
    'nhip_session=',
    'nhip_session=%',
    `${cookie}x`,
    cookie.replace(/=./, '=_'),
    cookie.replace(/\..*/, ''),
  ]) {
    const answer = await getMe(forged)
    expect([answer.statusCode, answer.json().error.code]).toEqual([401, 'unauthenticated'])
  }
  await database.pool.query(
    `update identity.sessions set expires_at = now() - interval '1 second' where user_id = $1`,
    [id],
  )
  expect((await getMe(cookie)).statusCode).toBe(401)
})

test('a removed account, or one without roles, is out within five seconds', async () => {
  const removed = await account()
  const withdrawn = await account()
  const cookies = [await cookieOf(removed.email), await cookieOf(withdrawn.email)]
  for (const cookie of cookies) expect((await getMe(cookie)).statusCode).toBe(200)
  await database.pool.query('delete from identity.users where id = $1', [removed.id])
  await database.pool.query('delete from identity.grants where user_id = $1', [withdrawn.id])
  for (const cookie of cookies) {
    await expect
      .poll(async () => (await getMe(cookie)).statusCode, { timeout: 5_000, interval: 200 })
      .toBe(401)
  }
  expect((await signIn(withdrawn.email)).json().error.code).toBe('wrong_credentials')
})

test('a session says nothing about where or with what somebody signed in', async () => {
  const { id, email } = await account()
  await signIn(email, password, { 'x-forwarded-for': '203.0.113.9', 'user-agent': 'Some/1.0' })
  const { rows } = await database.pool.query(
    'select ip_address, user_agent from identity.sessions where user_id = $1',
    [id],
  )
  expect(rows).toEqual([{ ip_address: null, user_agent: null }])
})

test('nothing of better-auth can be reached from outside', async () => {
  for (const url of ['/api/auth/sign-up/email', '/api/auth/get-session', '/sign-in/email']) {
    const answer = await app.inject({ method: 'POST', url, payload: {} })
    expect(answer.statusCode).toBe(404)
  }
})

test('when the database is away sign-in answers 503, and works again by itself', async () => {
  const { email } = await account()
  const cookie = await cookieOf(email)
  const line = await throughProxy(testDatabase.url)
  const other = assemble(line.url)
  const inject = (method: 'GET' | 'POST' | 'DELETE', payload?: object) =>
    other.app.inject({
      method,
      url: '/api/session',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      ...(payload && { payload }),
    })
  const known = { email, password }
  const second = await cookieOf(email)

  await line.cut()
  for (const answer of [
    await inject('POST', known),
    await inject('POST', { email: 'khong.co@hue.example.vn', password }),
    await inject('GET'),
    // A sign-out that did not happen is not reported as done.
    await inject('DELETE'),
  ]) {
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'unavailable'])
    expect(answer.headers['retry-after']).toBe('2')
  }
  await line.mend()
  expect((await inject('GET')).statusCode).toBe(200)
  expect((await inject('POST', known)).statusCode).toBe(200)
  expect((await getMe(second)).statusCode).toBe(200)
  await other.app.close()
  await line.cut()
})

test('the agencies of today in Vietnamese order, the colleagues of one’s own only', async () => {
  const agency = `A${randomUUID().slice(0, 8)}`
  await writeAgencies([
    { code: agency, name: 'Đội thoát nước', kind: 'doanh_nghiep', parent: null, ...since2025 },
  ])
  const grants = [{ role: 'officer' as const, agency }]
  const email = `${randomUUID()}@hue.example.vn`
  const installation = { app: { database, identity } }
  const id = await makeStaff(installation, { name: 'Trần Thị Ý', email, password, grants })
  const head = await account({ name: 'Đặng Văn An', grants: [{ role: 'head', agency }] })
  await account({ name: 'Người sở khác' })
  const cookie = await cookieOf(email)
  await spareSecondFactor(installation, email)
  const agencies = await app.inject({ url: '/api/agencies', headers: { cookie } })
  expect(agencies.json().map((row: { name: string }) => row.name)).toEqual([
    'Ban bảo trì',
    'Đội thoát nước',
    'Sở Tư pháp',
    'Sở Xây dựng',
  ])
  const colleagues = await app.inject({ url: '/api/colleagues', headers: { cookie } })
  expect(colleagues.json()).toEqual([
    { id: head.id, name: 'Đặng Văn An', agency, role: 'head' },
    { id, name: 'Trần Thị Ý', agency, role: 'officer' },
  ])
  for (const url of ['/api/agencies', '/api/colleagues', '/api/session']) {
    expect((await app.inject(url)).statusCode).toBe(401)
  }
})

test('what other domains ask', async () => {
  const { id } = await account()
  const { executor } = database
  const names = await agencyNames(executor, ['SXD', 'X', 'NONE'])
  expect(['SXD', 'X', 'NONE'].map((code) => names.get(code))).toEqual([
    'Sở Xây dựng',
    'Ấp cũ',
    undefined,
  ])
  expect(await agencyExists(executor, 'SXD')).toBe(true)
  expect(await agencyExists(executor, 'X')).toBe(false)
  expect(await agencyExists(executor, 'NONE')).toBe(false)
  expect(await staffNames(executor, [id, 'none'])).toEqual(new Map([[id, 'Lê Văn Ân']]))
  expect(await staffNames(executor, [])).toEqual(new Map())
  expect(await isOfficerOf(executor, id, 'SXD', '19789')).toBe(true)
  expect(await isOfficerOf(executor, id, 'STP', '19789')).toBe(false)
})

test('agencies can be imported again, with what has changed', async () => {
  const change = { code: 'STP', kind: 'so' as const, parent: null }
  await writeAgencies([
    { ...change, name: 'Sở Tư pháp mới', validFrom: '2026-01-01' },
    { ...change, name: 'Sở Tư pháp', ...since2025 },
  ])
  const names = await agencyNames(database.executor, ['STP'])
  expect(names.get('STP')).toBe('Sở Tư pháp mới')
  expect(names.get('STP', '2025-12-31')).toBe('Sở Tư pháp')
  expect(names.get('STP', '2026-01-01')).toBe('Sở Tư pháp mới')
})

test('an account is made once and completely, or not at all', async () => {
  const { email } = await account()
  const again = { name: 'B', email: ` ${email.toUpperCase()} `, password, grants: [] }
  await expect(identity.createStaff(again)).rejects.toMatchObject({ code: 'invalid_input' })
  const grants = [{ role: 'officer' as const, agency: 'SXD' }]
  await expect(identity.createStaff({ ...again, grants })).rejects.toMatchObject({
    code: 'conflict',
  })
  const short = { ...again, email: 'a@b.vn', grants, password: 'ngắn' }
  await expect(identity.createStaff(short)).rejects.toMatchObject({
    fields: [{ path: 'password', code: 'password_short' }],
  })
  const nowhere = [{ role: 'officer' as const, agency: 'NONE' }]
  const half = { name: 'C', email: 'nua@hue.example.vn', password, grants: nowhere }
  await expect(identity.createStaff(half)).rejects.toThrow()
  const { rows } = await database.pool.query('select 1 from identity.users where email = $1', [
    half.email,
  ])
  expect(rows).toEqual([])
})
