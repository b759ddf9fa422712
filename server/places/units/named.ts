import { holdsOn } from '../../../contract/records/shared.ts'
import type { Executor } from '../../platform/database/index.ts'
import { unitTable } from '../records.ts'
import { shownName } from './names.ts'

/**
 * The names of units as they were on a day, by `<code> <YYYY-MM-DD>`: for the few of the past, where
 * the whole history is not needed. A unit that did not exist on the day has no entry.
 */
export async function unitNamesAt(
  executor: Executor,
  wanted: { code: string; day: string }[],
): Promise<Map<string, string>> {
  if (wanted.length === 0) return new Map()
  const units = await unitTable.read(executor, [...new Set(wanted.map(({ code }) => code))])
  return new Map(
    wanted.flatMap(({ code, day }): [string, string][] => {
      const unit = units.find((candidate) => candidate.code === code && holdsOn(candidate, day))
      return unit ? [[`${code} ${day}`, shownName(unit)]] : []
    }),
  )
}
