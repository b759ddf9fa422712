import { expect, it } from 'vitest'
import { morningOf, snoozeTimes } from './snooze-times.ts'

const times = (now: string) =>
  snoozeTimes(new Date(now)).map(({ name, until }) => [name, until.toISOString()])

it('says this afternoon in the morning, tomorrow morning and next Monday morning', () => {
  // Sunday 22/11/2026, 09:00 in Viet Nam.
  expect(times('2026-11-22T02:00:00Z')).toEqual([
    ['afternoon', '2026-11-22T06:30:00.000Z'],
    ['tomorrow', '2026-11-23T00:30:00.000Z'],
    ['nextWeek', '2026-11-23T00:30:00.000Z'],
  ])
  // Monday 23/11, 23:00 in Viet Nam, when it is still Monday in Greenwich.
  expect(times('2026-11-23T16:00:00Z')).toEqual([
    ['tomorrow', '2026-11-24T00:30:00.000Z'],
    ['nextWeek', '2026-11-30T00:30:00.000Z'],
  ])
})

it('takes the morning of a day in Viet Nam, wherever the browser is', () => {
  expect(morningOf('2026-11-25')?.toISOString()).toBe('2026-11-25T00:30:00.000Z')
  expect(morningOf('')).toBeNull()
})
