import type { Selectable } from 'kysely'
import type { ShiftsNotes, ShiftsShifts } from '../db/types.ts'
import { tablesOf } from '../platform/database/index.ts'

/** This domain's view of an executor. */
export const tables = tablesOf('shifts')

export type ShiftRecord = Selectable<ShiftsShifts>
export type NoteRecord = Selectable<ShiftsNotes>
