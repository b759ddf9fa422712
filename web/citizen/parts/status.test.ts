import { expect, test } from 'vitest'
import type { PublicReport } from '../../../contract/cases.ts'
import type { Shell } from '../page.ts'
import { viewOf } from '../view.ts'
import { dueWords } from './status.tsx'

const view = viewOf({ language: 'vi', now: '2026-11-20T08:40:00Z' } as Shell)
const running = {
  status: 'in_progress',
  dueAt: '2026-11-25T10:00:00Z',
  overdue: false,
  paused: false,
  daysLeft: 3,
} as PublicReport

test('what is left is said in working days, with the deadline', () => {
  expect(dueWords(view, running, true)).toBe('17:00 thứ Tư 25/11 – còn 3 ngày làm việc')
  expect(dueWords(view, { ...running, daysLeft: 0 }, true)).toBe(
    '17:00 thứ Tư 25/11 – đến hạn hôm nay',
  )
})

test('a clock that stands says whom it waits for', () => {
  const paused = { ...running, status: 'waiting_citizen', paused: true, daysLeft: null } as const
  expect(dueWords(view, paused, true)).toBe('Đang tạm dừng – chờ bạn bổ sung')
  expect(dueWords(view, paused, false)).toBe('Đang tạm dừng – chờ người gửi bổ sung')
})

test('a late one keeps its deadline, an answered one has none', () => {
  expect(dueWords(view, { ...running, overdue: true, daysLeft: -2 }, true)).toBe(
    '17:00 thứ Tư 25/11',
  )
  expect(dueWords(view, { ...running, status: 'answered', daysLeft: null }, true)).toBeNull()
})
