import { holdsOn } from '../../contract/records/shared.ts'

/** A record that holds for a period. */
type Dated = { code: string; validFrom: string; validTo?: string | undefined }

/** All periods of some records, by code; a day is `YYYY-MM-DD`. */
export type Periods<Row extends Dated> = {
  /** What held on a day. */
  on(code: string, day: string): Row | undefined
  /**
   * What held on a day, else the last that had begun by then, else the first: what was once used
   * keeps a name, though its period was moved since.
   */
  near(code: string, day: string): Row | undefined
  /** Every code there was, in the order of the records. */
  codes: string[]
  /** Everything that held on a day, in the order of the records. */
  allOn(day: string): Row[]
  /** Every period there ever was. */
  all(): Row[]
}

/** Reads records as periods. */
export function periodsOf<Row extends Dated>(records: Row[]): Periods<Row> {
  const byCode = Map.groupBy(
    records.toSorted((one, other) => (one.validFrom < other.validFrom ? -1 : 1)),
    ({ code }) => code,
  )
  const on = (code: string, day: string) => byCode.get(code)?.find((row) => holdsOn(row, day))
  return {
    on,
    codes: [...new Set(records.map(({ code }) => code))],
    near: (code, day) =>
      on(code, day) ??
      byCode.get(code)?.findLast(({ validFrom }) => validFrom <= day) ??
      byCode.get(code)?.[0],
    all: () => records,
    allOn: (day) => records.filter((row) => holdsOn(row, day)),
  }
}
