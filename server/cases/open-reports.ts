import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import { actions, actionTypes, isOpen, openStatuses } from '../../contract/field-report.ts'
import type { ActionType, Status } from '../../contract/field-report.ts'
import { agencyNames } from '../identity/index.ts'
import { picturesOf } from '../pictures/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'
import { stands } from './undo.ts'

/**
 * The narrow read for exchange with other systems. What {@link listOpenReports} and
 * {@link listOpenSteps} return may be shown to anybody; what only the reporter may see is asked for
 * apart ({@link reporterWords}, {@link reporterStepWords}), so that it cannot leave by oversight.
 */

/** The most rows one read returns. */
export const maxOpenRows = 1_000

export type OpenReport = {
  id: string
  number: string
  status: Status
  /** Whether it still waits for its answer. */
  open: boolean
  subject: string
  commune: string
  /** The name of the agency that has it. */
  agency: string | null
  /** Absent unless the subject is published without masking: the point may be somebody's home. */
  position: { lat: number; lon: number } | null
  published: { title: string; text: string; answer: string } | null
  /** Ids of the public copies of the pictures that were chosen to be shown. */
  pictures: string[]
  submittedAt: Date
  updatedAt: Date
  answeredAt: Date | null
  dueAt: Date
}

/** Half-open range of time; `page` counts from 1. */
export type OpenReportQuery = {
  from: Date
  to: Date
  subjects?: string[] | undefined
  open?: boolean | undefined
  near?: { lat: number; lon: number; metres: number } | undefined
  page: number
  pageSize: number
}

/** A subject that is unknown by now counts as closed: the safe side. */
const publication = sql<string>`coalesce((
  select s.publication from cases.subjects s
  where s.code = c.subject and s.valid_from <= (now() at time zone 'Asia/Ho_Chi_Minh')::date
  order by s.valid_from desc limit 1), 'closed')`

const mayBeShown = sql<boolean>`${publication} <> 'closed'`
/** Where names and house numbers are to be covered, the exact point would tell as much. */
const mayBePlaced = sql<boolean>`${publication} = 'public'`

const selectReports = (executor: Executor) =>
  tables(executor)
    .selectFrom('cases.cases as c')
    .where('c.type', '=', 'field_report')
    .select([
      'c.id',
      'c.number',
      'c.status',
      'c.subject',
      'c.commune',
      'c.agency',
      'c.lat',
      'c.lon',
      'c.public',
      'c.published_title',
      'c.published_text',
      'c.published_answer',
      'c.submitted_at',
      'c.updated_at',
      'c.answered_at',
      'c.due_at',
      mayBeShown.as('shown'),
      mayBePlaced.as('placed'),
    ])

type Row = Awaited<ReturnType<ReturnType<typeof selectReports>['execute']>>[number]

async function present(executor: Executor, rows: Row[]): Promise<OpenReport[]> {
  const codes = new Set(rows.flatMap((row) => row.agency ?? []))
  const agencies = await agencyNames(executor, [...codes])
  const published = rows.filter((row) => row.shown && row.public)
  const pictures = await picturesOf(
    executor,
    published.map(({ id }) => id),
  )
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    status: row.status as Status,
    open: isOpen(row.status as Status),
    subject: row.subject,
    commune: row.commune,
    agency: row.agency && (agencies.get(row.agency) ?? row.agency),
    position:
      row.placed && row.lat !== null && row.lon !== null ? { lat: row.lat, lon: row.lon } : null,
    published:
      row.shown && row.public && row.published_title !== null
        ? { title: row.published_title, text: row.published_text!, answer: row.published_answer! }
        : null,
    pictures: (pictures.get(row.id) ?? []).flatMap((one) =>
      one.chosen && one.copy ? one.copy : [],
    ),
    submittedAt: row.submitted_at,
    updatedAt: row.updated_at,
    answeredAt: row.answered_at,
    dueAt: row.due_at,
  }))
}

