import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'
import type { NoteRecord, ShiftRecord } from './tables.ts'

/** The most notes that are told at once. */
const mostNotes = 500
const isId = (id: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)

/** The shift that runs, or null. */
export async function currentShift(executor: Executor): Promise<ShiftRecord | null> {
  const row = await tables(executor)
    .selectFrom('shifts.shifts')
    .selectAll()
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

export async function findShift(executor: Executor, id: string): Promise<ShiftRecord | null> {
  if (!isId(id)) return null
  const row = await tables(executor)
    .selectFrom('shifts.shifts')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? null
}

/** The newest first; `before` is the beginning of the last one told. */
export function listShifts(
  executor: Executor,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<ShiftRecord[]> {
  return tables(executor)
    .selectFrom('shifts.shifts')
    .selectAll()
    .$if(before !== undefined, (rows) => rows.where('started_at', '<', new Date(before!)))
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute()
}

/** The book of a shift, the oldest first. */
export function notesOf(executor: Executor, shift: string): Promise<NoteRecord[]> {
  return tables(executor)
    .selectFrom('shifts.notes')
    .selectAll()
    .where('shift_id', '=', shift)
    .orderBy('written_at')
    .limit(mostNotes)
    .execute()
}

/** What is not settled, in whichever shift it was written. */
export function openNotes(executor: Executor): Promise<NoteRecord[]> {
  return tables(executor)
    .selectFrom('shifts.notes')
    .selectAll()
    .where('settled_at', 'is', null)
    .orderBy('written_at')
    .limit(mostNotes)
    .execute()
}

export async function findNote(executor: Executor, id: string): Promise<NoteRecord | null> {
  if (!isId(id)) return null
  const row = await tables(executor)
    .selectFrom('shifts.notes')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row ?? null
}
