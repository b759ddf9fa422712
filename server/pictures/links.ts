import { sql } from 'kysely'
import { Failure } from '../../contract/errors.ts'
import type { Picture } from '../../contract/pictures.ts'
import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'

/**
 * The links of reports to their pictures as parts of a larger statement, so that a report is one
 * round trip: `rows` names a common table expression with the columns `id` and `pictures` (uuid[]).
 * A picture that is gone, or is another case's already, fails the whole statement; see
 * {@link isNotFree}.
 */
export function insertLinksOf(rows: string): string {
  return `links as (
    insert into pictures.links (picture_id, case_id, kind, place)
    select p.id, r.id, 'report', p.place
    from ${rows} r cross join lateral unnest(r.pictures) with ordinality as p(id, place)
  ), named as (
    delete from pictures.unnamed where id = any(array(select unnest(pictures) from ${rows}))
  )`
}

/** Whether a write failed because a picture it named is gone or somebody else's. */
export function isNotFree(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return (
    /^(links_pkey|links_picture_id_fkey)$/.test(constraint ?? '') && /^2350[35]$/.test(code ?? '')
  )
}

/** The refusal of pictures that cannot be named, for the field at `path`. */
export const notFree = (path: string) =>
  new Failure('invalid_input', { fields: [{ path, code: 'unknown_picture' }] })

/**
 * Names pictures as a case's proofs of its answer.
 * @throws Failure invalid_input at `path` when one is gone or named already
 */
export async function linkAnswerPictures(
  tx: Executor,
  caseId: string,
  ids: string[],
  path: string,
): Promise<void> {
  if (ids.length === 0) return
  const linked = await sql<{ picture_id: string }>`
    insert into pictures.links (picture_id, case_id, kind, place)
    select p.id, ${caseId}, 'answer', given.place
    from unnest(${ids}::uuid[]) with ordinality as given(id, place)
    join pictures.pictures p on p.id = given.id
    on conflict do nothing
    returning picture_id`.execute(tables(tx))
  if (linked.rows.length !== ids.length) throw notFree(path)
  await tables(tx).deleteFrom('pictures.unnamed').where('id', 'in', ids).execute()
}

/**
 * Makes exactly these pictures of a case the ones that a publication shows.
 * @throws Failure invalid_input at `path` when one is not this case's
 */
export async function approvePictures(
  tx: Executor,
  caseId: string,
  ids: string[],
  path: string,
): Promise<void> {
  const rows = await sql<{ approved: boolean }>`
    update pictures.links set approved = (picture_id = any(${ids}::uuid[]))
    where case_id = ${caseId} returning approved`.execute(tables(tx))
  if (rows.rows.filter(({ approved }) => approved).length !== ids.length) throw notFree(path)
}

/** The pictures of each of the cases, in the order they came. */
export async function picturesOf(
  executor: Executor,
  caseIds: string[],
): Promise<Map<string, Picture[]>> {
  const pictures = new Map<string, Picture[]>(caseIds.map((id) => [id, []]))
  if (caseIds.length === 0) return pictures
  const rows = await tables(executor)
    .selectFrom('pictures.links as l')
    .innerJoin('pictures.pictures as p', 'p.id', 'l.picture_id')
    .select(['l.case_id', 'l.kind', 'l.approved', 'p.id', 'p.width', 'p.height'])
    .where('l.case_id', 'in', caseIds)
    .orderBy('l.case_id')
    .orderBy('l.at')
    .orderBy('l.place')
    .execute()
  for (const { case_id: caseId, kind, approved, id, width, height } of rows) {
    const shown = { id, kind: kind as Picture['kind'], width, height, public: approved }
    pictures.get(caseId)!.push(shown)
  }
  return pictures
}

/** Where a picture hangs, as far as it decides who may see it. */
export type PictureLink = { caseId: string; kind: 'report' | 'answer'; approved: boolean }

/** The link of a picture, or null when nothing names it. */
export async function linkOf(executor: Executor, id: string): Promise<PictureLink | null> {
  const row = await tables(executor)
    .selectFrom('pictures.links')
    .select(['case_id', 'kind', 'approved'])
    .where('picture_id', '=', id)
    .executeTakeFirst()
  return row
    ? { caseId: row.case_id, kind: row.kind as PictureLink['kind'], approved: row.approved }
    : null
}