/** The cases with these public numbers, newest first; unknown numbers are absent. */
export async function openReportsByNumber(
  executor: Executor,
  numbers: string[],
): Promise<OpenReport[]> {
  if (numbers.length === 0) return []
  const rows = await selectReports(executor)
    .where('c.number', 'in', numbers.slice(0, maxOpenRows))
    .orderBy('c.submitted_at', 'desc')
    .orderBy('c.id', 'desc')
    .execute()
  return present(executor, rows)
}

/** One page of the cases submitted in a range of time, newest first. */
export async function listOpenReports(
  executor: Executor,
  query: OpenReportQuery,
): Promise<OpenReport[]> {
  const pageSize = Math.min(query.pageSize, maxOpenRows)
  let select = selectReports(executor)
    .where('c.submitted_at', '>=', query.from)
    .where('c.submitted_at', '<', query.to)
    .orderBy('c.submitted_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(pageSize)
    .offset((query.page - 1) * pageSize)
  if (query.subjects) select = select.where('c.subject', 'in', query.subjects)
  if (query.open !== undefined) {
    select = select.where('c.status', query.open ? 'in' : 'not in', openStatuses)
  }
  if (query.near) select = select.where(within(query.near))
  return present(executor, await select.execute())
}

/** One degree of latitude. */
const metresPerDegree = 111_195

/** A hidden point is not found either: circles around it would give it away. */
function within({ lat, lon, metres }: { lat: number; lon: number; metres: number }) {
  const high = metres / metresPerDegree
  const wide = high / Math.max(0.01, Math.cos((lat * Math.PI) / 180))
  return sql<SqlBool>`
    c.lat between ${lat - high}::float8 and ${lat + high}::float8
    and c.lon between ${lon - wide}::float8 and ${lon + wide}::float8
    and 2 * 6371008.8 * asin(least(1, sqrt(
      power(sin(radians(c.lat - ${lat}::float8) / 2), 2)
      + cos(radians(${lat}::float8)) * cos(radians(c.lat))
        * power(sin(radians(c.lon - ${lon}::float8) / 2), 2)))) <= ${metres}::float8
    and ${mayBePlaced}`
}

/** What the reporter wrote and was told. */
export type ReporterWords = {
  description: string
  address: string | null
  position: { lat: number; lon: number } | null
  question: string | null
  guidance: string | null
  answer: string | null
}

/** Only for whoever brought these cases. */
export async function reporterWords(
  executor: Executor,
  ids: string[],
): Promise<Map<string, ReporterWords>> {
  if (ids.length === 0) return new Map()
  const rows = await tables(executor)
    .selectFrom('cases.cases')
    .select(['id', 'description', 'address', 'lat', 'lon', 'status', 'question', 'guidance'])
    .select('published_answer')
    .where('id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => [
      row.id,
      {
        description: row.description,
        address: row.address,
        position: row.lat !== null && row.lon !== null ? { lat: row.lat, lon: row.lon } : null,
        question: row.status === 'waiting_citizen' ? row.question : null,
        guidance: row.status === 'declined' ? row.guidance : null,
        answer: row.published_answer,
      },
    ]),
  )
}

export type OpenStep = {
  caseId: string
  number: string
  seq: number
  type: ActionType
  at: Date
  /** The last action up to this step that changed the status, leaving questions aside. */
  change: ActionType | 'submit'
  /** Whether the agency's last answer said that the matter is finished. */
  finished: boolean
  agency: string | null
  rating: string | null
  subject: string | null
  /** A public note or the published answer. */
  text: string | null
}

const publicTypes = actionTypes.filter((type) => actions[type].public)
const changingTypes = [
  'submit',
  ...actionTypes.filter((type) => {
    const to: string = actions[type].to
    return to !== 'same' && to !== 'back' && type !== 'ask_citizen'
  }),
]

