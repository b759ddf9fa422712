import { sql } from 'kysely'
import { Failure } from '../../contract/errors.ts'
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
 * @throws Failure invalid_input at `path` when one is not this case's, or nobody has approved a copy
 */
export async function choosePictures(
  tx: Executor,
  caseId: string,
  ids: string[],
  path: string,
): Promise<void> {
  const rows = await sql<{ approved: boolean; copied: boolean }>`
    update pictures.links set approved = (picture_id = any(${ids}::uuid[]))
    where case_id = ${caseId}
    returning approved,
      exists (select from pictures.copies c where c.picture_id = links.picture_id) as copied
  `.execute(tables(tx))
  const chosen = rows.rows.filter(({ approved }) => approved)
  if (chosen.length !== ids.length) throw notFree(path)
  if (chosen.some(({ copied }) => !copied)) {
    throw new Failure('invalid_input', { fields: [{ path, code: 'picture_not_approved' }] })
  }
}

/** A picture of a case, with everything that decides who may see which form of it. */
export type LinkedPicture = {
  id: string
  kind: 'report' | 'answer'
  width: number
  height: number
  chosen: boolean
  centreOnly: boolean
  copy: string | null
}

/** Takes the reporter's own pictures of a case out of what a publication shows. */
export async function hideReportPictures(tx: Executor, caseId: string): Promise<void> {
  await tables(tx)
    .updateTable('pictures.links')
    .set({ approved: false })
    .where('case_id', '=', caseId)
    .where('kind', '=', 'report')
    .execute()
}

/** Which of these pictures of a case its reporter sent. */
export async function reportPicturesAmong(
  executor: Executor,
  caseId: string,
  ids: string[],
): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await tables(executor)
    .selectFrom('pictures.links')
    .select('picture_id')
    .where('case_id', '=', caseId)
    .where('kind', '=', 'report')
    .where('picture_id', 'in', ids)
    .execute()
  return rows.map((row) => row.picture_id)
}

/** The pictures of each of the cases, in the order they came. */
export async function picturesOf(
  executor: Executor,
  caseIds: string[],
): Promise<Map<string, LinkedPicture[]>> {
  const pictures = new Map<string, LinkedPicture[]>(caseIds.map((id) => [id, []]))
  if (caseIds.length === 0) return pictures
  const rows = await tables(executor)
    .selectFrom('pictures.links as l')
    .innerJoin('pictures.pictures as p', 'p.id', 'l.picture_id')
    .leftJoin('pictures.copies as c', 'c.picture_id', 'p.id')
    .select(['l.case_id', 'l.kind', 'l.approved', 'l.centre_only', 'p.id', 'p.width', 'p.height'])
    .select('c.id as copy')
    .where('l.case_id', 'in', caseIds)
    .orderBy('l.case_id')
    .orderBy('l.at')
    .orderBy('l.place')
    .execute()
  for (const { case_id, kind, approved: chosen, centre_only: centreOnly, ...row } of rows) {
    const picture = { ...row, kind: kind as LinkedPicture['kind'], chosen, centreOnly }
    pictures.get(case_id)!.push(picture)
  }
  return pictures
}

/**
 * Whether the reporter sent pictures with the row of `cases.cases` of a query: such as the agency
 * sees, or (`closed`) such as the centre has closed to it.
 */
export function hasPictures(closed: boolean) {
  return sql<boolean>`exists (select from pictures.links l
    where l.case_id = cases.cases.id and l.kind = 'report' and l.centre_only = ${closed})`
}

/** Where a picture hangs, as far as it decides who may see it. */
export type PictureLink = Pick<LinkedPicture, 'kind' | 'chosen' | 'centreOnly' | 'copy'> & {
  caseId: string
  picture: string
  /** Whether the id asked for was that of the public copy, not of the picture. */
  isCopy: boolean
}

/** The link of a picture, by its id or its copy's, or null when nothing names it. */
export async function linkOf(executor: Executor, id: string): Promise<PictureLink | null> {
  const { rows } = await sql<Omit<PictureLink, 'isCopy'>>`
    select l.picture_id as picture, l.case_id as "caseId", l.kind, l.approved as chosen,
      l.centre_only as "centreOnly", c.id as copy
    from pictures.links l left join pictures.copies c on c.picture_id = l.picture_id
    where l.picture_id =
      coalesce((select picture_id from pictures.copies where id = ${id}), ${id}::uuid)
  `.execute(tables(executor))
  const [row] = rows
  return row ? { ...row, isCopy: row.copy === id } : null
}
