import { api } from '../../contract/api.ts'
import { Failure } from '../../contract/errors.ts'
import { fewestForOrder, longestPeriod } from '../../contract/overview.ts'
import type { Overview } from '../../contract/overview.ts'
import { agencyNames, overviewGrants } from '../identity/index.ts'
import type { AgencyNames, Viewer } from '../identity/index.ts'
import { dayNumber, dayText, instantOf, localDay, shownName } from '../places/index.ts'
import type { Units } from '../places/index.ts'
import { createClock } from '../platform/clock.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import { createWall } from '../platform/database/wall.ts'
import { languageOf } from '../platform/http/language.ts'
import type { routesFor } from '../platform/http/route.ts'
import { whenChanged } from '../platform/records/index.ts'
import { readRules, ruleKinds } from './catalogue.ts'
import type { Language, Rules } from './catalogue.ts'
import {
  countAgencies,
  countDays,
  countLate,
  countPlaces,
  countRatings,
  firstReport,
} from './overview-counts.ts'
import type { DayCounts, Late, PlaceCounts, Scope, Span } from './overview-counts.ts'

const dayMs = 86_400_000
const collator = new Intl.Collator('vi', { numeric: true })
/** How many days before a period are the usual, and how few are too few to say. */
const usualDays = 30
const fewestUsualDays = 7
/** What rises: at least so many, at least so many times the usual, and so many lines of it. */
const rises = { count: 3, times: 2, rows: 8 }
/** The agencies told with what is overdue. */
const lateAgencies = 3

/** The leaders' page; see contract/overview.ts. */
export function overviewRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  { database, units }: { database: Database; units: Units },
): void {
  const wall = createWall(database)
  const rules = whenChanged(database.executor, ruleKinds, readRules)
  const clock = createClock(database.executor)
  route(api.getOverview, async ({ query, viewer, request }) => {
    const grants = overviewGrants(viewer)
    if (grants.length === 0) throw new Failure('forbidden')
    const isEverywhere = grants.some(({ areas }) => !areas)
    const communes = isEverywhere ? null : grants.flatMap(({ areas }) => areas ?? [])
    const now = await clock.now()
    const period = periodOf(query, now)
    const counted = await wall.read(viewer, (tx) => count(tx, { communes }, period))
    const agencies = await agencyNames(database.executor, agencyCodes(counted))
    const words = { rules: await rules(), language: languageOf(request), agencies }
    return present(counted, period, words, await communeToday(units))
  })
}

type Period = {
  now: Date
  /** Days as numbers, both included. */
  from: number
  to: number
  /** So many days earlier lies what it is compared with: whole weeks. */
  shift: number
  span: Span
  /** As long as what has gone by of the span. */
  before: Span
  /** How much of the span has gone by, ms. */
  elapsed: number
}

/** The days asked for, as far as they have gone by, and the same weekdays before them. */
function periodOf(
  query: { from?: string | undefined; to?: string | undefined },
  now: Date,
): Period {
  const today = localDay(now)
  const to = query.to ? dayNumber(query.to) : today
  const from = query.from ? dayNumber(query.from) : to - 6
  const length = to - from + 1
  if (length < 1 || length > longestPeriod) {
    throw new Failure('invalid_input', { fields: [{ path: 'from', code: 'out_of_range' }] })
  }
  const shift = Math.ceil(length / 7) * 7
  const [start, end] = [instantOf(from, 0), instantOf(to + 1, 0)]
  const elapsed = Math.max(0, Math.min(end, now.getTime()) - start)
  const earlier = start - shift * dayMs
  return {
    now,
    from,
    to,
    shift,
    // To the end of the day: the clock may lag a little behind what has just come.
    span: { start: new Date(start), end: new Date(end) },
    before: { start: new Date(earlier), end: new Date(earlier + elapsed) },
    elapsed,
  }
}

/** Everything that is asked of the cases, behind the wall. */
async function count(tx: Executor, scope: Scope, { span, before }: Period) {
  const first = await firstReport(tx, scope)
  const usual = span.start.getTime() - usualDays * dayMs
  const known = Math.max(usual, Math.min(first?.getTime() ?? Infinity, span.start.getTime()))
  const base: Span = { start: new Date(known), end: span.start }
  return {
    first: first && localDay(first),
    base,
    days: await countDays(tx, scope, span),
    daysBefore: await countDays(tx, scope, before),
    ratings: await countRatings(tx, scope, span),
    ratingsBefore: await countRatings(tx, scope, before),
    late: await countLate(tx, scope),
    agencies: await countAgencies(tx, scope, span),
    places: await countPlaces(tx, scope, span, base),
  }
}
type Counted = Awaited<ReturnType<typeof count>>

const agencyCodes = ({ late, agencies }: Counted) => [
  ...new Set([...late, ...agencies].flatMap(({ agency }) => agency ?? [])),
]

type Words = { rules: Rules; language: Language; agencies: AgencyNames }
type Named = { code: string; name: string }

/** The unit of today for one of then; one that was divided since stays as it was. */
async function communeToday(units: Units): Promise<(code: string, day: string) => Named> {
  const history = await units.history()
  const toToday = await units.todaysCommunes()
  return (old, day) => {
    const code = toToday(old, day, null)
    const unit = code === null ? null : history.unitNamed(code, history.today)
    if (unit) return { code: unit.code, name: shownName(unit) }
    return { code: old, name: history.labelOf(old, day) ?? old }
  }
}

