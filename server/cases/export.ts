import { Readable } from 'node:stream'
import { writeXlsxStream } from 'hucre/xlsx'
import type { ListFormat } from '../../contract/case-list.ts'
import { csvHead, csvLines } from '../../contract/csv.ts'
import type { Download } from '../../contract/endpoint.ts'
import type { Viewer } from '../identity/index.ts'
import { dayText, localDay } from '../places/index.ts'
import { appendAudit } from '../platform/audit/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Rules } from './catalogue.ts'
import { isCentreOf } from './policy.ts'
import { presentRow } from './present.ts'
import type { Context } from './present.ts'
import type { BoxQuery } from './queries.ts'
import type { CaseRecord } from './tables.ts'

/** More than anybody reads; whoever needs all of it takes it from the warehouse. */
export const mostRows = 100_000
const pageSize = 1_000

/** The words of a list's file, in the reader's language; the web's own, handed in by who composes. */
export type FileWords = {
  status: Record<string, string>
  box: Record<string, string>
  channel: Record<string, string>
  filter: Record<string, string>
  order: Record<string, string>
  file: Record<string, string>
}

/** What a list's file is made of: `page` gives a page of the list as it is by now. */
export type FileSource = {
  executor: Executor
  rules: Rules
  words: FileWords
  now: Date
  count: number
  context: (rows: CaseRecord[]) => Promise<Context>
  page: (
    after: string | undefined,
    limit: number,
  ) => Promise<{ rows: CaseRecord[]; next: string | null }>
}

type Cell = string | number | Date | null
type Column = {
  name: string
  width: number
  cell: (row: CaseRecord, source: { viewer: Viewer; context: Context; words: FileWords }) => Cell
}

/**
 * The columns. Nothing that a person wrote is among them but the title that everybody may read:
 * files are handed on, and the words of a report tell who sent it.
 */
const columns: Column[] = [
  { name: 'number', width: 13, cell: ({ number }) => number },
  { name: 'status', width: 22, cell: ({ status }, { words }) => words.status[status] ?? status },
  {
    name: 'class',
    width: 16,
    cell: (row, { context: { rules, language } }) =>
      rules.ever.classes.near(row.class, dayOf(row))?.name[language] ?? row.class,
  },
  {
    name: 'group',
    width: 24,
    cell: (row, { context: { rules, language } }) => {
      const code = rules.ever.subjects.near(row.subject, dayOf(row))?.group
      return rules.groups.find((group) => group.code === code)?.name[language] ?? null
    },
  },
  { name: 'subject', width: 34, cell: (row, at) => presented(row, at).subject.name },
  { name: 'commune', width: 24, cell: (row, at) => presented(row, at).commune.name },
  { name: 'agency', width: 34, cell: (row, at) => presented(row, at).agency?.name ?? null },
  { name: 'received', width: 17, cell: (row) => row.submitted_at },
  { name: 'updated', width: 17, cell: (row) => row.updated_at },
  { name: 'due', width: 17, cell: (row) => row.due_at },
  { name: 'answered', width: 17, cell: (row) => row.answered_at },
  {
    name: 'overdue',
    width: 10,
    cell: (row, at) => at.words.file[presented(row, at).overdue ? 'yes' : 'no']!,
  },
  { name: 'daysLeft', width: 12, cell: (row, at) => presented(row, at).daysLeft },
  { name: 'reopenings', width: 10, cell: (row) => row.reopenings },
  {
    name: 'rating',
    width: 18,
    cell: ({ rating, updated_at: at }, { context: { rules, language } }) =>
      rating && (rules.ever.choices.near(rating, dayText(localDay(at)))?.name[language] ?? rating),
  },
  {
    // Told to the centre alone, as in the case itself.
    name: 'channel',
    width: 18,
    cell: (row, { viewer, words }) =>
      isCentreOf(viewer, row) ? (words.channel[row.channel] ?? row.channel) : null,
  },
  { name: 'title', width: 48, cell: (row) => (row.public ? row.published_title : null) },
]

const dayOf = ({ submitted_at: at }: Pick<CaseRecord, 'submitted_at'>) => dayText(localDay(at))
const presented = (row: CaseRecord, { viewer, context }: { viewer: Viewer; context: Context }) =>
  presentRow(row, viewer, context)

/** Viet Nam has had one time for half a century; a spreadsheet's times have no zone. */
const local = (at: Date) => new Date(at.getTime() + 7 * 3_600_000)
const minute = (at: Date) => local(at).toISOString().slice(0, 16).replace('T', ' ')

