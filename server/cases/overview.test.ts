import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseFilter } from '../../contract/case-list.ts'
import type { Overview } from '../../contract/overview.ts'
import { makeStaff, spareSecondFactor } from '../../test/staff.ts'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'

let server: TestServer
const hour = 3_600_000
const day = 24 * hour

beforeAll(async () => {
  server = await startTestServer({ worker: false })
})
afterAll(() => server.close())

let inserted = 0

/** A report as of so many days before now, with three days for its answer. */
async function insert(
  ago: number,
  more: {
    commune?: string
    subject?: string
    agency?: string
    answeredAfter?: number
    rating?: string
    type?: string
  } = {},
): Promise<void> {
  inserted += 1
  const { commune = '19789', subject = 'GT01', agency = 'X19789', type = 'field_report' } = more
  const at = new Date(Date.now() - ago * day)
  const answered = more.answeredAfter === undefined ? null : more.answeredAfter * day
  await server.app.database.pool.query(
    `insert into cases.cases (id, number, type, status, channel, subject, class, description,
       commune, agency, search, submitted_at, due_at, answered_at, rating)
     values (gen_random_uuid(), $1, $2, $3, 'web', $4, 'T', '-', $5, $6, '-', $7, $8, $9, $10)`,
    [
      `overview-${inserted}`,
      type,
      answered === null ? 'in_progress' : 'answered',
      subject,
      commune,
      agency,
      at,
      new Date(at.getTime() + 3 * day),
      answered === null ? null : new Date(at.getTime() + answered),
      more.rating ?? null,
    ],
  )
}

const dayBefore = (days: number) =>
  new Date(Date.now() + 7 * hour - days * day).toISOString().slice(0, 10)

async function overview(email = 'lanhdaotinh@demo.nhip.vn', query = {}): Promise<Overview> {
  return (await server.client(email)).getOverview({ query })
}

