import { holdsOn } from '../../contract/records/shared.ts'
import { sql } from 'kysely'
import type { Agency } from '../../contract/records/agencies.ts'
import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'

/** An agency and those right below it that serve some communes only. */
export type AgencyPeriod = {
  code: string
  name: string
  standIn: boolean
  validFrom: string
  validTo: string | null
  /** The communes served; null: all. */
  areas: string[] | null
  branches: { code: string; name: string; areas: string[]; subjects: string[] | null }[]
}

type Row = Omit<AgencyPeriod, 'branches'> & {
  kind: Agency['kind']
  parent: string | null
  subjects: string[] | null
}

/**
 * These have an area because they are of one commune, not because their parent has shared out its
 * work among them.
 */
const ofCommune = new Set<Agency['kind']>(['xa', 'xa_phong', 'ca_xa'])

/**
 * Every agency there ever was, by code, as of a day (`YYYY-MM-DD`): the period in force, else the
 * last one before it, else the first after it. Branches are those in force on the day.
 */
export async function agenciesOn(
  executor: Executor,
  day: string,
): Promise<Map<string, AgencyPeriod>> {
  const { rows } = await sql<Row>`
    select distinct on (code) code, name, kind, parent, areas, subjects,
      coalesce(stand_in, false) as "standIn", valid_from as "validFrom", valid_to as "validTo"
    from identity.agencies
    order by code, (valid_from <= ${day}::date) desc, abs(valid_from - ${day}::date)`.execute(
    tables(executor),
  )
  const branches = Map.groupBy(
    rows.filter((row) => holdsOn(row, day) && row.areas !== null && !ofCommune.has(row.kind)),
    ({ parent }) => parent,
  )
  return new Map(
    rows.map(({ kind: _kind, parent: _parent, subjects: _subjects, ...row }) => {
      const below = branches.get(row.code) ?? []
      return [
        row.code,
        {
          ...row,
          branches: below.map(({ code, name, areas, subjects }) => {
            return { code, name, areas: areas!, subjects }
          }),
        },
      ]
    }),
  )
}
