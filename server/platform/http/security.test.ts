import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createServer } from './server.ts'

/** A server with one write of each kind. */
function start(publicUrl = 'https://phananh.example.vn') {
  const log = pino({ level: 'silent' })
  const app = createServer({ config: { publicUrl, trustedProxies: [] }, log })
  app.post('/write', async () => ({ done: true }))
  app.post('/open311', { config: { crossSite: true } }, async () => ({ done: true }))
  app.get('/page', async (_request, reply) => {
    reply.header('content-type', 'text/html')
    return `<script nonce="${reply.cspNonce}"></script><style nonce="${reply.cspNonce}"></style>`
  })
  app.get('/plain', async () => ({ done: true }))
  return app
}

const form = 'application/x-www-form-urlencoded'

const cases: [string, Record<string, string>, number][] = [
  ['a program without cookie or Origin', { 'content-type': 'application/json' }, 200],
  ['our own page', { 'sec-fetch-site': 'same-origin', cookie: '__Host-nhip_session=x' }, 200],
  ['an address typed by hand', { 'sec-fetch-site': 'none', cookie: '__Host-nhip_session=x' }, 200],
  ['another site', { 'sec-fetch-site': 'cross-site', cookie: '__Host-nhip_session=x' }, 403],
  ['a sibling site', { 'sec-fetch-site': 'same-site', cookie: '__Host-nhip_session=x' }, 403],
  [
    'another site that sets Origin too',
    { 'sec-fetch-site': 'cross-site', origin: 'https://phananh.example.vn' },
    403,
  ],
  ['our origin', { origin: 'https://phananh.example.vn', cookie: '__Host-nhip_session=x' }, 200],
  ['the host it was sent to', { origin: 'http://10.0.0.5:3000', host: '10.0.0.5:3000' }, 200],
  ['a foreign origin', { origin: 'https://evil.example', cookie: '__Host-nhip_session=x' }, 403],
  ['a foreign origin without cookie', { origin: 'https://evil.example' }, 403],
  ['a look-alike origin', { origin: 'https://phananh.example.vn.evil.example' }, 403],
  ['a sandboxed page', { origin: 'null', cookie: '__Host-nhip_session=x' }, 403],
  ['our cookie and no word of where from', { cookie: 'a=1; __Host-nhip_session=x' }, 403],
  ['somebody else’s cookie', { cookie: 'other=nhip_session' }, 200],
  ['a form without a word of where from', { 'content-type': form }, 403],
  ['a form of our own page', { 'content-type': form, 'sec-fetch-site': 'same-origin' }, 200],
  ['a form of our origin', { 'content-type': form, origin: 'https://phananh.example.vn' }, 200],
  ['a form of another site', { 'content-type': form, 'sec-fetch-site': 'cross-site' }, 403],
  ['text/plain dressed as JSON', { 'content-type': 'text/plain; a=application/json' }, 403],
]

test.each(cases)('a write from %s', async (_name, headers, status) => {
  const app = start()
  const isForm = headers['content-type'] === form
  const answer = await app.inject({
    method: 'POST',
    url: '/write',
    headers,
    payload: isForm ? 'a=1' : headers['content-type'] ? '{}' : undefined,
  })
  expect(answer.statusCode).toBe(status)
  if (status === 403) expect(answer.json().error.code).toBe('cross_site')
  await app.close()
})

test('a route that needs no cookie may take writes from other sites', async () => {
  const app = start()
  const headers = { 'content-type': form, 'sec-fetch-site': 'cross-site' }
  const answer = await app.inject({ method: 'POST', url: '/open311', headers, payload: 'a=1' })
  expect(answer.statusCode).toBe(200)
  await app.close()
})

test('reading is never refused', async () => {
  const app = start()
  const headers = { 'sec-fetch-site': 'cross-site', cookie: '__Host-nhip_session=x' }
  expect((await app.inject({ url: '/plain', headers })).statusCode).toBe(200)
  await app.close()
})

test('each page has its own nonce, and only pages that use one', async () => {
  const app = start()
  const nonces = new Set<string>()
  for (let i = 0; i < 3; i++) {
    const page = await app.inject('/page')
    const [, inPage] = /<script nonce="([^"]+)">/.exec(page.body)!
    expect(page.body).toContain(`<style nonce="${inPage}">`)
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain(`script-src 'self' 'nonce-${inPage}';`)
    expect(policy).toContain(`style-src 'self' 'nonce-${inPage}';`)
    nonces.add(inPage!)
  }
  expect(nonces.size).toBe(3)
  const plain = await app.inject('/plain')
  expect(plain.headers['content-security-policy']).toContain("script-src 'self';")
  await app.close()
})

test('every answer carries the security headers, errors too', async () => {
  const app = start()
  for (const url of ['/plain', '/api/nothing', '/nothing']) {
    const { headers } = await app.inject(url)
    const policy = String(headers['content-security-policy'])
    for (const part of [
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "object-src 'none'",
      "form-action 'self'",
      "worker-src 'self' blob:",
    ]) {
      expect(policy).toContain(part)
    }
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'permissions-policy': 'geolocation=(self), camera=(self), microphone=()',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    })
  }
  await app.close()
})

test('HSTS is only promised where the public address is https', async () => {
  const app = start('http://localhost:3000')
  const { headers } = await app.inject('/plain')
  expect(headers['strict-transport-security']).toBeUndefined()
  await app.close()
})
