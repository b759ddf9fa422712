import type { ShiftFigures } from '../../contract/shifts.ts'
import type { CasesToWatch } from '../cases/index.ts'

/** How the work stands, in figures, as it is kept with a shift. */
export function figuresOf({ at, classes, lists }: CasesToWatch, notes: number): ShiftFigures {
  return {
    at: at.toISOString(),
    classes,
    urgent: lists.urgent.count,
    untaken: lists.untaken.count,
    unacknowledged: lists.unacknowledged.count,
    handedBack: lists.handedBack.count,
    overdue: lists.overdue.count,
    notes,
  }
}

/** As what the words of a hand-over are sealed: they open nowhere else. */
export const sealedHandover = (shift: string) => `shift ${shift}`
export const sealedNote = (note: string) => `shift note ${note}`
