import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { unitTypeNames } from '../../contract/packs.ts'
import type { Holiday, Unit, WorkingDay } from '../../contract/packs.ts'

export { nearestCommune } from './nearest.ts'

const tables = tablesOf('places')

/** A unit as screens show it: `phường Thuận Hóa`. */
export type Place = {
  code: string
  name: string
  type: Unit['type']
  lat: number
  lon: number
}

/** The province served and its communes in force today, sorted as Vietnamese readers expect. */
export async function placesInForce(
  executor: Executor,
): Promise<{ province: Place | null; communes: Place[] }> {
  const rows = await tables(executor)
    .selectFrom('places.units')
    .selectAll()
    .where('valid_to', 'is', null)
    .execute()
  const shown = rows.map((row) => ({
    code: row.code,
    kind: row.kind,
    type: row.type as Unit['type'],
    name: shownName(row.kind, row.type, row.name),
    lat: row.lat,
    lon: row.lon,
  }))
  const collator = new Intl.Collator('vi')
  return {
    province: shown.find((unit) => unit.kind === 'province') ?? null,
    communes: shown
      .filter((unit) => unit.kind === 'commune')
      .sort((a, b) => collator.compare(a.name, b.name)),
  }
}

function shownName(kind: string, type: string, name: string): string {
  if (kind === 'province') return name
  const word = unitTypeNames[type as Unit['type']].vi
  return `${word[0]!.toUpperCase()}${word.slice(1)} ${name}`
}

/** Adds or corrects units; the same pack twice changes nothing. */
export async function importUnits(tx: Executor, units: Unit[]): Promise<void> {
  if (units.length === 0) return
  await tables(tx)
    .insertInto('places.units')
    .values(
      units.map((unit) => ({
        code: unit.code,
        name: unit.name,
        kind: unit.kind,
        type: unit.type,
        parent: unit.parent,
        lat: unit.lat,
        lon: unit.lon,
        valid_from: unit.validFrom,
        valid_to: unit.validTo ?? null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['code', 'valid_from']).doUpdateSet((row) => ({
        name: row.ref('excluded.name'),
        type: row.ref('excluded.type'),
        parent: row.ref('excluded.parent'),
        lat: row.ref('excluded.lat'),
        lon: row.ref('excluded.lon'),
        valid_to: row.ref('excluded.valid_to'),
      })),
    )
    .execute()
}

/** Adds or corrects days off and working Saturdays. */
export async function importCalendar(
  tx: Executor,
  holidays: Holiday[],
  workingDays: WorkingDay[],
): Promise<void> {
  const days = [
    ...holidays.map((day) => ({ ...day, working: false })),
    ...workingDays.map((day) => ({ ...day, working: true })),
  ]
  if (days.length === 0) return
  await tables(tx)
    .insertInto('places.calendar')
    .values(
      days.map((day) => ({
        day: day.day,
        working: day.working,
        name: JSON.stringify(day.name),
        source: day.source,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('day').doUpdateSet((row) => ({
        working: row.ref('excluded.working'),
        name: row.ref('excluded.name'),
        source: row.ref('excluded.source'),
      })),
    )
    .execute()
}
