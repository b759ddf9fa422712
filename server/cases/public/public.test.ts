import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packs } from '../../../packs/index.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { testVault } from '../../../test/vault.ts'
import { importPacks } from '../../import.ts'
import { createAreas } from '../../places/index.ts'
import { openDatabase } from '../../platform/database/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { createCases } from '../index.ts'
import { listPublic } from '../queries.ts'
import type { Cases } from '../index.ts'
import { periodDays } from './figures.ts'
import { stepsOf } from './map.ts'

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let open: Cases['open']

/** A lamp may be put on the map; what is masked (TD01) may not; rescue (CH01) is nobody's to read. */
const rows = [
  // number, status, subject, commune, agency, lat, lon, public, title, days ago, answered in, due in, rating
  ['1', 'answered', 'HK01', '19789', 'X19789', 16.46, 107.59, true, 'Đèn kiệt đã sửa', 1, 1, 5, 'resolved'],
  ['2', 'closed', 'HK01', '19789', 'X19789', 16.461, 107.591, true, 'Cột đèn nghiêng', 2, 4, 3, 'unresolved'],
  ['3', 'in_progress', 'HK01', '19789', 'X19789', 16.462, 107.592, false, null, 3, null, 30, null],
  ['4', 'assigned', 'GT01', '19753', 'X19753', 16.5, 107.6, false, null, 4, null, 2, null],
  ['5', 'submitted', 'TD01', '19789', null, 16.463, 107.593, false, null, 5, null, 30, null],
  ['6', 'answered', 'CH01', '19789', 'X19789', 16.464, 107.594, false, 'Cứu hộ', 1, 1, 5, null],
  ['7', 'declined', 'HK01', '19789', null, 16.465, 107.595, false, null, 1, null, 5, null],
  ['8', 'reopened', 'HK01', '19789', 'X19789', 16.466, 107.596, false, 'Tên cũ đã khóa', 6, null, 30, 'resolved'],
] as const // prettier-ignore

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  for (const [
    n,
    status,
    subject,
    commune,
    agency,
    lat,
    lon,
    isPublic,
    title,
    ago,
    answered,
    due,
    rating,
  ] of rows) {
    await database.pool.query(
      `insert into cases.cases (id, number, status, channel, subject, class, description, search,
         commune, agency, lat, lon, public, published_title, published_text, published_answer,
         rating, submitted_at, answered_at, due_at)
       values (gen_random_uuid(), $1, $2, 'web', $3, 'T', 'Nhà bà Bí Mật số 9', 'nha ba bi mat so 9',
         $4, $5, $6, $7, $8, $9, $9, $9, $10, now() - $11 * interval '1 day',
         now() - $11 * interval '1 day' + $12 * interval '1 day',
         now() - $11 * interval '1 day' + $13 * interval '1 day')`,
      [n, status, subject, commune, agency, lat, lon, isPublic, title, rating, ago, answered, due],
    )
  }
  open = createCases(database, createAreas(database.executor), testVault(database)).open
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

const numbers = async (query: Partial<Parameters<typeof open.listShown>[0]>) =>
  (await open.listShown({ limit: 20, ...query }, 'vi')).reports.map(({ number }) => number)

describe('what anybody may see', () => {
  it('is what was published and what waits for its answer, nothing of closed subjects', async () => {
    expect(await numbers({})).toEqual(['1', '2', '3', '4', '5', '8'])
    for (const hidden of ['6', '7', '99']) {
      await expect(open.getShown(hidden, 'vi')).rejects.toMatchObject({ code: 'not_found' })
    }
  })

  it('holds no words, no rating and no text of another time while it is not published', async () => {
    const { report, isPublished } = await open.getShown('8', 'vi')
    expect(isPublished).toBe(false)
    expect(report).toMatchObject({ title: null, text: null, answer: null, rating: null })
    const everything = JSON.stringify(await open.listShown({ limit: 20 }, 'vi'))
    expect(everything).not.toMatch(/Bí Mật|Tên cũ|Cứu hộ/)
  })

  it('has no place where the subject is published masked', async () => {
    expect((await open.getShown('5', 'vi')).report.position).toBeNull()
    const box = [107.5, 16.4, 107.7, 16.6] as const
    expect(await numbers({ box: [...box] })).not.toContain('5')
  })
})

describe('filters', () => {
  it.each([
    [{ state: 'open' }, ['3', '4', '5', '8']],
    [{ state: 'overdue' }, ['4']],
    [{ state: 'answered' }, ['1', '2']],
    [{ state: 'on_time' }, ['1']],
    [{ state: 'late' }, ['2']],
    [{ subject: 'GT' }, ['4']],
    [{ subject: 'GT01' }, ['4']],
    [{ commune: '19753' }, ['4']],
    [{ agency: 'X19753' }, ['4']],
    [{ agency: '-' }, ['5']],
    [{ from: '2000-01-01', to: '2000-12-31' }, []],
    [{ q: 'DEN KIET' }, ['1']],
    [{ q: 'nghieng' }, ['2']],
    [{ q: 'bi mat' }, []],
    [{ q: 'ten cu' }, []],
  ] as const)('%j finds %j', async (filter, found) => {
    expect((await numbers(filter)).toSorted()).toEqual(found)
  })

  it('finds by the names of subject and commune without diacritics', async () => {
    expect((await numbers({ q: 'thuan hoa den duong' })).toSorted()).toEqual(['1', '2', '3', '8'])
  })
})

