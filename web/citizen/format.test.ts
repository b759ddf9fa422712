import { expect, test } from 'vitest'
import { daysSince, sayWhen } from './format.ts'

const now = '2026-11-18T08:40:00Z'

test('a deadline is said in Vietnam’s time, with the weekday and without this year', () => {
  expect(sayWhen('2026-11-30T10:00:00Z', now, 'vi')).toBe('17:00 thứ Hai 30/11')
  expect(sayWhen('2026-11-30T10:00:00Z', now, 'en')).toBe('17:00 Monday 30 November')
})

test('another year is said', () => {
  expect(sayWhen('2027-01-02T17:05:00Z', now, 'vi')).toBe('00:05 Chủ nhật 3/1/2027')
  expect(sayWhen('2027-01-02T17:05:00Z', now, 'en')).toBe('00:05 Sunday 3 January 2027')
})

test('days overdue follow the calendar in Vietnam, not elapsed hours', () => {
  expect(daysSince('2026-11-17T10:00:00Z', '2026-11-17T16:59:00Z')).toBe(0)
  expect(daysSince('2026-11-17T10:00:00Z', '2026-11-17T17:00:00Z')).toBe(1)
})
