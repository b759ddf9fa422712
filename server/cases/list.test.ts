import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { streamXlsxRows } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sortKeys } from '../../contract/case-list.ts'
import type { CaseFilter, CaseOrder } from '../../contract/case-list.ts'
import { packs } from '../../packs/index.ts'
import { createTestDatabase } from '../../test/database.ts'
import { testVault } from '../../test/vault.ts'
import { fileWords } from '../file-words.ts'
import type { Viewer } from '../identity/index.ts'
import { importPacks } from '../import.ts'
import { createAreas } from '../places/index.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { createCases } from './index.ts'
import type { Cases } from './index.ts'

const ward = 'X19789'
const viewerOf = (role: 'operator' | 'coordinator', agency: string | null): Viewer => ({
  id: role,
  name: role,
  email: 'x@x.vn',
  grants: [{ role, agency }],
})
const operator = viewerOf('operator', null)
const coordinator = viewerOf('coordinator', ward)

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let cases: Cases
const count = 240

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  cases = createCases(database, createAreas(database.executor), testVault(database))
  // Many came, changed and are due at the same moment, or microseconds from one another.
  await database.pool.query(
    `insert into cases.cases (id, number, status, channel, subject, class, description, search,
       commune, agency, rating, submitted_at, updated_at, due_at)
     select gen_random_uuid(), 1000000000 + n, (array['submitted','screening','assigned'])[1 + n % 3],
       (array['web','open311','hotline'])[1 + n % 3], (array['GT01','HK01','MT01'])[1 + n / 2 % 3],
       (array['K','N'])[1 + n % 2], 'Ổ gà ' || n, 'o ga ' || n,
       (array['19789','19774','19753'])[1 + n / 5 % 3],
       case when n % 3 = 2 then '${ward}' end,
       case when n % 4 = 0 then 'resolved' end,
       '2026-11-02T00:00:00Z'::timestamptz + (n / 7) * interval '300 microseconds'
         + (n / 100) * interval '1 day',
       '2026-11-10T00:00:00Z'::timestamptz + (n % 9) * interval '1 microsecond',
       '2026-11-20T00:00:00Z'::timestamptz + (n / 50) * interval '1 hour'
     from generate_series(1, ${count}) n`,
  )
  await database.pool.query(
    `with sent as (
       select id, number, gen_random_uuid() as picture from cases.cases where number <= '1000000012'
     ), made as (
       insert into pictures.pictures (id, sha256, bytes, format, width, height)
       select picture, '\\x00', 9, 'jpeg', 4, 3 from sent
     )
     insert into pictures.links (picture_id, case_id, kind, place, centre_only)
     select picture, id, 'report', 1, number::bigint % 2 = 0 from sent`,
  )
}, 60_000)
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

/** Every page of a list, with what happens between two of them. */
async function pages(
  query: CaseFilter & CaseOrder & { limit: number },
  viewer = operator,
  between: () => Promise<unknown> = async () => {},
) {
  const numbers: string[] = []
  let after: string | undefined
  do {
    const page = await cases.listCases(viewer, { box: 'all', ...query, after }, 'vi')
    numbers.push(...page.cases.map(({ number }) => number))
    after = page.next ?? undefined
    if (after) await between()
  } while (after)
  return numbers
}

const numbersBy = async (order: string) => {
  const { rows } = await database.pool.query(`select number from cases.cases order by ${order}`)
  return rows.map(({ number }) => number as string)
}

