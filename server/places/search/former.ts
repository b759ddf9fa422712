import type { Unit } from '../../../contract/records/places.ts'
import type { UnitAt, UnitHistory } from '../units/history.ts'
import { shownName } from '../units/names.ts'

/** A unit of the past, what it lay in, and the codes of today's units in its place. */
export type FormerUnit = { unit: Unit; above: Unit | null; heirs: string[] }

/**
 * The units of the past in whose place units of today stand, by other names than theirs: what only
 * went on under its name needs no second line. Districts are reached through their communes, because
 * not every lineage tells of them.
 */
export function formerUnits(history: UnitHistory, codes: string[]): FormerUnit[] {
  const found = new Map<Unit, FormerUnit>()
  const communes = codes.flatMap((code) => history.formerUnits(code))
  for (const at of communes) add(at)
  for (const at of communes) {
    const parent = history.unitNamed(at.code, at.day)?.parent ?? null
    if (parent !== null) add({ code: parent, day: at.day }, at)
  }

  function add(at: UnitAt, through?: UnitAt): void {
    const unit = history.unitNamed(at.code, at.day)
    if (!unit?.validTo || unit.validTo > history.today || goesOn(unit)) return
    const above = unit.parent === null ? null : history.unitNamed(unit.parent, at.day)
    const former = found.get(unit) ?? { unit, above, heirs: [] }
    const heirs = [at, ...(through ? [through] : [])].flatMap(
      ({ code, day }) => history.todaysUnits(code, day).units,
    )
    found.set(unit, { ...former, heirs: [...new Set([...former.heirs, ...heirs])] })
  }

  function goesOn(unit: Unit): boolean {
    const [next, another] = history.successors({ code: unit.code, day: unit.validFrom })
    const later = next && !another ? history.unitNamed(next.code, next.day) : null
    return later !== null && shownName(later) === shownName(unit)
  }
  return [...found.values()]
}
