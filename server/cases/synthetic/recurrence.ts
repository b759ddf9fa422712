import type { Case } from './case.ts'

/**
 * How often the same was answered at a place before a report came: what the product counts when a
 * report comes in (see `submit.ts`), from memory, so that a million need no million questions.
 */

const degree = 111_195
const metres = 100
const year = 365.25 * 86_400_000
const cellSize = metres / degree

type Answered = { lat: number; lon: number; at: number; place: string | null }

/** Counts along a stream of cases in the order in which they came. */
export function createRecurrence(): { countAndAdd(life: Case): number } {
  const cells = new Map<string, Answered[]>()
  const places = new Map<string, Answered[]>()
  const add = (map: Map<string, Answered[]>, key: string, one: Answered) => {
    const known = map.get(key)
    if (known) known.push(one)
    else map.set(key, [one])
  }
  const cellOf = (value: number) => Math.floor(value / cellSize)

  return {
    countAndAdd({ row, log }) {
      const { subject, commune, lat, lon } = row
      const now = row.submitted_at.getTime()
      const isBefore = ({ at }: Answered) => at <= now && at > now - year
      const place = row.address_key === null ? null : `${subject} ${commune} ${row.address_key}`
      const found = new Set<Answered>()
      if (place !== null)
        for (const one of places.get(place) ?? []) if (isBefore(one)) found.add(one)
      if (lat !== null && lon !== null) {
        for (const north of [-1, 0, 1]) {
          for (const east of [-1, 0, 1]) {
            const key = `${subject} ${cellOf(lat) + north} ${cellOf(lon) + east}`
            for (const one of cells.get(key) ?? []) {
              const up = (one.lat - lat) * degree
              const across = (one.lon - lon) * degree * Math.cos((lat * Math.PI) / 180)
              if (isBefore(one) && Math.hypot(up, across) <= metres) found.add(one)
            }
          }
        }
      }
      const published = log.find(({ type }) => type === 'publish')
      if (published) {
        const answered = { lat: lat ?? 0, lon: lon ?? 0, at: published.at.getTime(), place }
        if (place !== null) add(places, place, answered)
        if (lat !== null && lon !== null) {
          add(cells, `${subject} ${cellOf(lat)} ${cellOf(lon)}`, answered)
        }
      }
      return found.size
    },
  }
}
