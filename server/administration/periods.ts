import { isDeepStrictEqual } from 'node:util'
import { codeOf, keyOf, recordKinds } from '../../contract/records/kinds.ts'
import type { AnyRecord } from '../../contract/records/kinds.ts'
import type { KindName } from '../../contract/records/shared.ts'

/** What is wrong with a period beside others; `index` counts the records that are to be written. */
export type PeriodFault = { index: number; path: 'validTo'; code: 'overlaps' | 'cuts_off' }

type Period = AnyRecord & { validFrom: string; validTo?: string }

const end = (period: Period) => period.validTo ?? '9999-12-31'

/**
 * Periods that would silently lose days. A record is written in so that the period before it ends
 * and it ends itself where the next one begins; refused is
 * - `overlaps`: an end later than the next period's beginning, which somebody asked for in vain;
 * - `cuts_off`: a period inside another one, of which what comes after would belong to nothing.
 *
 * `stored` are all periods of the codes in `records`.
 */
export function periodFaults(
  kind: KindName,
  records: AnyRecord[],
  stored: AnyRecord[],
): PeriodFault[] {
  if (!recordKinds[kind].dated) return []
  const before = byKey(kind, stored)
  const after = new Map([...before, ...byKey(kind, records)])
  const timelines = Map.groupBy(
    [...after.values()].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1)),
    (period) => codeOf(kind, period),
  )
  const earlier = Map.groupBy(before.values(), (period) => codeOf(kind, period))
  return (records as Period[]).flatMap((record, index): PeriodFault[] => {
    const fault = (code: PeriodFault['code']) => [{ index, path: 'validTo' as const, code }]
    const was = before.get(keyOf(kind, record))
    // What stands there already is nobody's mistake of now.
    if (isDeepStrictEqual(was, record)) return []
    const next = timelines
      .get(codeOf(kind, record))!
      .find(({ validFrom }) => validFrom > record.validFrom)
    if (next && record.validTo !== undefined && record.validTo > next.validFrom) {
      return fault('overlaps')
    }
    const around = (earlier.get(codeOf(kind, record)) ?? []).find(
      (period) => period.validFrom < record.validFrom && record.validFrom < end(period),
    )
    const until = next && next.validFrom < end(record) ? next.validFrom : end(record)
    const goesOn = next !== undefined && next.validFrom === until
    return around && until < end(around) && !goesOn ? fault('cuts_off') : []
  })
}

function byKey(kind: KindName, records: AnyRecord[]): Map<string, Period> {
  return new Map(records.map((record) => [keyOf(kind, record), record as Period]))
}
