import { longestDelegation } from '../../../contract/delegations.ts'
import type { Delegation } from '../../../contract/delegations.ts'
import { todayInVietnam } from '../day.ts'
import { dateTime, plainDay } from '../format.ts'

const dayMs = 24 * 60 * 60 * 1000
/** Vietnam's clock, which knows no summer time. */
const zone = '+07:00'
const zoneMs = 7 * 60 * 60 * 1000

/** Days as a date input gives them: the first one and the last one, which still counts. */
export type Days = { begins: string; ends: string }

const daysLater = (day: string, days: number) =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10)

/** The last day that may end a delegation which begins on a day. */
export const latestEnd = (begins: string) => daysLater(begins, longestDelegation - 1)

/** What is wrong with the days, by field, as codes of the contract. */
export function dayFaults({ begins, ends }: Days): { begins?: string; ends?: string } {
  return {
    ...(!begins && { begins: 'required' }),
    ...(!ends
      ? { ends: 'required' }
      : begins && ends < begins
        ? { ends: 'end_before_begin' }
        : begins && ends > latestEnd(begins) && { ends: 'delegation_too_long' }),
  }
}

/** The days as moments; one that begins today begins now, which the server's clock knows best. */
export function momentsOf({ begins, ends }: Days, now = new Date()) {
  const isNow = begins <= todayInVietnam(now)
  return {
    ...(!isNow && { begins: `${begins}T00:00:00${zone}` }),
    ends: `${daysLater(ends, 1)}T00:00:00${zone}`,
  }
}

const isMidnight = (at: string) => (Date.parse(at) + zoneMs) % dayMs === 0

/** From when until when, as people say it: an end at midnight is the end of the day before. */
export function periodOf({ begins, ends }: Pick<Delegation, 'begins' | 'ends'>) {
  const dayOf = (ms: number) => plainDay(todayInVietnam(new Date(ms)))
  return {
    from: isMidnight(begins) ? dayOf(Date.parse(begins)) : dateTime(begins),
    to: isMidnight(ends) ? dayOf(Date.parse(ends) - 1) : dateTime(ends),
    untilEndOfDay: isMidnight(ends),
  }
}
