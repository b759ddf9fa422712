import { sql } from 'kysely'
import type { RecordChange } from '../../contract/administration.ts'
import { Failure } from '../../contract/errors.ts'
import { recordKinds } from '../../contract/records/kinds.ts'
import type { AnyRecord } from '../../contract/records/kinds.ts'
import type { KindName } from '../../contract/records/shared.ts'
import { cleanText } from '../../contract/text.ts'
import { staffNames } from '../identity/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { readChanges } from '../platform/records/index.ts'
import type { LoggedChange, RecordStore } from '../platform/records/index.ts'
import { formatsOf, mediaTypes, printRecordFile } from './files.ts'
import type { FileFormat } from './files.ts'
import { seen } from './state.ts'

/** Nobody reads further than this in the history of one record. */
const historyLimit = 500

/** The day it is in Vietnam, by the database's clock. */
export async function today(executor: Executor): Promise<string> {
  const { rows } = await sql<{ day: string }>`
    select (now() at time zone 'Asia/Ho_Chi_Minh')::date as day`.execute(executor)
  return rows[0]!.day
}

/** The records of a kind that hold on a day, found by words or by a field, a page of them. */
export async function listRecords(
  executor: Executor,
  store: RecordStore,
  kind: KindName,
  query: {
    q?: string | undefined
    day?: string | undefined
    where?: string | undefined
    offset: number
    limit: number
  },
) {
  const day = query.day === 'all' ? undefined : (query.day ?? (await today(executor)))
  const { records, total } = await store.read(kind).find(executor, {
    day,
    words: query.q === undefined ? undefined : cleanText(query.q),
    field: query.where === undefined ? undefined : fieldIn(kind, query.where),
    page: { offset: query.offset, limit: query.limit },
  })
  return { records: records.map((record) => seen(record)), total }
}

function fieldIn(kind: KindName, where: string): { name: string; value: string | null } {
  const colon = where.indexOf(':')
  const name = where.slice(0, Math.max(colon, 0))
  if (!Object.hasOwn(recordKinds[kind].schema.shape, name)) {
    throw new Failure('invalid_input', { fields: [{ path: 'where', code: 'unknown' }] })
  }
  return { name, value: cleanText(where.slice(colon + 1)) || null }
}

/**
 * All periods of a code and what was done to them, newest first.
 * @throws Failure not_found for a code that never was
 */
export async function getRecord(
  executor: Executor,
  store: RecordStore,
  kind: KindName,
  code: string,
) {
  const wanted = cleanText(code)
  const periods: AnyRecord[] = await store.read(kind).read(executor, [wanted])
  const changes = await readChanges(executor, { kind, code: wanted, limit: historyLimit })
  if (periods.length === 0 && changes.length === 0) throw new Failure('not_found')
  return { periods: periods.map(seen), changes: await withNames(executor, changes) }
}

/** The log of all changes, newest first, a page of it. */
export async function listChanges(
  executor: Executor,
  query: { kind?: string | undefined; before?: number | undefined; limit: number },
) {
  const found = await readChanges(executor, { ...query, limit: query.limit + 1 })
  const changes = found.slice(0, query.limit)
  return {
    changes: await withNames(executor, changes),
    next: found.length > query.limit ? changes.at(-1)!.id : null,
  }
}

async function withNames(executor: Executor, changes: LoggedChange[]): Promise<RecordChange[]> {
  const ids = changes.flatMap(({ actor }) => (actor === null ? [] : [actor]))
  const names = await staffNames(executor, [...new Set(ids)])
  return changes.map((change) => ({
    ...change,
    kind: change.kind as RecordChange['kind'],
    actor: change.actor === null ? null : (names.get(change.actor) ?? change.actor),
    at: change.at.toISOString(),
  }))
}

/** All records of a kind, or those that hold on a day, as the text of a file with its name. */
export async function exportRecords(
  executor: Executor,
  store: RecordStore,
  kind: KindName,
  query: { format: FileFormat; day?: string | undefined },
) {
  const { format, day } = query
  if (!formatsOf(kind).includes(format)) {
    throw new Failure('invalid_input', { fields: [{ path: 'format', code: 'not_on_a_map' }] })
  }
  const { records } = await store.read(kind).find(executor, { day })
  return {
    name: `${kind}-${day ?? (await today(executor))}.${format}`,
    type: mediaTypes[format],
    text: printRecordFile(kind, format, records),
  }
}
