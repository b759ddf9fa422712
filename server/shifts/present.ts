import type { Shift, ShiftFigures, ShiftNote } from '../../contract/shifts.ts'
import { numbersOf } from '../cases/index.ts'
import { staffNames } from '../identity/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Vault } from '../vault/index.ts'
import type { NoteRecord, ShiftRecord } from './tables.ts'
import { sealedHandover, sealedNote } from './words.ts'

/** Rows with the names they need and their words opened. */
export function createPresent(executor: Executor, vault: Pick<Vault, 'openText'>) {
  const peopleOf = async (ids: (string | null)[]) => {
    const names = await staffNames(executor, [...new Set(ids.filter((id) => id !== null))])
    return (id: string) => ({ id, name: names.get(id) ?? id })
  }
  return {
    async shifts(rows: ShiftRecord[]): Promise<Shift[]> {
      const person = await peopleOf(rows.flatMap((row) => [row.lead, row.handed_by, row.handed_to]))
      return Promise.all(
        rows.map(async (row) => ({
          id: row.id,
          lead: person(row.lead),
          startedAt: row.started_at.toISOString(),
          taken: row.taken,
          read: row.read as unknown as ShiftFigures,
          handover: row.handed_at && {
            at: row.handed_at.toISOString(),
            by: person(row.handed_by!),
            to: row.handed_to === null ? null : person(row.handed_to),
            words: await vault.openText(sealedHandover(row.id), row.words!),
            summary: row.summary as unknown as ShiftFigures,
          },
          endedAt: row.ended_at?.toISOString() ?? null,
        })),
      )
    },

    async notes(rows: NoteRecord[]): Promise<ShiftNote[]> {
      const person = await peopleOf(rows.flatMap((row) => [row.written_by, row.settled_by]))
      const numbers = await numbersOf(
        executor,
        rows.flatMap((row) => row.case_id ?? []),
      )
      return Promise.all(
        rows.map(async (row) => ({
          id: row.id,
          kind: row.kind as ShiftNote['kind'],
          text: await vault.openText(sealedNote(row.id), row.text),
          about:
            row.case_id === null
              ? null
              : { id: row.case_id, number: numbers.get(row.case_id) ?? '' },
          by: person(row.written_by),
          at: row.written_at.toISOString(),
          settled: row.settled_at && {
            by: person(row.settled_by!),
            at: row.settled_at.toISOString(),
          },
        })),
      )
    },
  }
}
