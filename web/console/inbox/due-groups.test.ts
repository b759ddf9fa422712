import { expect, it } from 'vitest'
import { inDueGroups, isByDue } from './due-groups.ts'

/** A Thursday, 9:00 in Vietnam. */
const now = new Date('2026-11-19T09:00:00+07:00')
const due = (dueAt: string, more: { overdue?: boolean; paused?: boolean } = {}) => ({
  dueAt: new Date(`${dueAt}+07:00`).toISOString(),
  overdue: false,
  paused: false,
  ...more,
})

it('puts deadlines under the words of the day, by the calendar of Vietnam', () => {
  const rows = [
    due('2026-11-18T17:00'),
    due('2026-11-19T08:59'),
    due('2026-11-19T23:59'),
    due('2026-11-20T00:00'),
    due('2026-11-21T17:00'),
    due('2026-11-22T23:59'),
    due('2026-11-23T00:00'),
  ]
  const groups = inDueGroups(rows, now)
  expect(groups.map(({ name, rows: { length } }) => [name, length])).toEqual([
    ['late', 2],
    ['today', 1],
    ['tomorrow', 1],
    ['week', 2],
    ['later', 1],
  ])
  expect(groups.flatMap((group) => group.rows)).toEqual(rows)
})

it('on a Sunday tomorrow is Monday, and nothing more is left of the week', () => {
  const sunday = new Date('2026-11-22T09:00:00+07:00')
  const groups = inDueGroups([due('2026-11-23T17:00'), due('2026-11-24T17:00')], sunday)
  expect(groups.map(({ name }) => name)).toEqual(['tomorrow', 'later'])
})

it('calls nothing late whose clock stands still, and names a group again after it', () => {
  const groups = inDueGroups(
    [due('2026-11-17T17:00'), due('2026-11-18T08:00', { paused: true }), due('2026-11-18T17:00')],
    now,
  )
  expect(groups.map(({ key }) => key)).toEqual(['late 0', 'paused 0', 'late 1'])
})

it('is for lists by the deadline of what is still owed', () => {
  expect(isByDue('mine', {})).toBe(true)
  expect(isByDue('mine', { sort: 'received' })).toBe(false)
  expect(isByDue('all', { sort: 'due' })).toBe(false)
  expect(isByDue('overdue', {})).toBe(false)
})
