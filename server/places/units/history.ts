import type { Unit, UnitChange } from '../../../contract/records/places.ts'
import { holdsOn } from '../../../contract/records/shared.ts'
import { unitWords } from './names.ts'

/** A unit at a time: a code alone may have been given to another unit since. */
export type UnitAt = { code: string; day: string }

/** Today's units in the place of an old one; `divided`: several, so that only a point decides. */
export type TodaysUnits = { units: string[]; divided: boolean }

/** What units there were and what became of them; days are `YYYY-MM-DD`. */
export type UnitHistory = ReturnType<typeof unitHistory>

function grouped<Row>(rows: Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

/** Reads units and their changes as a history that ends `today`. */
export function unitHistory(units: Unit[], changes: UnitChange[], today: string) {
  const periods = grouped(units, ({ code }) => code)
  const changesFrom = grouped(changes, ({ from, day }) => `${from} ${day}`)
  const changesTo = grouped(changes, ({ to, day }) => `${to} ${day}`)

  /** Every unit in force on a day. */
  function unitsAt(day: string): Unit[] {
    return units.filter((unit) => holdsOn(unit, day))
  }

  /** The unit that had a code on a day, or null. */
  function unitNamed(code: string, day: string): Unit | null {
    return periods.get(code)?.find((unit) => holdsOn(unit, day)) ?? null
  }

  /** A unit with those above it: "phường Vĩnh Ninh, quận Thuận Hóa, thành phố Huế". */
  function labelOf(code: string, day: string): string | null {
    const words: string[] = []
    let unit = unitNamed(code, day)
    // Commune, district, province: no more, whatever a mistaken parent says.
    while (unit && words.length < 3) {
      words.push(unitWords(unit))
      unit = unit.parent === null ? null : unitNamed(unit.parent, day)
    }
    return words.length === 0 ? null : words.join(', ')
  }

  /** What took the place of a unit when it ended: others, or itself under another name or type. */
  function successors({ code, day }: UnitAt): UnitAt[] {
    const end = unitNamed(code, day)?.validTo
    if (end === undefined) return []
    const told = changesFrom.get(`${code} ${end}`)
    if (told) return told.map(({ to }) => ({ code: to, day: end }))
    return unitNamed(code, end) ? [{ code, day: end }] : []
  }

  /** What a unit was made from when it began; each with the last day on which it held. */
  function predecessors({ code, day }: UnitAt): UnitAt[] {
    const begin = unitNamed(code, day)?.validFrom
    if (begin === undefined) return []
    const eve = dayBefore(begin)
    const told = changesTo.get(`${code} ${begin}`)
    if (told) return told.map(({ from }) => ({ code: from, day: eve }))
    return unitNamed(code, eve) ? [{ code, day: eve }] : []
  }

  /** Today's units in the place of the one that had a code on a day; none when it is unknown. */
  function todaysUnits(code: string, day: string): TodaysUnits {
    const found = new Set<string>()
    const visited = new Set<string>()
    const follow = (unit: UnitAt) => {
      const period = unitNamed(unit.code, unit.day)
      const key = `${unit.code} ${period?.validFrom}`
      if (!period || visited.has(key)) return
      visited.add(key)
      // An end in the future is announced, and has not changed anything yet.
      if (period.validTo === undefined || period.validTo > today) found.add(unit.code)
      else successors(unit).forEach(follow)
    }
    follow({ code, day })
    return { units: [...found].sort(), divided: found.size > 1 }
  }

  /** All units of the past that a unit of today stands in for, through every change. */
  function formerUnits(code: string): UnitAt[] {
    const found = new Map<string, UnitAt>()
    const follow = (unit: UnitAt) => {
      for (const before of predecessors(unit)) {
        const key = `${before.code} ${before.day}`
        if (found.has(key)) continue
        found.set(key, before)
        follow(before)
      }
    }
    follow({ code, day: today })
    return [...found.values()]
  }

  /** The codes that were divided at some time. */
  const dividedCodes = [
    ...new Set(
      [...changesFrom.values()].flatMap(([first, second]) => (second ? [first!.from] : [])),
    ),
  ]

  return {
    today,
    dividedCodes,
    unitsAt,
    unitNamed,
    labelOf,
    successors,
    predecessors,
    todaysUnits,
    formerUnits,
  }
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
}
