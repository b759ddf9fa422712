import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReportInput } from '../../contract/cases.ts'
import { openCases } from '../../test/cases.ts'
import type { Viewer } from '../identity/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import type { Database } from '../platform/database/index.ts'
import type { Cases } from './index.ts'

const operator: Viewer = {
  id: 'operator',
  name: 'Mai',
  email: 'mai@x.vn',
  grants: [{ role: 'operator', agency: null }],
}
const officer: Viewer = { ...operator, id: 'lan', grants: [{ role: 'officer', agency: 'X19789' }] }

let engine: Awaited<ReturnType<typeof openCases>>
let database: Database
let cases: Cases

beforeAll(async () => {
  engine = await openCases()
  ;({ database, cases } = engine)
})
afterAll(() => engine?.close())

const here = { lat: 16.4637, lon: 107.5909 }
/** A point so many metres to the east. */
const east = (metres: number) => ({ ...here, lon: here.lon + metres / 106_640 })

async function submit(more: Partial<ReportInput> = {}): Promise<string> {
  const input = {
    subject: 'GT01',
    commune: '19789',
    description: 'Ổ gà to trước nhà ông Nguyễn Văn Tý.',
    position: here,
    ...more,
  }
  return (await cases.submit(input, idempotency('test', randomUUID(), input), 'web')).id
}
const set = (id: string, columns: string) =>
  database.pool.query(`update cases.cases set ${columns} where id = $1`, [id])
const near = (id: string, viewer = operator) => cases.nearCases(id, viewer, 'vi')

it('tells of open reports of the same group within 150 m, and of answers within a year', async () => {
  const id = await submit()
  const far = await submit({ position: east(140), subject: 'GT02' })
  const close = await submit({ position: east(20) })
  const outside = await submit({ position: east(160) })
  const otherGroup = await submit({ subject: 'HK01' })
  const answered = await submit({ position: east(5) })
  const forgotten = await submit({ position: east(5) })
  const answer = `status = 'answered', public = true, published_title = 'Ổ gà',
    published_text = 'Ổ gà', published_answer = 'Đã vá ngày 12/11.'`
  await set(answered, `${answer}, answered_at = now() - interval '11 months'`)
  await set(forgotten, `${answer}, answered_at = now() - interval '13 months'`)

  const found = await near(id)
  expect(found.open.map((one) => [one.id, one.metres, one.sameSubject])).toEqual([
    [close, 20, true],
    [far, 140, false],
  ])
  expect(found.answered.map((one) => [one.id, one.answer])).toEqual([
    [answered, 'Đã vá ngày 12/11.'],
  ])
  for (const hidden of [outside, otherGroup, forgotten, id]) {
    expect(JSON.stringify(found)).not.toContain(hidden)
  }
})

it('tells an agency only of its own cases, and never in the reporter’s words', async () => {
  const place = { lat: 16.47, lon: 107.6 }
  const [id, own, others] = [
    await submit({ position: place }),
    await submit({ position: place }),
    await submit({ position: place }),
  ]
  await set(id, `status = 'assigned', agency = 'X19789'`)
  await set(own, `status = 'assigned', agency = 'X19789'`)
  await set(others, `status = 'assigned', agency = 'SXD'`)
  const found = await near(id, officer)
  expect(found.open.map((one) => one.id)).toEqual([own])
  expect(JSON.stringify(found)).not.toContain('Tý')
  expect((await near(id)).open).toHaveLength(2)
  await expect(near(others, officer)).rejects.toMatchObject({ code: 'not_found' })
})

it('has nothing to tell of a report without a point', async () => {
  const id = await submit({ position: undefined })
  expect(await near(id)).toEqual({ open: [], answered: [] })
})

describe('what anybody is shown before they send a report', () => {
  const place = { lat: 16.48, lon: 107.58 }
  const away = (metres: number) => ({ ...place, lat: place.lat + metres / 111_195 })
  const asked = (subject = 'GT01', position = place) =>
    cases.open.similar({ subject, position }, 'vi')

  it('is what waits for its answer within 150 m, the nearest first and no more than four', async () => {
    const ids = await Promise.all(
      [10, 20, 30, 145].map((metres) => submit({ position: away(metres) })),
    )
    await submit({ position: away(155) })
    await submit({ position: place, subject: 'HK01' })
    const answered = await submit({ position: place })
    await set(answered, `status = 'answered', answered_at = now(), public = true`)
    const found = await asked()
    expect(found.map(({ metres }) => metres)).toEqual([10, 20, 30, 145])
    const { rows } = await database.pool.query(
      'select number from cases.cases where id = any($1) order by lat',
      [ids],
    )
    expect(found.map(({ number }) => number)).toEqual(rows.map(({ number }) => number))
    await submit({ position: away(5), subject: 'GT03' })
    expect((await asked('GT02')).map(({ metres }) => metres)).toEqual([5, 10, 20, 30])
  })

  it('has nothing of anybody’s words', async () => {
    expect(JSON.stringify(await asked())).not.toMatch(/Ổ gà to|Tý/)
  })

  it('leaves out what is not public, or not at its exact place', async () => {
    const there = { lat: 16.49, lon: 107.57 }
    // Who takes the pavement is covered (TD01); a rescue (CH01) is nobody's to read.
    await submit({ position: there, subject: 'TD01' })
    await submit({ position: there, subject: 'CH01', phone: '0900000001' })
    const seen = await submit({ position: there, subject: 'TD02' })
    const { rows } = await database.pool.query('select number from cases.cases where id = $1', [
      seen,
    ])
    const open = async (subject: string) =>
      (await asked(subject, there)).map(({ number }) => number)
    expect(await open('TD01')).toEqual([rows[0].number])
    expect(await open('CH01')).toEqual([])
    expect(await open('khong-co')).toEqual([])
  })
})
