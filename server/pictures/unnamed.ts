import { sql } from 'kysely'
import { pictureSizes } from '../../contract/pictures.ts'
import type { PictureSize } from '../../contract/pictures.ts'
import type { Database } from '../platform/database/index.ts'
import type { Files } from '../platform/files/index.ts'
import { tables } from './tables.ts'

/** The key of one file of a picture, or of its public copy. */
export const fileKey = (id: string, size: PictureSize) => `${id}.${size}`

/** How many are deleted in one go. */
const batch = 200

/**
 * Deletes the pictures that nothing has named for so many days, and what a killed process left of one.
 * Safe to repeat and to be killed: the row that speaks of the files goes last.
 */
export async function deleteUnnamed(
  database: Database,
  files: Files,
  days: number,
): Promise<number> {
  for (let deleted = 0; ;) {
    // A row that is locked is being named at this moment.
    const { rows } = await sql<{ id: string }>`
      with old as (
        select id from pictures.unnamed where at < now() - make_interval(days => ${days}::int)
        order by at limit ${batch} for update skip locked
      ), gone as (
        delete from pictures.pictures p using old where p.id = old.id
          and not exists (select from pictures.links l where l.picture_id = p.id)
      )
      select id from old`.execute(tables(database.executor))
    if (rows.length === 0) return deleted
    for (const { id } of rows) {
      for (const size of pictureSizes) await files.remove(fileKey(id, size))
      await tables(database.executor).deleteFrom('pictures.unnamed').where('id', '=', id).execute()
    }
    deleted += rows.length
  }
}
