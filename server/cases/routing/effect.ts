import { sql } from 'kysely'
import type { z } from 'zod'
import { Failure } from '../../../contract/errors.ts'
import { codeOf, recordKinds } from '../../../contract/records/kinds.ts'
import type { Geometry } from '../../../contract/records/places.ts'
import type { RuleTrial, tryRule } from '../../../contract/routing.ts'
import type { Viewer } from '../../identity/index.ts'
import type { AreaIndex, Areas } from '../../places/index.ts'
import type { Database, Executor } from '../../platform/database/index.ts'
import { fieldErrors } from '../../platform/http/route.ts'
import type { RecordStore } from '../../platform/records/index.ts'
import type { Language, Rules } from '../catalogue.ts'
import { periodsOf } from '../periods.ts'
import { isCentreOf } from '../policy.ts'
import { subjectTable } from '../records.ts'
import { tables } from '../tables.ts'
import { firstWords } from '../words.ts'
import { covers } from './appoint.ts'
import { decide } from './decide.ts'
import { readFactsOfEach, readOrder } from './facts.ts'
import { countReports, firstDifference, reportsTouched } from './touched.ts'
import type { Period, Report } from './touched.ts'

export type Effect = z.input<typeof tryRule.response>
type Agency = { code: string; name: string } | null
type Move = { from: Agency; to: Agency; reports: Report[] }

/** Reports routed at once. */
const batchSize = 1_000
const mostSamples = 5
/** Ends the transaction of a trial: nothing of it stays. */
const undo = new Error('a trial leaves nothing')

type TrialParts = {
  database: Database
  records: RecordStore
  rules: () => Promise<Rules>
  areas: Areas
}

/**
 * Routes the reports of the last days twice, without a record and with it, as of the first day from
 * today on which it makes a difference. The record is written by the store itself, in a transaction
 * that is rolled back: what would be refused there is refused here.
 * @throws Failure invalid_input with fields `record.<path>`
 */
export async function effectOf(
  { database, records, rules, areas }: TrialParts,
  trial: RuleTrial,
  viewer: Viewer,
): Promise<Effect> {
  const { kind, days } = trial
  const parsed = recordKinds[kind].schema.safeParse(trial.record)
  if (!parsed.success) {
    throw new Failure('invalid_input', { fields: fieldErrors(parsed.error, 'record.') })
  }
  const record = parsed.data
  const { today } = await rules()
  const index = await areas.areas()
  let effect: Effect = { reports: 0, moves: [] }
  try {
    await database.transaction(async (tx) => {
      const periods = () => records.read(kind).read(tx, [codeOf(kind, record)]) as Promise<Period[]>
      const write = () =>
        records.write(tx, { [kind]: [record] }, { actor: viewer.id, origin: 'trial' })
      effect.reports = await countReports(tx, days)
      const before = await periods()
      // Written once to learn from which day it counts, and again once the old routes are known.
      await sql`savepoint trial`.execute(tables(tx))
      await write()
      const day = firstDifference(before, await periods(), today)
      if (day === null) throw undo
      await sql`rollback to savepoint trial`.execute(tables(tx))
      const concerned = await concernOf(tx, records, kind, [...before, record])
      const touched = await reportsTouched(tx, days, concerned)
      const old = await routesOf(tx, day, index, touched)
      await write()
      const moves = movesBetween(touched, old, await routesOf(tx, day, index, touched))
      effect = { ...effect, moves: await present(tx, moves, viewer, await rules(), trial.language) }
      throw undo
    })
  } catch (error) {
    if (error !== undo) throw aboutRecord(error, kind)
  }
  return effect
}

