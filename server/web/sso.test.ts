import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'
import { serveSimulator } from '../simulators/http.ts'
import { createVneidSimulator } from '../simulators/vneid.ts'

// The provider is away when the server starts, as happens after a power cut.
let server: TestServer
let provider: Server | undefined
let port: number
let known: { issuer: string; client: string; secret: string }

const listen = (one: Server, at: number) =>
  new Promise<void>((resolve) => one.listen(at, '127.0.0.1', resolve))

beforeAll(async () => {
  const probe = createServer()
  await listen(probe, 0)
  port = (probe.address() as AddressInfo).port
  await new Promise((resolve) => probe.close(resolve))
  known = { issuer: `http://127.0.0.1:${port}`, client: 'nhip', secret: 'một & hai' }
  server = await startTestServer({
    worker: false,
    citizenOidc: { ...known, label: 'VNeID (mô phỏng)' },
  })
}, 90_000)
afterAll(async () => {
  provider?.close()
  await server?.close()
})

/** A browser that follows nothing by itself. */
function browser() {
  const jar = new Map<string, string>()
  return async (address: string) => {
    // The test's server is at another port than the address people type.
    const url = address.replace(/^(http:\/\/127\.0\.0\.1)?\//, `${server.url}/`)
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value) jar.set(name!, value)
      else jar.delete(name!)
    }
    const to = answer.headers.get('location') ?? ''
    return { status: answer.status, to, text: await answer.text() }
  }
}
const choose = (address: string, citizen: string) => `${address}&citizen=${citizen}`

it('says so while the provider is away, and works when it is back', async () => {
  const visit = browser()
  const asking = (await visit('/dang-nhap')).text
  expect(asking).toContain('Đăng nhập bằng VNeID (mô phỏng)')
  expect(asking).toContain('hãy nhận mã qua e-mail hoặc dùng VNeID (mô phỏng).')
  const away = await visit('/dang-nhap/sso')
  expect(away.status).toBe(503)
  expect(away.text).toContain('Chưa nối được tới nơi xác thực')

  provider = serveSimulator(
    createVneidSimulator({ ...known, redirects: ['http://127.0.0.1/dang-nhap/sso/ve'] }),
  )
  await listen(provider, port)
  const left = await visit('/dang-nhap/sso')
  expect(left.to).toContain(`${known.issuer}/authorize?`)
  expect((await visit(left.to)).text).toContain('Đây không phải VNeID')
})

describe('a citizen who comes back from the provider', () => {
  it('is signed in with the telephone it has verified, and their name', async () => {
    const anonymous = await server.client()
    const made = await anonymous.submitReport({
      body: { subject: 'HK01', commune: '19789', description: 'Đèn tắt.', phone: '0900000001' },
    })
    const visit = browser()
    const left = await visit('/dang-nhap/sso')
    const back = await visit(choose(left.to, 'vneid-1'))
    expect((await visit(back.to)).to).toBe('/phan-anh-cua-toi')
    const mine = await visit('/phan-anh-cua-toi')
    expect(mine.text).toContain(`value="${made.number}"`)
    expect((await visit('/gui-phan-anh')).text).toContain('value="Nguyễn Thị Mai"')
    // What was used once opens nothing any more.
    expect((await browser()(back.to)).status).toBe(401)
    expect((await visit(back.to)).status).toBe(401)
  })

  it('is not signed in by another’s answer, another state or another nonce', async () => {
    const [visit, attacker] = [browser(), browser()]
    const theirs = await attacker(choose((await attacker('/dang-nhap/sso')).to, 'vneid-2'))
    const left = await visit('/dang-nhap/sso')
    expect((await visit(theirs.to)).status).toBe(401)

    const again = await visit('/dang-nhap/sso')
    const nonce = new URL(again.to)
    nonce.searchParams.set('nonce', 'khac')
    const changed = await visit(choose(nonce.href, 'vneid-2'))
    expect((await visit(changed.to)).status).toBe(401)
    expect((await visit('/phan-anh-cua-toi')).to).toBe('/dang-nhap')
    expect(left.to).not.toBe(again.to)
  })

  it('is told what to do when they said no', async () => {
    const visit = browser()
    const back = await visit(choose((await visit('/dang-nhap/sso')).to, 'none'))
    const refused = await visit(back.to)
    expect(refused.status).toBe(401)
    expect(refused.text).toContain('Bạn chưa đồng ý đăng nhập ở nơi xác thực')
  })
})

it('the provider sends nobody to an address it was not told of', async () => {
  const visit = browser()
  const left = new URL((await visit('/dang-nhap/sso')).to)
  left.searchParams.set('redirect_uri', 'https://example.com/')
  expect(await visit(choose(left.href, 'vneid-1'))).toMatchObject({ status: 400, to: '' })
})
