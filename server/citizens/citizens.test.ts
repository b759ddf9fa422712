import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../contract/client.ts'
import { citizenWith, codeFor as codeOf, visitorOf } from '../../test/citizens.ts'
import { newCode } from '../cases/numbers.ts'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ worker: false, rateLimits: true })
}, 90_000)
afterAll(() => server?.close())

const query = async (text: string, values: unknown[] = []) =>
  (await server.app.database.pool.query(text, values)).rows

const codeFor = (client: Client, contact: string) => codeOf(server, client, contact)
const signedIn = (contact: string) => citizenWith(server, contact)
const report = (more = {}) => ({
  subject: 'HK01',
  commune: '19789',
  description: 'Đèn đường kiệt 12 tắt cả tuần.',
  ...more,
})
const other = (code: string) => (code === '000000' ? '000001' : '000000')

describe('a code', () => {
  it('signs in once, however the telephone was typed', async () => {
    const client = await server.client()
    const sent = await codeFor(client, '+84 912.345.001')
    const who = await client.signInCitizen({
      body: { ...sent, code: `${sent.code.slice(0, 3)} ${sent.code.slice(3)}` },
    })
    expect(who).toEqual({ name: null, phone: '0912345001', email: null })
    expect(await client.getCitizen({})).toEqual(who)
    const again = client.signInCitizen({ body: sent })
    await expect(again).rejects.toMatchObject({ code: 'wrong_code' })
  })

  it('may be tried five times, and then not even the right one counts', async () => {
    const client = await server.client()
    const { challenge, code } = await codeFor(client, '0912345002')
    for (const left of [4, 3, 2, 1, 0]) {
      const wrong = client.signInCitizen({ body: { challenge, code: other(code) } })
      await expect(wrong).rejects.toMatchObject({
        code: 'wrong_code',
        body: { error: { details: { triesLeft: left } } },
      })
    }
    const right = client.signInCitizen({ body: { challenge, code } })
    await expect(right).rejects.toMatchObject({ code: 'wrong_code' })
  })

  it('is worth nothing after five minutes', async () => {
    const client = await server.client()
    const sent = await codeFor(client, '0912345003')
    const [{ seconds }] = await query(
      `select extract(epoch from expires_at - now())::float8 as seconds from citizens.challenges
       where id = $1`,
      [sent.challenge],
    )
    expect(seconds).toBeGreaterThan(240)
    expect(seconds).toBeLessThanOrEqual(300)
    await query(`update citizens.challenges set expires_at = now() where id = $1`, [sent.challenge])
    const late = client.signInCitizen({ body: sent })
    await expect(late).rejects.toMatchObject({ code: 'wrong_code' })
  })

  it('opens one session when it is sent twice at once', async () => {
    const sent = await codeFor(await server.client(), 'hai.lan@vidu.vn')
    const clients = await Promise.all([server.client(), server.client(), server.client()])
    const results = await Promise.allSettled(
      clients.map((client) => client.signInCitizen({ body: sent })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('is sent five times an hour to one contact, known or not, in every process', async () => {
    const client = await server.client()
    const answers = []
    for (const contact of ['0912345001', '0912345099']) {
      for (let sent = contact === '0912345001' ? 1 : 0; sent < 5; sent += 1) {
        answers.push(await client.requestCode({ body: { contact } }))
      }
      await expect(client.requestCode({ body: { contact } })).rejects.toMatchObject({
        code: 'too_many_requests',
        body: { error: { details: { retryAfter: expect.any(Number) } } },
      })
    }
    // The same answer for both.
    expect(new Set(answers.map((answer) => Object.keys(answer).join()))).toEqual(
      new Set(['challenge,expiresAt']),
    )
  })

  it.each(['', '0912', 'ai đó', 'a@b'])('is not sent to %j', async (contact) => {
    const client = await server.client()
    await expect(client.requestCode({ body: { contact } })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})

describe('a citizen who is signed in', () => {
  it('has the reports made signed in or with the same contact, and nobody else’s', async () => {
    const anonymous = await server.client()
    const phone = '0987650001'
    const before = await anonymous.submitReport({ body: report({ phone: '0987.650.001' }) })
    const foreign = await anonymous.submitReport({ body: report({ phone: '0987650002' }) })
    const mailed = await anonymous.submitReport({ body: report({ email: 'An.Nguyen@vidu.vn' }) })

    const client = await signedIn(phone)
    const during = await client.submitReport({ body: report({ description: 'Không để lại gì.' }) })
    const { reports } = await client.listCitizenReports({})
    expect(reports.map(({ number }) => number)).toEqual([during.number, before.number])
    expect(reports[0]!.summary).toBe('Không để lại gì.')

    const own = await client.getCitizenReport({ params: { number: before.number } })
    expect(own.code).toBe(before.code)
    await expect(
      client.getCitizenReport({ params: { number: foreign.number } }),
    ).rejects.toMatchObject({ code: 'not_found' })

    const byMail = await signedIn('an.nguyen@VIDU.vn')
    const mails = await byMail.listCitizenReports({})
    expect(mails.reports.map(({ number }) => number)).toEqual([mailed.number])
  })

  it('is signed out here, everywhere, and for good', async () => {
    const contact = '0987650003'
    const [here, there] = [await signedIn(contact), await signedIn(contact)]
    await here.signOutCitizen({})
    await expect(here.getCitizen({})).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await there.getCitizen({})).toMatchObject({ phone: contact })
    const again = await signedIn(contact)
    await there.signOutCitizenEverywhere({})
    for (const client of [there, again]) {
      await expect(client.getCitizen({})).rejects.toMatchObject({ code: 'unauthenticated' })
    }

    const last = await signedIn(contact)
    const kept = await last.submitReport({ body: report() })
    await last.removeCitizen({})
    await expect(last.getCitizen({})).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await last.trackReport({ body: { code: kept.code } })).toMatchObject({
      number: kept.number,
    })
  })

  it('gets another token with every sign-in, of which the database has a hash', async () => {
    const send = async (cookie: string) => {
      const { challenge, code } = await codeFor(await server.client(), 'xoay.vong@vidu.vn')
      const answer = await fetch(`${server.url}/api/citizen/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.url, cookie },
        body: JSON.stringify({ challenge, code }),
      })
      return answer.headers.getSetCookie().find((one) => one.startsWith('nhip_citizen='))!
    }
    const first = await send('')
    expect(first).toMatch(/Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax/)
    const cookie = first.split(';')[0]!
    const second = await send(cookie)
    expect(second.split(';')[0]).not.toBe(cookie)
    const old = await fetch(`${server.url}/api/citizen/session`, { headers: { cookie } })
    expect(old.status).toBe(401)
    const rows = await query(`select token_hash::text as hash from citizens.sessions`)
    const token = second.split(';')[0]!.split('=')[1]!
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(token).toString('hex'))
  })
})

it('leaves no contact and no code in clear anywhere in the database', async () => {
  const client = await server.client()
  const { code } = await codeFor(client, '0911222333')
  await signedIn('dau.vet@vidu.vn')
  const tables = await query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema', 'places')`,
  )
  for (const { name } of tables) {
    const rows = await query(`select t::text as text from ${name} t`)
    const text = rows.map((row) => row.text).join('\n')
    expect(text, name).not.toMatch(/0911222333|dau\.vet/)
    if (/^(citizens|messages|jobs|audit)\./.test(name)) {
      expect(text, name).not.toMatch(new RegExp(`\\b${code}\\b`))
    }
  }
})

it('tells the audit log of codes, sign-ins and failures, without the person', async () => {
  const rows = await query(
    `select kind, actor_kind, subject, data from audit.entries
     where kind = 'code_request' or data ->> 'who' = 'citizen' or subject like 'citizens:%'`,
  )
  const kinds = new Set(rows.map(({ kind }) => kind))
  expect(kinds).toEqual(
    new Set(['code_request', 'sign_in', 'sign_in_failed', 'sign_out', 'erasure']),
  )
})

describe('the pages, without a script', () => {
  it('tell the risk of a code by telephone, and the other way', async () => {
    const page = await (await fetch(`${server.url}/dang-nhap`)).text()
    expect(page).toContain('Mã gửi qua tin nhắn có thể rơi vào tay người khác')
    expect(page).toContain('hãy nhận mã qua e-mail')
  })

  it('lead from a contact over the code to the reports, and fill in the form', async () => {
    const { visit } = visitorOf(server)
    const anonymous = await server.client()
    const made = await anonymous.submitReport({ body: report({ phone: '0987650009' }) })

    expect((await visit('/phan-anh-cua-toi')).to).toBe('/dang-nhap')
    expect((await visit('/dang-nhap', { contact: '09' })).text).toContain('id="contact-error"')
    expect((await visit('/dang-nhap', { contact: '0987 650 009' })).to).toBe('/dang-nhap/ma')
    const asking = await visit('/dang-nhap/ma')
    expect(asking.text).toContain('09••••••09')
    const letter = await visit('/dang-nhap/hop-thu')
    const code = /nhập Nhịp: (\d{6})/.exec(letter.text)![1]!
    const wrong = await visit('/dang-nhap/ma', { code: other(code) })
    expect([wrong.status, wrong.text.includes('id="code-error"')]).toEqual([401, true])
    expect((await visit('/dang-nhap/ma', { code })).to).toBe('/phan-anh-cua-toi')
    expect((await visit('/dang-nhap')).to).toBe('/phan-anh-cua-toi')

    const list = await visit('/phan-anh-cua-toi')
    expect(list.text).toContain(`value="${made.number}"`)
    expect((await visit('/phan-anh-cua-toi', { number: made.number })).to).toBe('/tra-cuu/phan-anh')
    expect((await visit('/tra-cuu/phan-anh')).text).toContain('Đèn đường kiệt 12')
    expect((await visit('/gui-phan-anh')).text).toContain('value="0987650009"')
    expect((await visit('/phan-anh-cua-toi/thoat', {})).to).toBe('/')
    expect((await visit('/phan-anh-cua-toi')).to).toBe('/dang-nhap')
    expect((await visit('/gui-phan-anh')).text).not.toContain('0987650009')
  })

  it('show a letter only to the browser it was sent for, and only in the demo', async () => {
    expect((await fetch(`${server.url}/dang-nhap/hop-thu`)).status).toBe(404)
    const { challenge } = await codeFor(await server.client(), '0987650010')
    const read = () =>
      fetch(`${server.url}/dang-nhap/hop-thu`, {
        headers: { cookie: `nhip_challenge=${challenge}` },
      })
    expect((await read()).status).toBe(200)
    await query(`update platform.settings set value = 'false' where key = 'demo'`)
    expect((await read()).status).toBe(404)
    await query(`update platform.settings set value = 'true' where key = 'demo'`)
  })
})

// At the end: it uses up what this address may look up.
describe('the code of a report', () => {
  it('cannot be guessed: a dozen tries from one address, by whatever door, and all are shut', async () => {
    const client = await server.client()
    const { code: right } = await client.submitReport({ body: report() })
    const form = async (path: string, code: string) => {
      const body = new URLSearchParams({ code })
      const headers = { origin: server.url }
      const sent = { method: 'POST', headers, body, redirect: 'manual' } as const
      return (await fetch(server.url + path, sent)).status
    }
    const status = (call: Promise<unknown>) =>
      call.then(
        () => 200,
        ({ status: refused }: { status: number }) => refused,
      )
    const action = { type: 'withdraw', input: { reason: 'Đã sửa' } } as const
    const doors = [
      (code: string) => status(client.trackReport({ body: { code } })),
      (code: string) => status(client.actOnReport({ body: { code, version: 1, action } })),
      (code: string) => form('/tra-cuu', code),
      (code: string) => form('/du-lieu-cua-toi', code),
    ]
    let guesses = 0
    let last = 404
    while (last === 404) last = await doors[guesses++ % doors.length]!(newCode())
    expect(last).toBe(429)
    expect(guesses).toBeGreaterThan(10)
    expect(guesses).toBeLessThanOrEqual(13)
    for (const door of doors) expect(await door(right)).toBe(429)
  })

  it('is drawn from 90 thousand million, without a pattern', () => {
    const codes = Array.from({ length: 5_000 }, () => newCode())
    expect(new Set(codes).size).toBe(codes.length)
    // Eleven drawn digits, the first of which is no 0; the twelfth follows from them.
    expect(Math.log2(9 * 10 ** 10)).toBeGreaterThan(36)
    for (let place = 1; place < 11; place += 1) {
      const counts = Map.groupBy(codes, (code) => code[place])
      // 500 of each digit are expected; 6 standard deviations are 127.
      for (const [, drawn] of counts) expect(Math.abs(drawn.length - 500)).toBeLessThan(127)
      expect(counts.size).toBe(10)
    }
  })
})
