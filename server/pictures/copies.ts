import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../../contract/errors.ts'
import type { Box, Marks } from '../../contract/mosaic.ts'
import { pictureSizes } from '../../contract/pictures.ts'
import type { PictureMarks } from '../../contract/pictures.ts'
import { staffNames } from '../identity/index.ts'
import { appendAudit } from '../platform/audit/index.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import type { Files } from '../platform/files/index.ts'
import { deleteLeftovers } from './leftovers.ts'
import type { PictureLink } from './links.ts'
import type { Pool } from './pool.ts'
import { tables } from './tables.ts'
import { fileKey } from './unnamed.ts'

/** What is proposed and what is covered, to begin the work from. */
export async function marksOf(executor: Executor, id: string): Promise<PictureMarks> {
  const row = await tables(executor)
    .selectFrom('pictures.pictures as p')
    .leftJoin('pictures.copies as c', 'c.picture_id', 'p.id')
    .select(['p.width', 'p.height', 'p.faces', 'p.faces_tries', 'c.id', 'c.marks'])
    .select(['c.approved_by', 'c.approved_at'])
    .where('p.id', '=', id)
    .executeTakeFirstOrThrow()
  const by = row.approved_by
  const names = await staffNames(executor, by === null ? [] : [by])
  return {
    width: row.width,
    height: row.height,
    proposed: (row.faces as Box[] | null) ?? [],
    search: row.faces !== null ? 'done' : row.faces_tries < mostTries ? 'waiting' : 'failed',
    copy:
      row.id === null
        ? null
        : {
            id: row.id,
            marks: row.marks as Marks,
            approvedAt: row.approved_at!.toISOString(),
            approvedBy: names.get(by!) ?? null,
          },
  }
}

/** The public copy of a picture, or null. */
export async function copyOf(executor: Executor, picture: string): Promise<string | null> {
  const row = await tables(executor)
    .selectFrom('pictures.copies')
    .select('id')
    .where('picture_id', '=', picture)
    .executeTakeFirst()
  return row?.id ?? null
}

/** A search for faces that failed so often is not tried again. The index of 0014 says the same. */
export const mostTries = 3

/**
 * Makes the public copy of a picture with these marks covered, in the name of whoever approves it.
 * The copy from before is gone when it resolves, and its address with it.
 * @returns the copy's id
 * @throws Failure unavailable when too many pictures are worked on, not_found without its original
 */
export async function makeCopy(
  deps: { database: Database; files: Files; pool: Pool; dataDir: string },
  { picture, caseId }: PictureLink,
  marks: Marks,
  actor: string,
): Promise<string> {
  const { database, files, pool, dataDir } = deps
  const copy = randomUUID()
  const keys = pictureSizes.map((size) => fileKey(copy, size))
  const folder = join(dataDir, 'uploads')
  const path = join(folder, copy)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const original = await files.get(fileKey(picture, 'full'))
    // Kept long enough, or erased meanwhile.
    if (!original) throw new Failure('not_found')
    await pipeline(original.body, createWriteStream(path, { mode: 0o600 }))
    const made = await pool.run<{ covered: true }>({ path, marks })
    if ('fault' in made) throw new Failure('unavailable')
    // Until the copy is a copy its files are leftovers: a process may be killed here.
    const rows = keys.map((key) => ({ key }))
    await tables(database.executor).insertInto('pictures.leftovers').values(rows).execute()
    for (const size of pictureSizes) {
      await files.put(fileKey(copy, size), { path: `${path}.${size}` })
    }
  } finally {
    for (const end of ['', '.full', '.thumb']) await rm(`${path}${end}`, { force: true })
  }
  const before = await database.transaction(async (tx) => {
    // Two who approve at once come one after the other; the later one's copy stays.
    const mine = tables(tx)
    await mine
      .selectFrom('pictures.links')
      .select('picture_id')
      .where('picture_id', '=', picture)
      .forUpdate()
      .execute()
    const replaced = await mine
      .deleteFrom('pictures.copies')
      .where('picture_id', '=', picture)
      .returning('id')
      .executeTakeFirst()
    const row = { id: copy, picture_id: picture, marks: JSON.stringify(marks), approved_by: actor }
    await mine.insertInto('pictures.copies').values(row).execute()
    await mine.deleteFrom('pictures.leftovers').where('key', 'in', keys).execute()
    if (replaced) {
      const old = pictureSizes.map((size) => ({ key: fileKey(replaced.id, size) }))
      await mine.insertInto('pictures.leftovers').values(old).execute()
    }
    const boxes = marks.boxes.length
    const strokes = marks.strokes.length
    await appendAudit(tx, {
      kind: 'picture',
      actorKind: 'staff',
      actor,
      subject: caseId,
      data: { type: replaced ? 'covered_again' : 'approved', picture, copy, boxes, strokes },
    })
    return replaced?.id
  })
  if (before) {
    await deleteLeftovers(
      database,
      files,
      pictureSizes.map((size) => fileKey(before, size)),
    )
  }
  return copy
}

/** Closes a citizen's picture to the agency, or opens it again. */
export async function setAudience(
  database: Database,
  { picture, caseId }: PictureLink,
  centreOnly: boolean,
  actor: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    const changed = await tables(tx)
      .updateTable('pictures.links')
      .set({ centre_only: centreOnly })
      .where('picture_id', '=', picture)
      .where('centre_only', '!=', centreOnly)
      .returning('picture_id')
      .executeTakeFirst()
    if (!changed) return
    await appendAudit(tx, {
      kind: 'picture',
      actorKind: 'staff',
      actor,
      subject: caseId,
      data: { type: centreOnly ? 'closed' : 'opened', picture },
    })
  })
}
