import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import type { Box } from '../../../contract/mosaic.ts'
import { mostTries } from '../copies.ts'
import type { Database } from '../../platform/database/index.ts'
import type { Files } from '../../platform/files/index.ts'
import type { Pool } from '../pool.ts'
import { tables } from '../tables.ts'
import { fileKey } from '../unnamed.ts'

/**
 * Looks for faces in the pictures of reports and answers that nobody has looked at, until there are
 * none or `until` has passed. Two processes never take the same picture. A picture counts as tried
 * before it is opened: one that ends its process three times is given up.
 * @returns how many pictures were looked at
 */
export async function searchFaces(
  deps: { database: Database; files: Files; pool: Pool; dataDir: string },
  until: number,
): Promise<number> {
  const { database, files, pool, dataDir } = deps
  const folder = join(dataDir, 'uploads')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (let looked = 0; ; looked += 1) {
    if (Date.now() > until) return looked
    const id = await nextPicture(database)
    if (!id) return looked
    const path = join(folder, `${randomUUID()}.faces`)
    try {
      const file = await files.get(fileKey(id, 'full'))
      if (!file) continue
      await pipeline(file.body, createWriteStream(path, { mode: 0o600 }))
      const made = await pool.run<{ faces: Box[] }>(path)
      if ('fault' in made) continue
      await tables(database.executor)
        .updateTable('pictures.pictures')
        .set({ faces: JSON.stringify(made.faces) })
        .where('id', '=', id)
        .execute()
    } finally {
      await rm(path, { force: true })
    }
  }
}

/** The oldest that hangs on a case; those that failed before come last. */
async function nextPicture(database: Database): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update pictures.pictures set faces_tries = faces_tries + 1 where id = (
      select p.id from pictures.pictures p
      where p.faces is null and p.faces_tries < ${mostTries}
        and exists (select from pictures.links l where l.picture_id = p.id)
      order by p.faces_tries, p.at limit 1 for update skip locked
    ) returning id`.execute(tables(database.executor))
  return rows[0]?.id ?? null
}
