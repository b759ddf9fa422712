import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Rules } from './catalogue.ts'

/** One degree of latitude, in metres. */
const metresPerDegree = 111_195

/**
 * What lies around a point, as conditions on `cases.cases`: a window that an index serves, and how
 * far away a row is, in metres. The window is four comparisons of numbers, which an index serves
 * behind the second wall as well: an operator of geometry would not be let in front of the policies.
 */
export function around(
  { lat, lon }: { lat: number; lon: number },
  metres: number,
): { inWindow: RawBuilder<boolean>; metres: RawBuilder<number> } {
  const high = metres / metresPerDegree
  // So small a window is flat: degrees of longitude shrink alike in all of it.
  const shrink = Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  const wide = high / shrink
  return {
    inWindow: sql`lat between ${lat - high}::float8 and ${lat + high}::float8
      and lon between ${lon - wide}::float8 and ${lon + wide}::float8`,
    metres: sql`(${metresPerDegree}::float8 * sqrt(
      power(lat - ${lat}::float8, 2) + power((lon - ${lon}::float8) * ${shrink}::float8, 2)))`,
  }
}

/** The subjects of the group that a subject is in on a day (`YYYY-MM-DD`), past ones too. */
export function subjectsAlike({ ever }: Rules, subject: string, day: string): string[] {
  const group = ever.subjects.near(subject, day)?.group
  return [
    ...new Set([subject, ...ever.subjects.all().flatMap((s) => (s.group === group ? s.code : []))]),
  ]
}
