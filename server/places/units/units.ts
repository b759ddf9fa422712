import { sql } from 'kysely'
import type { Executor } from '../../platform/database/index.ts'
import { tablesOf } from '../../platform/database/index.ts'
import { recordTable, whenChanged } from '../../platform/records/index.ts'
import { unitTable } from '../records.ts'
import type { AreaIndex, Position } from '../areas/area-index.ts'
import type { Areas } from '../areas/areas.ts'
import { unitHistory } from './history.ts'
import type { UnitHistory } from './history.ts'

const tables = tablesOf('places')
const changeRecords = recordTable('unitChanges', 'places.unit_changes')

/** The units of all times, and old places in today's terms; see {@link createUnits}. */
export type Units = {
  history(): Promise<UnitHistory>
  /** {@link ToToday} over what holds now, for loops over many cases. */
  todaysCommunes(): Promise<ToToday>
  /** The commune of today for a place as it was called on a day; see {@link ToToday}. */
  toToday: (...old: Parameters<ToToday>) => Promise<string | null>
}

/**
 * The commune of today for the unit that had a code on a day: by its lineage, or, where it was
 * divided, by the point. Null when that leaves it undecided or the unit is unknown.
 */
export type ToToday = (code: string, day: string, point: Position | null) => string | null

/** Keeps the history of units in memory and loads it again when a record or the day changes. */
export function createUnits(executor: Executor, areas: Areas): Units {
  const history = whenChanged(executor, ['units', 'unitChanges'], readHistory)
  const todaysCommunes = async () => toTodayBy(await history(), await areas.areas())
  return {
    history,
    todaysCommunes,
    async toToday(code, day, point) {
      return (await todaysCommunes())(code, day, point)
    },
  }
}

function toTodayBy(history: UnitHistory, areas: AreaIndex): ToToday {
  return (code, day, point) => {
    const { units, divided } = history.todaysUnits(code, day)
    if (!divided) return units[0] ?? null
    const here = point && areas.at(point)?.code
    // A point elsewhere was a mistake of then; it does not move a case to another unit's heirs.
    return here && units.includes(here) ? here : null
  }
}

async function readHistory(executor: Executor): Promise<UnitHistory> {
  const { rows } = await sql<{ today: string }>`
    select (now() at time zone 'Asia/Ho_Chi_Minh')::date as today`.execute(tables(executor))
  return unitHistory(
    await unitTable.read(executor),
    await changeRecords.read(executor),
    rows[0]!.today,
  )
}