/** Which reports some periods of a record can concern: their subjects, and where they must be. */
async function concernOf(
  tx: Executor,
  records: RecordStore,
  kind: RuleTrial['kind'],
  periods: Period[],
): Promise<{ subjects: string[]; geometries: Geometry[] | null }> {
  if (kind === 'subjects') return { subjects: [codeOf(kind, periods[0]!)], geometries: null }
  const codes = periods.map((period) => String(kind === 'features' ? period.class : period.code))
  const classes = await records.read('featureClasses').read(tx, [...new Set(codes)])
  const listed = [
    ...classes.flatMap(({ subjects }) => subjects),
    // A class on trial is not written yet.
    ...(kind === 'featureClasses' ? periods.flatMap(({ subjects }) => subjects as string[]) : []),
  ]
  const subjects = (await subjectTable.read(tx)).filter((subject) => covers(listed, subject))
  return {
    subjects: [...new Set(subjects.map(({ code }) => code))],
    geometries: kind === 'features' ? periods.map(({ geometry }) => geometry as Geometry) : null,
  }
}

/** The agencies of reports by the rules that the executor sees, in the order of the reports. */
async function routesOf(
  executor: Executor,
  day: string,
  index: AreaIndex,
  reports: Report[],
): Promise<Agency[]> {
  const subjects = periodsOf(await subjectTable.read(executor))
  const order = await readOrder(executor, day)
  const routes: Agency[] = []
  for (let start = 0; start < reports.length; start += batchSize) {
    const batch = reports.slice(start, start + batchSize).map((report) => {
      const position =
        report.lat === null || report.lon === null ? null : { lat: report.lat, lon: report.lon }
      const code = (position && index.at(position)?.code) ?? report.commune
      const subject = subjects.on(report.subject, day)
      return subject && { subject, position, commune: { code, name: code } }
    })
    // A subject that is no longer in force is for a person.
    const known = batch.filter((matter) => matter !== undefined)
    const decisions = (await readFactsOfEach(executor, order, known)).map(decide)
    const agencies = new Map(known.map((matter, at) => [matter, decisions[at]!.agency]))
    routes.push(...batch.map((matter) => (matter && agencies.get(matter)) ?? null))
  }
  return routes
}

/** Which reports change hands, the largest move first. */
function movesBetween(reports: Report[], old: Agency[], changed: Agency[]): Move[] {
  const moves = new Map<string, Move>()
  for (const [index, report] of reports.entries()) {
    const [from, to] = [old[index] ?? null, changed[index] ?? null]
    if (from?.code === to?.code) continue
    const key = `${from?.code} ${to?.code}`
    const move = moves.get(key) ?? { from, to, reports: [] }
    move.reports.push(report)
    moves.set(key, move)
  }
  return [...moves.values()].toSorted((a, b) => b.reports.length - a.reports.length)
}

/** The reporter's words are the centre's to read; others get what is published, or the subject. */
async function present(
  tx: Executor,
  moves: Move[],
  viewer: Viewer,
  rules: Rules,
  language: Language,
): Promise<Effect['moves']> {
  const samples = moves.map(({ reports }) => reports.slice(0, mostSamples))
  const ids = samples.flat().map(({ id }) => id)
  const rows = await tables(tx)
    .selectFrom('cases.cases')
    .select(['id', 'number', 'subject', 'commune', 'description', 'published_title'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  const shown = new Map(
    rows.map(({ id, number, subject, commune, description, published_title: title }) => {
      const words = isCentreOf(viewer, { commune })
        ? firstWords(description, 100)
        : (rules.subjects.get(subject)?.name[language] ?? subject)
      return [id, { id, number, summary: title ?? words }]
    }),
  )
  return moves.map(({ from, to, reports }, index) => ({
    from,
    to,
    count: reports.length,
    samples: samples[index]!.map(({ id }) => shown.get(id)!),
  }))
}

/** The store names the first record of its batch; the caller sent just one. */
function aboutRecord(error: unknown, kind: RuleTrial['kind']): unknown {
  if (!(error instanceof Failure) || !error.fields) return error
  const fields = error.fields.map(({ path, code }) => {
    return { path: path.replace(`${kind}.0.`, 'record.'), code }
  })
  return new Failure(error.code, { fields })
}