/**
 * A work box as a file, as it is filtered and ordered; read page by page while it is sent, so that
 * it takes no more room for many rows than for few. That it was taken is told in the audit log
 * before the first row leaves.
 */
export async function exportCases(
  viewer: Viewer,
  query: BoxQuery,
  format: ListFormat,
  source: FileSource,
): Promise<Download> {
  const { executor, words, now, count } = source
  const { box, sort: _sort, order: _order, ...filter } = query
  const filters = Object.entries(filter).flatMap(([name, value]) => (value ? [name] : []))
  const rows = Math.min(count, mostRows)
  await appendAudit(executor, {
    kind: 'export',
    actorKind: 'staff',
    actor: viewer.id,
    data: { what: 'cases', format, box, rows, filters },
  })
  const name = `phan-anh-${minute(now).replace(/[ :]/g, '-')}.${format}`
  const headings = columns.map((column) => words.file[column.name]!)
  if (format === 'csv') {
    return { name, type: 'text/csv; charset=utf-8', body: Readable.from(csv(headings)) }
  }
  const head = headOf({ ...source, rows }, query)
  const sheet = writeXlsxStream(xlsx(head, headings), {
    name: words.file.sheet!,
    columns: columns.map(({ width, name: column }) => ({
      width,
      ...(isTime(column) && { numFmt: 'dd/mm/yyyy hh:mm' }),
    })),
    freezePane: { rows: head.length + 1 },
  })
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  return { name, type, body: Readable.fromWeb(sheet as never) }

  async function* pages(): AsyncGenerator<Cell[][]> {
    let after: string | undefined
    let left = mostRows
    do {
      const page = await source.page(after, Math.min(pageSize, left))
      const context = await source.context(page.rows)
      yield page.rows.map((row) => columns.map(({ cell }) => cell(row, { viewer, context, words })))
      left -= page.rows.length
      after = page.next ?? undefined
    } while (after && left > 0)
  }
  async function* csv(header: string[]): AsyncGenerator<string> {
    yield csvHead(header)
    for await (const page of pages()) {
      if (page.length > 0) {
        yield csvLines(
          page.map((row) => row.map((cell) => (cell instanceof Date ? minute(cell) : cell))),
        )
      }
    }
  }
  async function* xlsx(lines: string[], header: string[]): AsyncGenerator<Cell[]> {
    for (const line of lines) yield [line]
    yield header
    for await (const page of pages()) {
      // The type of a cell says that a text is one: no spreadsheet calculates it.
      yield* page.map((row) => row.map((cell) => (cell instanceof Date ? local(cell) : cell)))
    }
  }
}

const isTime = (column: string) => ['received', 'updated', 'due', 'answered'].includes(column)

/** What stands over the table: what it is, as of when, how many, by which filters. */
function headOf(
  { rules, words, now, count, rows }: FileSource & { rows: number },
  query: BoxQuery,
) {
  const { box, sort, order, ...filter } = query
  const fill = (text: string, values: Record<string, string>) =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  const wordsOf = (name: string, value: string): string => {
    const named = {
      commune: rules.communes.get(value)?.name,
      group: rules.groups.find(({ code }) => code === value)?.name.vi,
      subject: rules.subjects.get(value)?.name.vi,
      channel: words.channel[value],
      class: rules.ever.classes.near(value, rules.today)?.name.vi,
      rating: rules.ratings.get(value)?.name.vi,
      pictures: words.filter[value],
      from: value.split('-').reverse().join('/'),
      to: value.split('-').reverse().join('/'),
    } as Record<string, string | undefined>
    return named[name] ?? value
  }
  const narrowed = Object.entries(filter).flatMap(([name, value]) =>
    value ? [`${words.filter[name] ?? words.file.words}: ${wordsOf(name, value)}`] : [],
  )
  const [day, time] = minute(now).split(' ') as [string, string]
  const when = `${time} ${day.split('-').reverse().join('/')}`
  const grouped = (n: number) => new Intl.NumberFormat('vi-VN').format(n)
  return [
    fill(words.file.head!, { box: words.box[box] ?? box }),
    fill(words.file.asOf!, { when, n: grouped(rows) }),
    narrowed.length > 0 ? narrowed.join('; ') : words.file.unfiltered!,
    ...(sort ? [`${words.order.label}: ${words.order[`${sort}_${order ?? 'asc'}`]}`] : []),
    ...(rows < count ? [fill(words.file.cut!, { n: grouped(rows), all: grouped(count) })] : []),
    '',
  ]
}
