import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditKind } from '../../../contract/audit.ts'
import { ApiError } from '../../../contract/client.ts'
import type { Client } from '../../../contract/client.ts'
import { runOn } from '../../../test/database.ts'
import { startTestServer } from '../../../test/server.ts'
import type { TestServer } from '../../../test/server.ts'
import { demoPassword } from '../../demo.ts'

let server: TestServer
let auditor: Client
let operator: Client
let report: { id: string; number: string }

const words = 'Ổ gà sâu trước nhà bà Hoa, 0905 123 456'

beforeAll(async () => {
  server = await startTestServer()
  auditor = await server.client('kiemtoan@demo.nhip.vn')
  operator = await server.client('dieuphoi@demo.nhip.vn')
  const citizen = await server.client()
  const { number } = await citizen.submitReport({
    body: { subject: 'GT01', description: words, commune: '19789', name: 'Lê Thị Hoa' },
  })
  const { cases } = await operator.listCases({ query: { box: 'all', q: number } })
  report = { id: cases[0]!.id, number }
  const act = (version: number, action: { type: string; input: object }) =>
    operator.actOnCase({ params: { id: report.id }, body: { version, action: action as never } })
  await act(1, { type: 'accept', input: {} })
  await act(2, { type: 'assign', input: { agency: 'X19789', text: 'Ổ gà sâu' } })
}, 60_000)
afterAll(() => server.close())

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof ApiError ? error.code : 'thrown'),
  )
const kinds = async (kind: AuditKind) =>
  (await auditor.listAudit({ query: { kind, limit: 200 } })).entries

