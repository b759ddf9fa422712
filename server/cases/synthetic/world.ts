import { agenciesOn } from '../../identity/index.ts'
import {
  createAreas,
  createUnits,
  dayNumber,
  localDay,
  outlinesInForce,
  readSearched,
} from '../../places/index.ts'
import type { UnitHistory } from '../../places/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import { readRules } from '../catalogue.ts'
import { agenciesNeeded } from './agencies.ts'
import type { AgencyPeople } from './agencies.ts'
import type { World } from './case.ts'
import { createPlaces } from './places.ts'
import type { CommuneSource } from './places.ts'
import { volumeOf } from './volume.ts'

/** How far back a history goes: a year and a half. */
const historyDays = 548

/** Who acts in a province. */
export type ProvincePeople = {
  centre: World['centre']
  /** By agency. */
  agencies: ReadonlyMap<string, AgencyPeople>
}

/** Every agency that needs people before a province is made. */
export async function neededAgencies(executor: Executor): Promise<string[]> {
  const rules = await readRules(executor)
  return agenciesNeeded(rules, await agenciesOn(executor, rules.today))
}

/**
 * Reads what a province is made in: its units, rules, agencies and places of today. The history ends
 * at `end` and never reaches back before today's communes were in force.
 */
export async function readWorld(
  executor: Executor,
  { seed, end, people }: { seed: number; end: Date; people: ProvincePeople },
): Promise<World> {
  const rules = await readRules(executor)
  const areas = createAreas(executor)
  const history = await createUnits(executor, areas).history()
  const { units } = await outlinesInForce(executor)
  const { places } = await readSearched(executor)
  const communes = units
    .filter(({ code }) => rules.communes.has(code))
    .map(({ code, name, shownName, type, lat, lon, geometry }): CommuneSource => ({
      code,
      name: shownName,
      isWard: type === 'phuong',
      lat,
      lon,
      area: geometry,
      places: places.filter((place) => place.commune === code).sort(byCode),
      former: formerNames(history, code, name),
    }))
  const begun = [...rules.communes.values()].map(({ validFrom }) => dayNumber(validFrom))
  const last = localDay(end)
  const first = Math.max(last - historyDays, ...begun)
  return {
    seed,
    end,
    rules,
    places: createPlaces(communes, await areas.areas(), seed),
    agencies: await agenciesOn(executor, rules.today),
    centre: people.centre,
    peopleOf: (agency) => people.agencies.get(agency),
    volume: volumeOf(rules.calendar, first, last),
  }
}

const byCode = (one: { code: string }, other: { code: string }) => (one.code < other.code ? -1 : 1)

/** Names of wards of before that a commune stands in for, but for its own. */
function formerNames(history: UnitHistory, code: string, own: string): string[] {
  const names = history.formerUnits(code).flatMap(({ code: former, day }) => {
    const unit = history.unitNamed(former, day)
    return unit?.kind === 'commune' && unit.name !== own ? [unit.name] : []
  })
  return [...new Set(names)].sort()
}
