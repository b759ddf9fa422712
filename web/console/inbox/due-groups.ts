import type { CaseRow } from '../../../contract/cases.ts'
import type { CaseOrder } from '../../../contract/case-list.ts'
import type { Box } from '../../../contract/cases.ts'
import { todayInVietnam } from '../day.ts'

/** How near a deadline is, in the words of whoever plans the day; `dueGroup.<name>`. */
export type DueGroup = 'late' | 'today' | 'tomorrow' | 'week' | 'later' | 'paused'

type Row = Pick<CaseRow, 'dueAt' | 'overdue' | 'paused'>

const dayMs = 86_400_000

/** The group of a deadline as of now, by the calendar of Vietnam; a week ends with its Sunday. */
function groupOf({ dueAt, overdue, paused }: Row, now: Date): DueGroup {
  if (paused) return 'paused'
  if (overdue || new Date(dueAt) < now) return 'late'
  const today = Date.parse(todayInVietnam(now))
  const days = (Date.parse(todayInVietnam(new Date(dueAt))) - today) / dayMs
  if (days === 0) return 'today'
  if (days === 1) return 'tomorrow'
  const untilSunday = (7 - new Date(today).getUTCDay()) % 7
  return days <= untilSunday ? 'week' : 'later'
}

/** Boxes in which not every case is owed an answer, so that a deadline says little. */
const unowed = new Set<Box>(['done', 'all', 'declined'])

/** Whether a list stands by the deadline, and so is told in its groups; one group is its own title. */
export function isByDue(box: Box, { sort }: CaseOrder): boolean {
  return !unowed.has(box) && box !== 'overdue' && (sort ?? 'due') === 'due'
}

/**
 * The rows as they come, under what they have in common. A pause may stand between two of one group,
 * because its time does not run: the group is then told again.
 */
export function inDueGroups<One extends Row>(
  rows: One[],
  now: Date,
): { key: string; name: DueGroup; rows: One[] }[] {
  const groups: { key: string; name: DueGroup; rows: One[] }[] = []
  for (const row of rows) {
    const name = groupOf(row, now)
    const last = groups.at(-1)
    if (last?.name === name) last.rows.push(row)
    else {
      const again = groups.filter((group) => group.name === name).length
      groups.push({ key: `${name} ${again}`, name, rows: [row] })
    }
  }
  return groups
}