describe('the order of the list', () => {
  const columns = { due: 'due_at', received: 'submitted_at', updated: 'updated_at' } as const

  it.each(['asc', 'desc'] as const)('gives every row once in every order, %s', async (order) => {
    for (const [sort, column] of Object.entries(columns)) {
      const found = await pages({ sort: sort as 'due', order, limit: 37 })
      expect(found, sort).toEqual(await numbersBy(`${column} ${order}, id ${order}`))
    }
    const found = await pages({ sort: 'commune', order, limit: 37 })
    expect(new Set(found).size).toBe(count)
    const { rows } = await database.pool.query(
      'select number, commune from cases.cases where number = any($1)',
      [found],
    )
    const communeOf = new Map(rows.map(({ number, commune }) => [number, commune]))
    const { communes } = await cases.catalogue('vi')
    const nameOf = new Map(communes.map(({ code, name }) => [code, name]))
    const names = found.map((number) => nameOf.get(communeOf.get(number))!)
    const alphabet = new Intl.Collator('vi')
    const sign = order === 'asc' ? 1 : -1
    expect(names).toEqual(names.toSorted((a, b) => sign * alphabet.compare(a, b)))
  })

  it('loses and repeats no row that stands still while others change', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sortKeys),
        fc.constantFrom('asc' as const, 'desc' as const),
        fc.integer({ min: 7, max: 90 }),
        fc.array(fc.integer({ min: 1, max: count }), { minLength: 1, maxLength: 5 }),
        async (sort, order, limit, moved) => {
          const numbers = moved.map((n) => String(1_000_000_000 + n))
          const touch = () =>
            database.pool.query(
              `update cases.cases set updated_at = updated_at + interval '1 microsecond',
                 due_at = due_at + interval '1 minute', commune = '19774', version = version + 1
               where number = any($1)`,
              [numbers],
            )
          const found = await pages({ sort, order, limit }, operator, touch)
          const still = found.filter((number) => !numbers.includes(number))
          expect(still.length).toBe(count - new Set(numbers).size)
          expect(new Set(still).size).toBe(still.length)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('continues no page in another order, and none that it did not write', async () => {
    const { next } = await cases.listCases(operator, { box: 'all', sort: 'due', limit: 5 }, 'vi')
    const odd = [next!, 'x', Buffer.from('["due asc","\'","x"]').toString('base64url')]
    for (const after of odd) {
      const query = { box: 'all' as const, sort: 'updated' as const, limit: 5, after }
      await expect(cases.listCases(operator, query, 'vi')).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ path: 'after', code: 'invalid' }],
      })
    }
  })
})

describe('the filter', () => {
  const inSql: [CaseFilter, string][] = [
    [
      { from: '2026-11-03', to: '2026-11-03' },
      `submitted_at >= '2026-11-02T17:00Z'
      and submitted_at < '2026-11-03T17:00Z'`,
    ],
    [{ commune: '19774' }, `commune = '19774'`],
    [{ group: 'GT' }, `subject = 'GT01'`],
    [{ subject: 'MT01' }, `subject = 'MT01'`],
    [{ agency: ward }, `agency = '${ward}'`],
    [{ agency: 'none' }, 'agency is null'],
    [{ channel: 'hotline' }, `channel = 'hotline'`],
    [{ class: 'K' }, `class = 'K'`],
    [{ rating: 'resolved' }, `rating = 'resolved'`],
    [{ rating: 'none' }, 'rating is null'],
    [{ pictures: 'yes' }, `number <= '1000000012'`],
    [{ pictures: 'no' }, `number > '1000000012'`],
    [{ q: 'o ga 12', class: 'K' }, `search like '%12%' and class = 'K'`],
  ]
  it.each(inSql)(
    '%o leaves what it says, and the counts are of the same',
    async (filter, where) => {
      const { rows } = await database.pool.query(
        `select count(*)::int as all, count(*) filter (where status = 'submitted')::int as to_accept
       from cases.cases where ${where}`,
      )
      expect(rows[0].all).toBeGreaterThan(0)
      expect((await pages({ ...filter, limit: 200 })).length).toBe(rows[0].all)
      expect(await cases.countCases(operator, filter)).toMatchObject(rows[0])
    },
  )

  it('tells an agency nothing that its view of a case does not', async () => {
    const own = await pages({ limit: 200 }, coordinator)
    expect(own.length).toBe(count / 3)
    expect(await pages({ limit: 200, channel: 'hotline' }, coordinator)).toEqual([])
    const withPictures = await pages({ limit: 200, pictures: 'yes' }, coordinator)
    // Of its own, those whose picture the centre has not closed to it.
    expect(withPictures.toSorted()).toEqual(
      own.filter((number) => number <= '1000000012' && Number(number) % 2 === 1).toSorted(),
    )
    expect((await cases.countCases(coordinator, { agency: 'none' })).all).toBe(0)
    expect((await cases.countCases(coordinator, { q: randomUUID() })).all).toBe(0)
  })
})