function present(
  counted: Counted,
  period: Period,
  words: Words,
  commune: (code: string, day: string) => Named,
): Overview {
  const { now, from, to, shift } = period
  const { first, days, daysBefore } = counted
  // A time that began before the first report would be compared with less than it was.
  const isKnownBefore = first !== null && first <= from - shift
  const sum = (rows: DayCounts[], name: 'received' | 'answered' | 'onTime') =>
    rows.reduce((total, row) => total + row[name], 0)
  const before = (name: 'received' | 'answered' | 'onTime') =>
    isKnownBefore ? sum(daysBefore, name) : null
  return {
    asOf: now.toISOString(),
    period: {
      from: dayText(from),
      to: dayText(to),
      comparedFrom: dayText(from - shift),
      comparedTo: dayText(to - shift),
    },
    received: { now: sum(days, 'received'), before: before('received') },
    answered: {
      now: sum(days, 'answered'),
      onTime: sum(days, 'onTime'),
      before: before('answered'),
      onTimeBefore: before('onTime'),
    },
    overdue: presentLate(counted.late, words),
    ratings: [...words.rules.ratings.values()].map(({ code, name }) => {
      const of = (rows: Counted['ratings']) => rows.find((row) => row.rating === code)?.count ?? 0
      return {
        code,
        name: name[words.language],
        now: of(counted.ratings),
        before: isKnownBefore ? of(counted.ratingsBefore) : null,
      }
    }),
    days: presentDays(counted, period),
    rising: presentRising(counted, period, words, commune),
    agencies: presentAgencies(counted, words),
    communes: presentCommunes(counted.places, commune),
  }
}

const agencyNamed = (code: string | null, { agencies }: Words) =>
  code === null ? null : { code, name: agencies.get(code) ?? code }

function presentLate(late: Late[], words: Words): Overview['overdue'] {
  const [longest] = late
  return {
    count: late.reduce((total, { count }) => total + count, 0),
    longest: longest
      ? {
          id: longest.id,
          number: longest.number,
          days: longest.days,
          agency: agencyNamed(longest.agency, words),
        }
      : null,
    agencies: late
      .toSorted((one, other) => other.count - one.count || other.days - one.days)
      .slice(0, lateAgencies)
      .map(({ agency, count, days }) => ({ agency: agencyNamed(agency, words), count, days })),
  }
}

/** A day before the first report or after today is not known; one between without a report is 0. */
function presentDays({ first, days, daysBefore }: Counted, period: Period): Overview['days'] {
  const { from, to, shift, now } = period
  const today = localDay(now)
  const received = (rows: DayCounts[], day: number) =>
    first === null || day < first || day > today
      ? null
      : (rows.find((row) => row.day === dayText(day))?.received ?? 0)
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    day: dayText(from + index),
    received: received(days, from + index),
    before: received(daysBefore, from + index - shift),
  }))
}

function presentRising(
  { base, places }: Counted,
  { elapsed }: Period,
  { rules, language }: Words,
  commune: (code: string, day: string) => Named,
): Overview['rising'] {
  const days = Math.floor((base.end.getTime() - base.start.getTime()) / dayMs)
  if (days < fewestUsualDays) return null
  const part = elapsed / (base.end.getTime() - base.start.getTime())
  const rows = places
    .map((row) => ({ ...row, usual: row.base * part }))
    .filter(({ count, usual }) => count >= rises.count && count >= rises.times * usual)
    .toSorted((one, other) => other.count - other.usual - (one.count - one.usual))
    .slice(0, rises.rows)
    .map(({ subject, commune: place, day, count, base: earlier, usual }) => ({
      subject: {
        code: subject,
        name: rules.ever.subjects.near(subject, rules.today)?.name[language] ?? subject,
      },
      commune: commune(place, day),
      count,
      base: earlier,
      usual,
    }))
  return { days, rows }
}

function presentAgencies({ agencies, late }: Counted, words: Words): Overview['agencies'] {
  const overdue = new Map(late.map(({ agency, count }) => [agency, count]))
  const share = (row: { received: number; answered: number; onTime: number }) =>
    row.received >= fewestForOrder && row.answered > 0 ? row.onTime / row.answered : -1
  const idle = [...overdue.keys()]
    .filter((code) => code !== null && !agencies.some(({ agency }) => agency === code))
    .map((agency) => ({ agency: agency!, received: 0, answered: 0, onTime: 0 }))
  return [...agencies, ...idle]
    .map(({ agency, received, answered, onTime }) => ({
      ...agencyNamed(agency, words)!,
      received,
      answered,
      onTime,
      overdue: overdue.get(agency) ?? 0,
    }))
    .toSorted(
      (one, other) =>
        Number(other.received >= fewestForOrder) - Number(one.received >= fewestForOrder) ||
        share(other) - share(one) ||
        collator.compare(one.name, other.name),
    )
}

function presentCommunes(
  places: PlaceCounts[],
  commune: (code: string, day: string) => Named,
): Overview['communes'] {
  const found = new Map<string, Overview['communes'][number]>()
  for (const { commune: place, day, count } of places) {
    if (count === 0) continue
    const unit = commune(place, day)
    const row = found.get(unit.code) ?? { ...unit, count: 0 }
    found.set(unit.code, { ...row, count: row.count + count })
  }
  return [...found.values()].toSorted(
    (one, other) => other.count - one.count || collator.compare(one.name, other.name),
  )
}