describe('the log', () => {
  it('tells what was done to a case, found by its number, without its words', async () => {
    const { entries } = await auditor.listAudit({ query: { subject: report.number } })
    expect(entries.map(({ data, actor, to }) => [data.type, actor.kind, actor.name, to])).toEqual([
      ['assign', 'staff', 'Nguyễn Thị Mai', 'UBND phường Thuận Hóa'],
      ['accept', 'staff', 'Nguyễn Thị Mai', null],
      ['submit', 'reporter', null, null],
    ])
    expect(entries[0]!.subject).toEqual({ id: report.id, name: report.number })
    expect(JSON.stringify(entries)).not.toMatch(/Hoa,|0905 123|gà/)
  })

  it('tells who read who reported, and not what was read nor why', async () => {
    await operator.revealReporter({
      params: { id: report.id },
      body: { reason: 'Gọi lại hỏi vị trí.' },
    })
    const [entry] = await kinds('read')
    expect(entry).toMatchObject({
      actor: { name: 'Nguyễn Thị Mai' },
      subject: { id: report.id, name: report.number },
      data: {},
    })
  })

  it('tells who came in, who was refused, who went', async () => {
    const client = await server.client('canbo@demo.nhip.vn')
    await client.signOut({})
    for (const email of ['canbo@demo.nhip.vn', 'khong.co@demo.nhip.vn']) {
      expect(await codeOf(client.signIn({ body: { email, password: 'sai mật khẩu' } }))).toBe(
        'wrong_credentials',
      )
    }
    const last = async (kind: AuditKind) => (await kinds(kind))[0]!
    expect((await last('sign_in')).actor.name).toBe('Hồ Thị Lan')
    expect((await last('sign_out')).actor.name).toBe('Hồ Thị Lan')
    const [unknown, known] = await kinds('sign_in_failed')
    expect(known).toMatchObject({ actor: { id: null }, subject: { name: 'Hồ Thị Lan' } })
    expect(unknown).toMatchObject({ actor: { id: null }, subject: null })
    expect(JSON.stringify([known, unknown])).not.toContain('demo.nhip.vn')
  })

  it('tells when too many failures closed an account for a while', async () => {
    const limited = await startTestServer({ rateLimits: true, worker: false })
    try {
      const client = await limited.client()
      const wrong = { email: 'canbo@demo.nhip.vn', password: 'sai' }
      for (let at = 0; at < 5; at += 1) await codeOf(client.signIn({ body: wrong }))
      expect(await codeOf(client.signIn({ body: { ...wrong, password: demoPassword } }))).toBe(
        'account_locked',
      )
      const reader = await limited.client('kiemtoan@demo.nhip.vn')
      const { entries } = await reader.listAudit({ query: { kind: 'locked' } })
      expect(entries.map(({ subject }) => subject?.name)).toEqual(['Hồ Thị Lan'])
    } finally {
      await limited.close()
    }
  })

  it('tells what somebody tried that is not theirs, or sent that breaks the rules', async () => {
    const officer = await server.client('canbo@demo.nhip.vn')
    const elsewhere = { id: '00000000-0000-4000-8000-000000000000' }
    for (const call of [
      () => officer.listAudit({ query: {} }),
      () => officer.getCase({ params: elsewhere }),
      () => officer.getCase({ params: elsewhere }),
      () => officer.listCases({ query: { box: 'Bà Hoa' as never } }),
    ]) {
      expect(await codeOf(call())).toMatch(/^(forbidden|not_found|invalid_input)$/)
    }
    await expect.poll(async () => (await kinds('refused')).length).toBe(3)
    const entries = await kinds('refused')
    const data = entries.map((entry) => entry.data)
    expect(data.sort((a, b) => Number(a.status) - Number(b.status))).toEqual([
      { route: 'GET /api/cases', status: 400, code: 'invalid_input', times: 1 },
      { route: 'GET /api/audit', status: 403, code: 'forbidden', times: 1 },
      { route: 'GET /api/cases/:id', status: 404, code: 'not_found', times: 1 },
    ])
    expect(entries.map(({ actor }) => actor.name)).toEqual(Array(3).fill('Hồ Thị Lan'))
  })

  it('tells of records and accounts that were changed, by code and by person', async () => {
    const admin = await server.client('quantri@demo.nhip.vn')
    const record = {
      code: 'KT1',
      name: 'Sở Một',
      kind: 'so',
      parent: null,
      validFrom: '2025-07-01',
    }
    const first = await admin.writeRecord({
      params: { kind: 'agencies' },
      body: { record, state: null },
    })
    await admin.writeRecord({
      params: { kind: 'agencies' },
      body: { record: { ...record, name: 'Sở Hai' }, state: first.state, reason: 'nhầm tên' },
    })
    const { entries } = await auditor.listAudit({ query: { subject: 'KT1', actor: 'văn an' } })
    expect(entries.map(({ data, subject }) => [data.what, data.fields, subject?.name])).toEqual([
      ['changed', ['name'], 'Sở Hai'],
      ['added', undefined, 'Sở Hai'],
    ])
    expect(JSON.stringify(entries)).not.toContain('nhầm tên')
    const { entries: people } = await auditor.listAudit({
      query: { kind: 'change', limit: 1, actor: 'an' },
    })
    expect(people[0]!.actor.name).toBe('Nguyễn Văn An')
  })

  it('goes page by page, and by days of Vietnam', async () => {
    const first = await auditor.listAudit({ query: { limit: 2 } })
    const second = await auditor.listAudit({ query: { limit: 2, after: first.next! } })
    const ids = [...first.entries, ...second.entries].map(({ id }) => id)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a))
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format()
    const on = async (query: { from?: string; to?: string }) =>
      (await auditor.listAudit({ query })).entries.length
    expect(await on({ from: today })).toBeGreaterThan(0)
    expect(await on({ to: '2020-01-01' })).toBe(0)
    expect(await on({ from: '2099-01-01' })).toBe(0)
    expect((await auditor.listAudit({ query: { after: 'x' } })).entries).toEqual([])
  })

  it('can be kept as a file without formulas, which is told as well', async () => {
    await server.app.database.pool.query(
      `insert into audit.entries (kind, actor_kind, actor, subject)
      values ('sign_in', 'staff', '=1+1', '@SUM(A1)')`,
    )
    const { name, text, rows, cut } = await auditor.exportAudit({ query: { kind: 'sign_in' } })
    expect(name).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/)
    const { data } = Papa.parse<Record<string, string>>(text.slice(1).trim(), { header: true })
    expect(text.startsWith('\ufeff')).toBe(true)
    expect([data.length, cut]).toEqual([rows, false])
    expect(data[0]).toMatchObject({ kind: 'sign_in', actor_id: "'=1+1", subject_id: "'@SUM(A1)" })
    for (const row of data) {
      for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
    }
    const [told] = await kinds('export')
    expect(told).toMatchObject({ actor: { name: 'Võ Thị Thu' }, data: { rows, filters: ['kind'] } })
  })
})

