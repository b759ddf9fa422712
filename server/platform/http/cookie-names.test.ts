import { pino } from 'pino'
import { expect, it } from 'vitest'
import { createServer } from './server.ts'

/** Sets two cookies of ours and one of another's, and tells which it was sent. */
function start(publicUrl: string) {
  const app = createServer({
    config: { publicUrl, trustedProxies: [] },
    log: pino({ level: 'silent' }),
  })
  const secure = publicUrl.startsWith('https:')
  app.get('/set', async (_request, reply) => {
    reply.setCookie('nhip_session', 'a b', { path: '/', httpOnly: true, secure })
    reply.setCookie('nhip_code', '2', { path: '/', httpOnly: true, secure })
    return reply.setCookie('other', '3', { path: '/' }).send({})
  })
  app.get('/one', async (_request, reply) =>
    reply.clearCookie('nhip_session', { path: '/', secure }).send({}),
  )
  app.get('/read', async ({ cookies }) => cookies)
  app.post('/write', async () => ({}))
  return app
}

it('over https browsers keep all our cookies for this very host', async () => {
  const app = start('https://phananh.example.vn')
  const { headers } = await app.inject('/set')
  expect(headers['set-cookie']).toEqual([
    '__Host-nhip_session=a%20b; Path=/; HttpOnly; Secure; SameSite=Lax',
    '__Host-nhip_code=2; Path=/; HttpOnly; Secure; SameSite=Lax',
    'other=3; Path=/; SameSite=Lax',
  ])
  expect(String((await app.inject('/one')).headers['set-cookie'])).toMatch(
    /^__Host-nhip_session=; Max-Age=0; Path=\/; .*; Secure; SameSite=Lax$/,
  )
  const cookie = '__Host-nhip_session=a%20b; other=3;__Host-nhip_code=2'
  const { body } = await app.inject({ url: '/read', headers: { cookie } })
  expect(JSON.parse(body)).toEqual({ nhip_session: 'a b', nhip_code: '2', other: '3' })
  await app.close()
})

it('a cookie that a neighbouring site could have set does not count', async () => {
  const app = start('https://phananh.example.vn')
  const cookie =
    'nhip_session=evil; __Host-nhip_session=mine; nhip_code=evil; __Secure-nhip_code=old'
  const { body } = await app.inject({ url: '/read', headers: { cookie } })
  expect(JSON.parse(body)).toEqual({ nhip_session: 'mine', '__Secure-nhip_code': 'old' })
  const written = await app.inject({
    method: 'POST',
    url: '/write',
    headers: { cookie: '__Host-nhip_session=mine' },
  })
  expect(written.json().error.code).toBe('cross_site')
  await app.close()
})

it('without https, as on one’s own machine, they have their plain names', async () => {
  const app = start('http://localhost:3000')
  expect((await app.inject('/set')).headers['set-cookie']).toContain(
    'nhip_session=a%20b; Path=/; HttpOnly; SameSite=Lax',
  )
  const { body } = await app.inject({ url: '/read', headers: { cookie: 'nhip_code=2' } })
  expect(JSON.parse(body)).toEqual({ nhip_code: '2' })
  await app.close()
})
