import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../contract/client.ts'
import { startTestServer } from '../../../test/server.ts'
import type { TestServer } from '../../../test/server.ts'
import { records } from '../../records.ts'
import { readCalendar } from './calendar.ts'
import { dayNumber } from './day.ts'

let server: TestServer
let client: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  client = await server.client()
})
afterAll(() => server.close())

describe('the calendar of a year', () => {
  it('is told to anybody, with the reason and the source of each day', async () => {
    const { days } = await client.getCalendar({ params: { year: 2026 }, query: {} })
    expect(days.find(({ day }) => day === '2026-08-22')).toEqual({
      day: '2026-08-22',
      working: true,
      name: 'Làm bù ngày 31/08',
      source: 'Thông báo hoán đổi hằng năm (chưa đối chiếu văn bản)',
      announced: true,
    })
    expect(days.find(({ day }) => day === '2026-04-27')).toMatchObject({
      working: false,
      name: 'Nghỉ bù Giỗ Tổ Hùng Vương',
      announced: false,
    })
    expect(days.map(({ day }) => day)).toEqual(days.map(({ day }) => day).toSorted())
  })

  it('is told in English, and computed where there is no notice yet', async () => {
    const { days } = await client.getCalendar({ params: { year: 2033 }, query: { language: 'en' } })
    expect(days.find(({ day }) => day === '2033-01-31')).toMatchObject({ name: 'Lunar New Year' })
    expect(days.every(({ announced }) => !announced)).toBe(true)
  })

  it('refuses a year beyond what can be computed', async () => {
    await expect(client.getCalendar({ params: { year: 3000 }, query: {} })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })
})

it('is read with what administrators recorded', async () => {
  const { database } = server.app
  const day = {
    day: '2027-05-07',
    working: false,
    name: { vi: 'Nghỉ thử', en: 'Trial day off' },
    source: 'thử',
  }
  const before = await readCalendar(database.executor)
  expect(before.isWorkingDay(dayNumber(day.day))).toBe(true)
  await database.transaction((tx) =>
    records.write(tx, { calendarDays: [day] }, { actor: null, origin: 'test' }),
  )
  const after = await readCalendar(database.executor)
  expect(after.isWorkingDay(dayNumber(day.day))).toBe(false)
  // Screens follow: what is held in memory is read again.
  await expect
    .poll(async () => {
      const { days } = await client.getCalendar({ params: { year: 2027 }, query: {} })
      return days.some((found) => found.day === day.day)
    })
    .toBe(true)
})
