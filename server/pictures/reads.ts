import { sql } from 'kysely'
import { appendAudit } from '../platform/audit/index.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import type { PictureLink } from './links.ts'
import { tables } from './tables.ts'

/** One member of staff who saw an uncovered picture of a citizen, within one hour. */
export type PictureRead = { picture: string; actor: string; at: Date }

/**
 * Notes that a member of staff sees a citizen's picture as it was sent; durable when it resolves.
 * Once an hour for each of them and each picture: a page that is opened again is no news.
 */
export async function noteRead(
  database: Database,
  { picture, caseId }: PictureLink,
  actor: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    const noted = await sql`
      insert into pictures.reads (picture_id, actor, hour)
      values (${picture}, ${actor}, date_trunc('hour', now()))
      on conflict do nothing returning 1`.execute(tables(tx))
    if (noted.rows.length === 0) return
    const data = { picture }
    await appendAudit(tx, {
      kind: 'picture_read',
      actorKind: 'staff',
      actor,
      subject: caseId,
      data,
    })
  })
}

/** Every such reading of a case's pictures, the latest first. */
export async function readsOf(executor: Executor, caseId: string): Promise<PictureRead[]> {
  return tables(executor)
    .selectFrom('pictures.reads as r')
    .innerJoin('pictures.links as l', 'l.picture_id', 'r.picture_id')
    .select(['r.picture_id as picture', 'r.actor', 'r.at'])
    .where('l.case_id', '=', caseId)
    .orderBy('r.at', 'desc')
    .limit(500)
    .execute()
}
