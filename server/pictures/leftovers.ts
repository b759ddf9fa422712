import type { Database } from '../platform/database/index.ts'
import type { Files } from '../platform/files/index.ts'
import { tables } from './tables.ts'

/** A file may be about to become part of a copy for so long. */
const graceMinutes = 60
const batch = 200

/**
 * Removes files that are to go: these, or all that have waited long enough. Safe to repeat and to be
 * killed: the row that speaks of a file goes last.
 */
export async function deleteLeftovers(
  database: Database,
  files: Files,
  keys?: string[],
): Promise<number> {
  const { executor } = database
  for (let deleted = 0; ;) {
    const found =
      keys ??
      (
        await tables(executor)
          .selectFrom('pictures.leftovers')
          .select('key')
          .where('at', '<', new Date(Date.now() - graceMinutes * 60_000))
          .orderBy('at')
          .limit(batch)
          .execute()
      ).map(({ key }) => key)
    for (const key of found) {
      await files.remove(key)
      await tables(executor).deleteFrom('pictures.leftovers').where('key', '=', key).execute()
    }
    deleted += found.length
    if (keys || found.length < batch) return deleted
  }
}
