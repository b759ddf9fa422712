import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { CaseOrder, SortKey } from '../../contract/case-list.ts'
import { Failure } from '../../contract/errors.ts'

/**
 * An order of the list: columns that together tell every row from every other, the last of them its
 * id. Times are compared as the database keeps them, to the microsecond: a page that began after a
 * rounded time would give a row twice or leave one out.
 */
export type Order = {
  /** Names the order, so that a page is never continued in another one. */
  name: string
  direction: 'asc' | 'desc'
  keys: RawBuilder<unknown>[]
  /** The type each key is written into a cursor as text from, and read back to. */
  types: ('timestamptz' | 'int' | 'uuid')[]
}

/** Where a page ended, as texts of its last row's keys. */
export type Ended = { key0: string; key1: string; key2: string | null }

const id = sql.ref('id')
const times: Record<Exclude<SortKey, 'commune'>, RawBuilder<unknown>> = {
  due: sql.ref('due_at'),
  received: sql.ref('submitted_at'),
  updated: sql.ref('updated_at'),
}

/** The order that is asked for, or the box's own; `communes` are the codes in the order of names. */
export function orderOf(asked: CaseOrder, newestFirst: boolean, communes: () => string[]): Order {
  const sort = asked.sort ?? (newestFirst ? 'received' : 'due')
  const own = sort === 'due' || sort === 'commune' ? 'asc' : 'desc'
  const direction = asked.order ?? own
  const name = `${sort} ${direction}`
  if (sort !== 'commune') {
    return { name, direction, keys: [times[sort], id], types: ['timestamptz', 'uuid'] }
  }
  // A commune of before, of another name by now, stands before the rest.
  const place = sql`coalesce(array_position(${communes()}::text[], commune), 0)`
  return { name, direction, keys: [place, times.due, id], types: ['int', 'timestamptz', 'uuid'] }
}

/** The columns by which a row tells where it stands. */
export const endColumns = ({ keys }: Order) =>
  [0, 1, 2].map((at) => {
    const key = keys[at]
    return (key ? sql<string>`${key}::text` : sql<string | null>`null::text`).as(`key${at}`)
  })

/** A cursor from the last row of a page. */
export function writeEnd({ name, keys }: Order, row: Ended): string {
  const ended = [row.key0, row.key1, row.key2].slice(0, keys.length)
  return Buffer.from(JSON.stringify([name, ...ended])).toString('base64url')
}

const patterns = {
  timestamptz: /^[\d :.+-]{19,40}$/,
  int: /^\d{1,9}$/,
  uuid: /^[\da-f-]{36}$/,
} as const

/**
 * The condition for what stands after a cursor.
 * @throws Failure invalid_input for what is no cursor of this order
 */
export function after({ name, direction, keys, types }: Order, cursor: string) {
  const ended = readEnd(cursor)
  const isOurs =
    ended.length === keys.length + 1 &&
    ended[0] === name &&
    types.every((type, at) => patterns[type].test(ended[at + 1]!))
  if (!isOurs) throw new Failure('invalid_input', { fields: [{ path: 'after', code: 'invalid' }] })
  const values = types.map((type, at) => sql`${ended[at + 1]}::${sql.raw(type)}`)
  const beyond = direction === 'asc' ? sql`>` : sql`<`
  return sql<boolean>`(${sql.join(keys)}) ${beyond} (${sql.join(values)})`
}

function readEnd(cursor: string): string[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(read) ? read.map(String) : []
  } catch {
    return []
  }
}