describe('an auditor', () => {
  it('may read the log, as administrators may and nobody else', async () => {
    for (const [email, expected] of [
      ['kiemtoan@demo.nhip.vn', 'answered'],
      ['quantri@demo.nhip.vn', 'answered'],
      ['dieuphoi@demo.nhip.vn', 'forbidden'],
      ['lanhdao@demo.nhip.vn', 'forbidden'],
      [undefined, 'unauthenticated'],
    ] as const) {
      const client = await server.client(email)
      expect(await codeOf(client.listAudit({ query: {} })), email).toBe(expected)
      expect(await codeOf(client.exportAudit({ query: {} })), email).toBe(expected)
      expect(await codeOf(client.getAuditState({})), email).toBe(expected)
    }
  })

  it('reads no case, changes nothing and sees no people', async () => {
    expect((await auditor.listCases({ query: { box: 'all' } })).cases).toEqual([])
    expect(await codeOf(auditor.getCase({ params: { id: report.id } }))).toBe('not_found')
    const body = { version: 3, action: { type: 'close', input: {} } } as const
    expect(await codeOf(auditor.actOnCase({ params: { id: report.id }, body }))).toBe('not_found')
    for (const call of [
      auditor.listPeople({ query: {} }),
      auditor.listChanges({ query: {} }),
      auditor.listRecords({ params: { kind: 'agencies' }, query: {} }),
      auditor.getReportStatistics({ query: { year: 2026 } }),
    ]) {
      expect(await codeOf(call)).toBe('forbidden')
    }
    expect(await auditor.listColleagues({})).toEqual([])
  })
})

describe('the chain', () => {
  it('is sealed by the worker and said to be whole', { timeout: 30_000 }, async () => {
    await expect
      .poll(async () => (await auditor.getAuditState({})).waiting, { timeout: 20_000 })
      .toBe(0)
    const { sealed, head, checked } = await auditor.getAuditState({})
    expect(head).toBeNull()
    expect(checked.fault).toBeNull()
    expect(checked.seq).toBe(sealed!.seq)
  })

  it(
    'is verified on the command line, which names what was changed',
    { timeout: 60_000 },
    async () => {
      const { dataDir, databaseUrl } = server.app.config
      // Without what tests alone are told by: the product knows no such setting.
      const { NHIP_SHARED: _, ...around } = process.env
      const env = { ...around, NHIP_DATA: dataDir, DATABASE_URL: databaseUrl }
      const main = fileURLToPath(new URL('../../main.ts', import.meta.url))
      const nhip = (...args: string[]) =>
        new Promise<{ code: number; out: string }>((resolve) => {
          execFile(process.execPath, [main, 'audit', ...args], { env }, (error, out, told) =>
            resolve({ code: error ? Number(error.code) : 0, out: out + told }),
          )
        })
      expect(await nhip('verify')).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^whole: \d+/),
      })
      const { out } = await nhip('head')
      expect(out).toMatch(/^head {8}none yet[^\n]*\npublic key {2}[\w-]{43}\n$/)
      const other = 'A'.repeat(43)
      expect(await nhip('verify', '--key', other)).toMatchObject({
        code: 1,
        out: expect.stringMatching(/^BROKEN {2}the chain does not end as it was signed/),
      })
      expect(await nhip('verify', '--from', 'hôm qua')).toMatchObject({
        code: 1,
        out: 'nhip: --from: a day as YYYY-MM-DD\n',
      })
      const { pool } = server.app.database
      const { rows } = await pool.query(`select seq from audit.entries where data ->> 'row' = $1`, [
        `${report.id}/2`,
      ])
      // As the owner: the server itself could not do it.
      await runOn(
        databaseUrl!,
        `set session_replication_role = replica;
         update cases.actions set actor_id = 'x' where case_id = '${report.id}' and seq = 2`,
      )
      const told = `the row cases.actions ${report.id}/2, told of by entry ${rows[0].seq}, was changed`
      expect(await nhip('verify')).toEqual({
        code: 1,
        out: `BROKEN  ${told}\nwhole up to entry ${rows[0].seq - 1}\n`,
      })
    },
  )
})
