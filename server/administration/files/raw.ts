import type { AnyRecord } from '../../../contract/records/kinds.ts'

/** What is wrong in a file: the line (the first is 1), the field or `''`, and a code to be worded. */
export type LineFault = { line: number; path: string; code: string }

/** What was found in a file, before anything is known about what it says. */
export type RawFile = { rows: { line: number; raw: AnyRecord }[]; faults: LineFault[] }
