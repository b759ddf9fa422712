import type { Rules } from '../catalogue.ts'
import type { Random } from './random.ts'
import { stormOn } from './volume.ts'

/** What reports are about, by the weather of the day. */

/** Shares of the groups of subjects in a hundred reports, as the provinces' own figures have them. */
const groups: Record<string, number> = {
  HC: 25,
  TD: 14,
  MT: 13,
  GT: 12,
  HK: 8,
  AN: 8,
  NC: 6,
  AT: 5,
  DV: 4,
  XD: 3,
  VX: 2,
  DL: 1,
  NT: 0.7,
  CH: 0.15,
}
/** How many times as much of a group comes on the worst day of a storm. */
const stormy: Record<string, number> = { NC: 7, HK: 5, DV: 6, CH: 90, GT: 2, MT: 1.3, HC: 0.25 }
/** What nobody asks for on a dry day. */
const onlyInStorms = new Set(['CH01', 'CH02'])

const kept = new WeakMap<Rules, Map<number, [string, number][]>>()

/** The subject of a report that comes on a day. */
export function subjectOn(rules: Rules, day: number, random: Random): string {
  const known = kept.get(rules) ?? new Map<number, [string, number][]>()
  kept.set(rules, known)
  const weights = known.get(day) ?? weightsOn(rules, stormOn(day))
  known.set(day, weights)
  return random.weighted(weights)
}

function weightsOn(rules: Rules, storm: number): [string, number][] {
  const ranks = new Map<string, number>()
  const shares = [...rules.subjects.values()].flatMap(
    ({ code, group }): [string, string, number][] => {
      if (storm < 0.3 && onlyInStorms.has(code)) return []
      const rank = (ranks.get(group) ?? 0) + 1
      ranks.set(group, rank)
      // The first of a group is what is reported most.
      return [[code, group, 1 / (rank + 0.6)]]
    },
  )
  const sums = new Map<string, number>()
  for (const [, group, share] of shares) sums.set(group, (sums.get(group) ?? 0) + share)
  return shares.map(([code, group, share]) => {
    const times = 1 + ((stormy[group] ?? 1) - 1) * Math.min(1, storm)
    return [code, ((groups[group] ?? 0.5) * Math.max(times, 0.1) * share) / sums.get(group)!]
  })
}
