import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReportCounts } from '../../contract/statistics.ts'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'
import { records } from '../records.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  const { database } = server.app
  // A ward of before that went to two of today, besides those of the demo province.
  await database.transaction((tx) =>
    records.write(
      tx,
      {
        units: [
          {
            code: '19000',
            name: 'Chia Đôi',
            kind: 'commune',
            type: 'phuong',
            parent: '474',
            lat: 16.46,
            lon: 107.58,
            validFrom: '1900-01-01',
            validTo: '2025-07-01',
          },
        ],
        unitChanges: ['19753', '19789'].map((to) => ({
          from: '19000',
          to,
          day: '2025-07-01',
          divided: true,
        })),
      },
      { actor: null, origin: 'test' },
    ),
  )
  const phuXuan = { lat: 16.4785, lon: 107.577 }
  await insert('19783', '2024-03-05T03:00:00Z')
  await insert('19783', '2024-03-06T03:00:00Z', { answeredAt: '2024-03-07T03:00:00Z' })
  await insert('19786', '2024-05-06T03:00:00Z', { answeredAt: '2024-09-07T03:00:00Z' })
  await insert('19789', '2024-12-31T16:59:59Z')
  // Already the first of January in Vietnam.
  await insert('19789', '2024-12-31T17:00:00Z')
  await insert('19000', '2024-06-01T03:00:00Z', phuXuan)
  await insert('19000', '2024-06-02T03:00:00Z')
  await insert('19000', '2024-06-03T03:00:00Z', { lat: 16.246, lon: 108.014 })
})
afterAll(() => server.close())

let inserted = 0

/** A case as of then, ten days given for it. */
async function insert(
  commune: string,
  at: string,
  more: { lat?: number; lon?: number; answeredAt?: string } = {},
): Promise<void> {
  inserted += 1
  const status = more.answeredAt ? 'answered' : 'withdrawn'
  await server.app.database.pool.query(
    `insert into cases.cases (id, number, status, channel, subject, class, description, commune,
       lat, lon, search, submitted_at, due_at, answered_at)
     values (gen_random_uuid(), $1, $2, 'web', 'GT01', 'T', '-', $3, $4, $5, '-', $6::timestamptz,
       $6::timestamptz + interval '10 days', $7)`,
    [`statistics-${inserted}`, status, commune, more.lat, more.lon, at, more.answeredAt],
  )
}

async function statistics(year: number, units: 'today' | 'then'): Promise<ReportCounts[]> {
  const client = await server.client('dieuphoi@demo.nhip.vn')
  return (await client.getReportStatistics({ query: { year, units } })).rows
}

const counted = (rows: ReportCounts[]) =>
  rows.map((row) => [row.name, row.undecided, row.received, row.answered, row.overdue])

describe('the statistics of reports', () => {
  it('tell an old year in the units of today: by lineage, where divided by the point', async () => {
    expect(counted(await statistics(2024, 'today'))).toEqual([
      ['Phường Phú Xuân', false, 1, 0, 0],
      ['Phường Thuận Hóa', false, 4, 2, 1],
      ['Phường Chia Đôi, thành phố Huế, tỉnh Thừa Thiên Huế', true, 2, 0, 0],
    ])
  })

  it('tell the same year in the units of the time', async () => {
    expect(counted(await statistics(2024, 'then'))).toEqual([
      ['Phường Chia Đôi, thành phố Huế, tỉnh Thừa Thiên Huế', false, 3, 0, 0],
      ['Phường Phú Hội, thành phố Huế, tỉnh Thừa Thiên Huế', false, 1, 1, 1],
      ['Phường Phú Nhuận, thành phố Huế, tỉnh Thừa Thiên Huế', false, 1, 0, 0],
      ['Phường Vĩnh Ninh, thành phố Huế, tỉnh Thừa Thiên Huế', false, 2, 1, 0],
    ])
  })

  it('begin and end the year at midnight in Vietnam', async () => {
    expect(counted(await statistics(2025, 'then'))).toEqual([
      ['Phường Phú Nhuận, quận Thuận Hóa, thành phố Huế', false, 1, 0, 0],
    ])
    expect(await statistics(2023, 'today')).toEqual([])
  })

  it('are for the centre and administrators only', async () => {
    const query = { query: { year: 2024, units: 'today' as const } }
    const officer = await server.client('canbo@demo.nhip.vn')
    await expect(officer.getReportStatistics(query)).rejects.toMatchObject({ code: 'forbidden' })
    const nobody = await server.client()
    await expect(nobody.getReportStatistics(query)).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })
})

describe('the commune of today', () => {
  it('is told at a point, as an estimate in the demo province', async () => {
    const client = await server.client()
    const at = (lat: number, lon: number) => client.getPlaceAt({ query: { lat, lon } })
    expect(await at(16.4556, 107.584)).toEqual({
      commune: { code: '19789', name: 'Phường Thuận Hóa' },
      approximate: true,
    })
    expect(await at(16.0544, 108.2022)).toEqual({ commune: null, approximate: false })
    await expect(at(107.5, 16.4)).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