describe("the leaders' page", () => {
  it('knows nothing of the time before the first report', async () => {
    const empty = await overview()
    expect(empty).toMatchObject({
      received: { now: 0, before: null },
      overdue: { count: 0, longest: null, agencies: [] },
      rising: null,
      communes: [],
    })
    await insert(0)
    const young = await overview()
    expect(young.received).toEqual({ now: 1, before: null })
    expect(young.days.map(({ received }) => received)).toEqual([...Array(6).fill(null), 1])
  })

  it('counts what came, what was answered on time, what is late and with whom', async () => {
    // Forty days ago one of the centre's, late ever since; a week ago two, one answered late.
    await insert(40, { agency: 'DIEN' })
    await insert(8, { answeredAfter: 1, rating: 'resolved' })
    await insert(9, { answeredAfter: 4, rating: 'unresolved' })
    await insert(2, { answeredAfter: 1, rating: 'resolved' })
    const now = await overview()
    expect(now.received).toEqual({ now: 2, before: 2 })
    expect(now.answered).toEqual({ now: 1, onTime: 1, before: 2, onTimeBefore: 1 })
    expect(now.overdue).toMatchObject({
      count: 1,
      longest: { days: 37, agency: { code: 'DIEN' } },
      agencies: [{ agency: { code: 'DIEN' }, count: 1, days: 37 }],
    })
    expect(now.ratings.map(({ code, now: count, before }) => [code, count, before])).toEqual([
      ['resolved', 1, 1],
      ['acceptable', 0, 0],
      ['unresolved', 0, 1],
    ])
    expect(now.agencies).toMatchObject([
      { code: 'DIEN', received: 0, overdue: 1 },
      { code: 'X19789', received: 2, answered: 1, onTime: 1, overdue: 0 },
    ])
  })

  it('compares with the same weekdays of whole weeks before', async () => {
    const { period } = await overview('truongca@demo.nhip.vn', {
      from: dayBefore(9),
      to: dayBefore(0),
    })
    expect(period).toEqual({
      from: dayBefore(9),
      to: dayBefore(0),
      comparedFrom: dayBefore(23),
      comparedTo: dayBefore(14),
    })
  })

  it('tells what came at least three times, and twice as often as in the thirty days before', async () => {
    for (let ago = 8; ago < 38; ago += 2) await insert(ago, { subject: 'HK01' })
    for (let count = 0; count < 4; count++) await insert(1, { subject: 'HK01' })
    for (let count = 0; count < 3; count++) await insert(1, { subject: 'NC01', commune: '19774' })
    for (let count = 0; count < 2; count++) await insert(1, { subject: 'MT01', commune: '19774' })
    const { rising } = await overview()
    expect(rising!.days).toBe(30)
    expect(
      rising!.rows.map((row) => [row.subject.code, row.commune.code, row.count, row.base]),
    ).toEqual([['NC01', '19774', 3, 0]])
  })

  it('leaves out what is not a report, and what lies outside the areas of who looks', async () => {
    await insert(0, { type: 'personal_data', subject: 'view' })
    const email = 'mot-xa@hue.example.vn'
    const grants = [{ role: 'leader' as const, agency: null, areas: ['19774'] }]
    const account = { name: 'Một Xã', email, password: 'nhip-demo', grants, isDemo: true }
    await makeStaff(server, account)
    const client = await server.client(email)
    await spareSecondFactor(server, email)
    const own = await client.getOverview({ query: {} })
    const all = await overview()
    expect(own.communes).toMatchObject([{ code: '19774', count: 5 }])
    expect(own.received.now).toBe(5)
    expect(all.received.now).toBe(11)
    expect(all.communes.map(({ code, count }) => [code, count])).toEqual([
      ['19789', 6],
      ['19774', 5],
    ])
  })

  it('opens each figure by exactly its cases', async () => {
    const client = await server.client('truongca@demo.nhip.vn')
    const now = await client.getOverview({ query: { from: dayBefore(9), to: dayBefore(0) } })
    const { from, to } = now.period
    const listed = async (filter: CaseFilter) =>
      (await client.countCases({ query: { ...filter, type: 'field_report' } })).all
    const days = { from, to }
    expect(now.answered.onTime).toBeLessThan(now.answered.now)
    expect(await listed(days)).toBe(now.received.now)
    expect(await listed({ ...days, outcome: 'answered' })).toBe(now.answered.now)
    expect(await listed({ ...days, outcome: 'on_time' })).toBe(now.answered.onTime)
    // Somebody's own "later" makes nothing less late.
    const { cases } = await client.listCases({ query: { outcome: 'overdue' } })
    const until = new Date(Date.now() + hour).toISOString()
    await client.snoozeCases({ body: { ids: cases.slice(0, 1).map(({ id }) => id), until } })
    expect(await listed({ outcome: 'overdue' })).toBe(now.overdue.count)
    for (const { code, received, answered, onTime, overdue } of now.agencies) {
      expect(await listed({ ...days, agency: code })).toBe(received)
      expect(await listed({ ...days, agency: code, outcome: 'answered' })).toBe(answered)
      expect(await listed({ ...days, agency: code, outcome: 'on_time' })).toBe(onTime)
      expect(await listed({ agency: code, outcome: 'overdue' })).toBe(overdue)
    }
    for (const { code, now: count } of now.ratings) {
      expect(await listed({ ...days, rating: code })).toBe(count)
    }
    for (const { code, count } of now.communes) {
      expect(await listed({ ...days, commune: code })).toBe(count)
    }
  })

  it('is for the centre and leaders, and for a year at most', async () => {
    await expect(overview('quantri@demo.nhip.vn')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(overview('canbo@demo.nhip.vn')).rejects.toMatchObject({ code: 'forbidden' })
    const long = overview('dieuphoi@demo.nhip.vn', { from: '2024-01-01', to: '2025-06-01' })
    await expect(long).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
