import { sql } from 'kysely'
import type { FeatureClass } from '../../../contract/records/places.ts'
import { tablesOf } from '../../platform/database/index.ts'
import type { Executor } from '../../platform/database/index.ts'

const tables = tablesOf('places')

/** What a register answers for, and how far from its things. */
export type FeatureScope = Pick<FeatureClass, 'register' | 'subjects' | 'reach'>

/** The classes of features in force on a day (`YYYY-MM-DD`). */
export async function featureScopes(executor: Executor, day: string): Promise<FeatureScope[]> {
  const { rows } = await sql<FeatureScope>`select register, subjects, reach
    from places.feature_classes
    where valid_from <= ${day}::date and (valid_to is null or valid_to > ${day}::date)
    order by code`.execute(tables(executor))
  return rows
}