/**
 * Public steps, oldest first unless `newestFirst`: of the cases given, or of all cases in a
 * half-open range of time.
 */
export async function listOpenSteps(
  executor: Executor,
  query: { newestFirst?: boolean; page: number; pageSize: number } & (
    | { caseIds: string[] }
    | { from: Date; to: Date }
  ),
): Promise<OpenStep[]> {
  const direction = query.newestFirst ? 'desc' : 'asc'
  const lastOf = (value: RawBuilder<unknown>, types: string[]) => sql<string | null>`(
    select ${value} from cases.actions x
    where x.case_id = a.case_id and x.seq <= a.seq and x.type = any(${types})
      and ${stands('x')}
    order by x.seq desc limit 1)`
  let select = tables(executor)
    .selectFrom('cases.actions as a')
    .innerJoin('cases.cases as c', 'c.id', 'a.case_id')
    .select(['a.case_id', 'c.number', 'a.seq', 'a.type', 'a.at', 'a.input', 'c.public'])
    .select(mayBeShown.as('shown'))
    .select(lastOf(sql`x.type`, changingTypes).as('change'))
    .select(lastOf(sql`x.input->>'finished'`, ['answer']).as('finished'))
    .where('c.type', '=', 'field_report')
    .where('a.type', 'in', publicTypes)
    .where(stands('a'))
    .orderBy('a.at', direction)
    .orderBy('a.case_id', direction)
    .orderBy('a.seq', direction)
    .limit(query.pageSize)
    .offset((query.page - 1) * query.pageSize)
  if ('caseIds' in query) {
    if (query.caseIds.length === 0) return []
    select = select.where('a.case_id', 'in', query.caseIds)
  } else {
    select = select.where('a.at', '>=', query.from).where('a.at', '<', query.to)
  }
  const rows = await select.execute()
  const codes = rows.flatMap((row) => textOf(row.input, 'agency') ?? [])
  const agencies = await agencyNames(executor, [...new Set(codes)])
  return rows.map((row) => {
    const type = row.type as ActionType
    const agency = type === 'assign' ? textOf(row.input, 'agency') : null
    return {
      caseId: row.case_id,
      number: row.number,
      seq: row.seq,
      type,
      at: row.at,
      change: (row.change ?? 'submit') as OpenStep['change'],
      finished: row.finished === 'true',
      agency: agency && (agencies.get(agency) ?? agency),
      rating: type === 'rate' ? textOf(row.input, 'rating') : null,
      subject: type === 'reclassify' ? textOf(row.input, 'subject') : null,
      text: row.shown ? publicText(type, row.input, row.public) : null,
    }
  })
}

function publicText(type: ActionType, input: unknown, published: boolean): string | null {
  if (type === 'note_public') return textOf(input, 'text')
  return type === 'publish' && published ? textOf(input, 'answer') : null
}

/**
 * What only the reporter was told in a step, by `<case>-<seq>`: a question, guidance, an answer that
 * is not for everybody. Only for whoever brought these cases.
 */
export async function reporterStepWords(
  executor: Executor,
  caseIds: string[],
): Promise<Map<string, string>> {
  if (caseIds.length === 0) return new Map()
  const rows = await tables(executor)
    .selectFrom('cases.actions')
    .select(['case_id', 'seq', 'type', 'input'])
    .where('case_id', 'in', caseIds)
    .where('type', 'in', ['ask_citizen', 'decline', 'note_public', 'publish'])
    .execute()
  const field = { ask_citizen: 'question', decline: 'guidance', note_public: 'text' }
  return new Map(
    rows.flatMap((row): [string, string][] => {
      const text = textOf(row.input, field[row.type as keyof typeof field] ?? 'answer')
      return text === null ? [] : [[`${row.case_id}-${row.seq}`, text]]
    }),
  )
}

function textOf(input: unknown, key: string): string | null {
  const value = (input as Record<string, unknown>)[key]
  return typeof value === 'string' ? value : null
}