it('is paged both ways', async () => {
  const first = await open.listShown({ limit: 4 }, 'vi')
  expect(first).toMatchObject({ newer: null, total: 6 })
  const second = await open.listShown({ limit: 4, before: first.older! }, 'vi')
  expect(second.reports.map(({ number }) => number)).toEqual(['5', '8'])
  expect(second.older).toBeNull()
  const back = await open.listShown({ limit: 4, after: second.newer! }, 'vi')
  expect(back.reports).toEqual(first.reports)
  expect(back).toMatchObject({ newer: null, older: first.older })
  await expect(open.listShown({ limit: 4, before: 'x' }, 'vi')).rejects.toMatchObject({
    code: 'invalid_input',
  })
})

it('tells the similar ones near a report, the nearest first, else those of the commune', async () => {
  const near = (await open.getShown('1', 'vi')).near.map(({ number }) => number)
  expect(near).toEqual(['2', '3', '8'])
  expect((await open.getShown('4', 'vi')).near).toEqual([])
})

describe('the map', () => {
  const box: [number, number, number, number] = [107.5, 16.4, 107.7, 16.6]

  it('counts by commune over the whole province, also what has no public place', async () => {
    const { communes, cells, steps } = await open.map({ box, zoom: 9 })
    expect(cells).toEqual([])
    expect(communes).toMatchObject([
      { code: '19753', open: 0, overdue: 1, answered: 0 },
      { code: '19789', name: 'Phường Thuận Hóa', open: 3, overdue: 0, answered: 2 },
    ])
    expect(steps).toEqual([1, 5])
  })

  it('counts in cells nearer in, and every report is in one', async () => {
    const { cells } = await open.map({ box, zoom: 12 })
    const sum = (key: 'open' | 'overdue' | 'answered') =>
      cells.reduce((total, cell) => total + cell[key], 0)
    expect([sum('open'), sum('overdue'), sum('answered')]).toEqual([2, 1, 2])
    expect(cells.find(({ overdue }) => overdue === 1)).toMatchObject({
      number: '4',
      lat: 16.5,
      lon: 107.6,
    })
  })

  it('shows every report as a point at street level', async () => {
    const { cells } = await open.map({ box: [107.589, 16.459, 107.597, 16.467], zoom: 17 })
    expect(cells.map(({ number }) => number)).toEqual(['8', '3', '2', '1'])
  })

  it('refuses a window wider than a screen', async () => {
    await expect(open.map({ box: [100, 8, 118, 23], zoom: 18 })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})

describe('steps of the density', () => {
  const steps = (...totals: number[]) =>
    stepsOf(totals.map((open) => ({ open, overdue: 0, answered: 0 })))

  it('are at most five, round, and end with the most there is', () => {
    expect(steps()).toEqual([])
    expect(steps(3)).toEqual([3])
    expect(steps(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).toEqual([2, 4, 6, 8, 10])
    expect(steps(101, 213, 333, 441, 1234)).toEqual([110, 220, 340, 450, 1234])
  })
})

describe('figures', () => {
  it('sum up to what the filtered lists hold', async () => {
    const { agencies, communes, total, period } = await open.statistics('year', 'vi')
    for (const row of agencies) {
      const list = async (state?: 'on_time' | 'late' | 'overdue' | 'rated') =>
        (
          await open.listShown(
            { ...period, agency: row.code, ...(state && { state }), limit: 1 },
            'vi',
          )
        ).total
      expect(await list()).toBe(row.received)
      expect(await list('on_time')).toBe(row.onTime)
      expect(await list('late')).toBe(row.late)
      expect(await list('overdue')).toBe(row.overdue)
      expect(await list('rated')).toBe(row.rated)
    }
    expect(agencies.find(({ code }) => code === 'X19789')).toMatchObject({
      onTime: 1,
      late: 1,
      rated: 2,
      satisfied: 1,
    })
    expect(communes.reduce((sum, { received }) => sum + received, 0)).toBe(total.received)
  })

  it.each([
    ['month', '2026-03-31', '2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
    ['month', '2026-01-15', '2026-01-01', '2026-01-15', '2025-12-01', '2025-12-15'],
    ['last_month', '2026-03-10', '2026-02-01', '2026-02-28', '2026-01-01', '2026-01-31'],
    ['last_month', '2026-01-02', '2025-12-01', '2025-12-31', '2025-11-01', '2025-11-30'],
    ['year', '2024-02-29', '2024-01-01', '2024-02-29', '2023-01-01', '2023-02-28'],
  ] as const)('%s on %s are from %s to %s, compared with %s to %s', (kind, today, ...days) => {
    const { now, before } = periodDays(kind, today)
    expect([now.from, now.to, before.from, before.to]).toEqual(days)
  })
})

it('gives every answer once, page by page, though two were given within a millisecond', async () => {
  await database.pool.query(
    `update cases.cases set answered_at = ('2026-01-05 08:00:00.12345' || number)::timestamptz
     where public and answered_at is not null`,
  )
  const found: string[] = []
  let before: string | undefined
  do {
    const { rows: page, next } = await listPublic(database.executor, { before, limit: 1 })
    found.push(...page.map(({ number }) => number))
    before = next ?? undefined
  } while (before)
  expect(found).toEqual(['2', '1'])
})
