import type { ReadCasesToWatch } from '../cases/index.ts'
import { isCentre } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import { Failure } from '../../contract/errors.ts'
import type { RedPart, Shift, ShiftNote } from '../../contract/shifts.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import type { Database } from '../platform/database/index.ts'
import type { Vault } from '../vault/index.ts'
import { handOver, settleNote, takeShift, writeNote } from './commands.ts'
import { createPresent } from './present.ts'
import { currentShift, findNote, findShift, listShifts, notesOf, openNotes } from './queries.ts'
import type { NoteRecord, ShiftRecord } from './tables.ts'
import { figuresOf } from './words.ts'

export { eraseNotesOf } from './erase.ts'

/** The words of whoever asks. */
type Language = 'vi' | 'en'
export type ShiftParts = {
  database: Database
  vault: Pick<Vault, 'sealText' | 'openText'>
  watch: ReadCasesToWatch
}

/** The centre's shifts: taken on with the red part read, kept in a book, handed over. */
export type Shifts = ReturnType<typeof createShifts>

/**
 * One shift runs at a time. Every function is for the centre alone.
 * @throws Failure forbidden for anybody else
 */
export function createShifts({ database, vault, watch }: ShiftParts) {
  const { executor } = database
  const present = createPresent(executor, vault)
  const admit = (viewer: Viewer) => {
    if (!isCentre(viewer)) throw new Failure('forbidden')
  }
  const one = async (row: ShiftRecord): Promise<Shift> => (await present.shifts([row]))[0]!
  const oneNote = async (row: NoteRecord): Promise<ShiftNote> => (await present.notes([row]))[0]!
  const figures = async (viewer: Viewer, language: Language) =>
    figuresOf(await watch(viewer, language), (await openNotes(executor)).length)

  return {
    async current(viewer: Viewer): Promise<Shift | null> {
      admit(viewer)
      const row = await currentShift(executor)
      return row && one(row)
    },

    async red(viewer: Viewer, language: Language): Promise<RedPart> {
      admit(viewer)
      const watched = await watch(viewer, language)
      const notes = await openNotes(executor)
      return {
        figures: figuresOf(watched, notes.length),
        ...watched.lists,
        notes: await present.notes(notes),
      }
    },

    async list(viewer: Viewer, query: { before?: string | undefined; limit: number }) {
      admit(viewer)
      return present.shifts(await listShifts(executor, query))
    },

    async get(viewer: Viewer, id: string): Promise<{ shift: Shift; notes: ShiftNote[] }> {
      admit(viewer)
      const row = await findShift(executor, id)
      if (!row) throw new Failure('not_found')
      return { shift: await one(row), notes: await present.notes(await notesOf(executor, row.id)) }
    },

    async take(
      viewer: Viewer,
      call: { previous: string | null; once: Idempotency; language: Language },
    ): Promise<Shift> {
      admit(viewer)
      const read = await figures(viewer, call.language)
      const id = await takeShift(database, { ...call, viewer, read })
      return one((await findShift(executor, id))!)
    },

    async handOver(
      viewer: Viewer,
      call: {
        id: string
        words: string
        to: string | null
        once: Idempotency
        language: Language
      },
    ): Promise<Shift> {
      admit(viewer)
      const summary = await figures(viewer, call.language)
      await handOver({ database, vault }, { ...call, viewer, summary })
      return one((await findShift(executor, call.id))!)
    },

    async write(
      viewer: Viewer,
      call: { kind: string; text: string; caseId: string | null; once: Idempotency },
    ): Promise<ShiftNote> {
      admit(viewer)
      const id = await writeNote({ database, vault }, { ...call, viewer })
      return oneNote((await findNote(executor, id))!)
    },

    async settle(viewer: Viewer, id: string): Promise<ShiftNote> {
      admit(viewer)
      return oneNote(await settleNote(database, { id, viewer }))
    },
  }
}