describe('the file of a list', () => {
  const file = async (query: CaseFilter & CaseOrder, format: 'xlsx' | 'csv', viewer = operator) => {
    const how = { format, language: 'vi' as const, words: fileWords.vi }
    const { name, body } = await cases.exportCases(viewer, { box: 'all', ...query }, how)
    return { name, bytes: await buffer(body as Readable) }
  }
  const cells = async (bytes: Buffer) => {
    const rows: unknown[][] = []
    for await (const { values } of streamXlsxRows(bytes)) rows.push(values)
    return rows
  }

  it('is a workbook: the filter over the headings, dates as dates, numbers as numbers', async () => {
    const filter = { commune: '19774', from: '2026-11-01', sort: 'updated' as const }
    const { name, bytes } = await file(filter, 'xlsx')
    expect(name).toMatch(/^phan-anh-[\d-]+\.xlsx$/)
    const rows = await cells(bytes)
    const at = rows.findIndex(([first]) => first === 'Số')
    const head = rows.slice(0, at).flat().join('\n')
    expect(head).toMatch(/PHẢN ÁNH HIỆN TRƯỜNG – Tất cả\nSố liệu đến .* – \d+ phản ánh/)
    expect(head).toContain('Từ ngày: 01/11/2026')
    expect(head).toContain('Xã, phường: Phường Kim Long')
    const headings = rows[at] as string[]
    const column = (title: string) => rows.slice(at + 1).map((row) => row[headings.indexOf(title)])
    expect(column('Số')).toEqual(await pages({ ...filter, limit: 200 }))
    expect(column('Xã, phường').every((name) => name === 'Phường Kim Long')).toBe(true)
    expect(column('Hạn').every((due) => due instanceof Date)).toBe(true)
    expect((column('Hạn')[0] as Date).getUTCHours()).toBeGreaterThanOrEqual(7)
    expect(column('Số lần mở lại').every((times) => times === 0)).toBe(true)
  })

  it('carries no word of a person, only what is published, and no formula', async () => {
    await database.pool.query(
      `update cases.cases set public = true, published_title = '=HYPERLINK("x")', status = 'answered'
       where number = '1000000133'`,
    )
    const { bytes } = await file({ q: 'o ga 133' }, 'csv')
    const text = bytes.toString()
    expect(text).not.toContain('Ổ gà')
    expect(text).toContain(`"'=HYPERLINK(""x"")"`)
    expect(text.startsWith('\ufeffSố,Trạng thái,')).toBe(true)
    expect(text.trim().split('\r\n').length).toBe(2)
  })

  it('holds what its reader may see, and the log tells that it was taken', async () => {
    const { bytes } = await file({}, 'csv', coordinator)
    const [, ...lines] = bytes.toString().trim().split('\r\n')
    expect(lines.length).toBe(count / 3)
    // Through what they came is the centre's to know.
    expect(bytes.toString()).not.toMatch(/Open311|Tổng đài|Cổng của/)
    const { rows } = await database.pool.query(
      `select actor, data from audit.entries where kind = 'export' order by id desc limit 1`,
    )
    expect(rows[0]).toEqual({
      actor: 'coordinator',
      data: { what: 'cases', format: 'csv', box: 'all', rows: count / 3, filters: [] },
    })
  })
})
