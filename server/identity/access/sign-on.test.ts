import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { authenticator } from '../../../test/authenticator.ts'
import { makeStaff } from '../../../test/staff.ts'
import { startTestServer } from '../../../test/server.ts'
import type { TestServer } from '../../../test/server.ts'
import { serveSimulator } from '../../simulators/http.ts'
import { createVneidSimulator } from '../../simulators/vneid.ts'

let server: TestServer
let provider: Server
const password = 'một mật khẩu đủ dài'
const operator = 'truc.ban@hue.example.vn'
const officer = 'can.bo.moi@hue.example.vn'

const says = (sub: string, email: string, more: object = {}) => ({
  sub,
  name: sub,
  email,
  email_verified: true,
  ...more,
})

beforeAll(async () => {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const known = { issuer: `http://127.0.0.1:${port}`, client: 'nhip', secret: 'bí mật' }
  provider = serveSimulator(
    createVneidSimulator({
      ...known,
      redirects: ['http://127.0.0.1/console/sso/ve'],
      people: [
        says('officer', officer.toUpperCase()),
        says('operator', operator),
        says('twice', operator, { amr: ['pwd', 'mfa'] }),
        says('unverified', officer, { email_verified: false }),
        says('stranger', 'nguoi.la@hue.example.vn'),
      ],
    }),
  )
  await new Promise<void>((resolve) => provider.listen(port, '127.0.0.1', resolve))
  server = await startTestServer({ worker: false, staffOidc: { ...known, label: 'Tỉnh' } })
  await makeStaff(server, {
    name: 'Trực ban',
    email: operator,
    password,
    grants: [{ role: 'operator', agency: null }],
  })
  await server.app.identity.createStaff({
    name: 'Cán bộ mới',
    email: officer,
    password,
    grants: [{ role: 'officer', agency: 'X19789' }],
  })
}, 90_000)
afterAll(async () => {
  provider?.close()
  await server?.close()
})

/** Goes to the party and comes back as `sub`; answers with where one ends and what one may do. */
async function signOn(sub: string) {
  const jar = new Map<string, string>()
  const send = async (address: string, init: RequestInit = {}) => {
    const url = address.replace(/^(http:\/\/127\.0\.0\.1)?\//, `${server.url}/`)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie, origin: server.url, 'content-type': 'application/json' },
    })
    for (const each of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each)!
      if (value) jar.set(name!, value)
      else jar.delete(name!)
    }
    return answer
  }
  const left = await send('/console/sso')
  const chosen = await send(`${left.headers.get('location')}&citizen=${sub}`)
  const back = await send(chosen.headers.get('location')!)
  const me = async () => {
    const answer = await send('/api/session')
    return answer.ok ? ((await answer.json()) as { email: string; state: string }) : answer.status
  }
  const proceed = async (code: string) =>
    (await send('/api/session/sign-on', { method: 'POST', body: JSON.stringify({ code }) })).status
  return { to: back.headers.get('location'), me, proceed }
}

it('lets in whom the party names by a verified address, and nobody else', async () => {
  const { signOn: label } = await (await server.client()).getSignInOptions({})
  expect(label).toBe('Tỉnh')
  const known = await signOn('officer')
  expect(known.to).toBe('/console')
  // The first password of this account is not what it was opened with.
  const me = { email: officer, state: 'set_up', lacking: ['second_factor'] }
  expect(await known.me()).toMatchObject(me)
  for (const sub of ['unverified', 'stranger', 'none']) {
    const other = await signOn(sub)
    expect([sub, other.to, await other.me()]).toEqual([sub, '/console/dang-nhap?sso=refused', 401])
  }
})

it('does not count as the second factor unless the party says that it asked for one', async () => {
  const alone = await signOn('operator')
  expect(await alone.me()).toMatchObject({ state: 'set_up' })
  const twice = await signOn('twice')
  expect(await twice.me()).toMatchObject({ email: operator, state: 'open' })
})

it('asks for the account’s own second factor, which counts once', async () => {
  const client = await server.client()
  await client.signIn({ body: { email: operator, password } })
  const { secret } = await client.beginSecondFactor({ body: {} })
  const app = authenticator(secret)
  await client.confirmSecondFactor({ body: { code: app.code() } })

  const named = await signOn('operator')
  expect([named.to, await named.me()]).toEqual(['/console/dang-nhap?sso=ma', 401])
  expect(await named.proceed('000000')).toBe(401)
  const code = app.code(1)
  expect(await named.proceed(code)).toBe(200)
  expect(await named.me()).toMatchObject({ email: operator, state: 'open' })
  expect(await (await signOn('operator')).proceed(code)).toBe(401)
  expect(await (await signOn('twice')).me()).toMatchObject({ state: 'open' })
})

it('lets nobody into a disabled account', async () => {
  const known = await signOn('officer')
  await server.app.database.pool.query(
    'update identity.users set disabled_at = now() where email = $1',
    [officer],
  )
  const again = await signOn('officer')
  expect(again.to).toBe('/console/dang-nhap?sso=refused')
  await expect.poll(known.me, { timeout: 5_000 }).toBe(401)
})
