import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

/** A value of a row: a time, a text, JSON already as text, or nothing. */
export type CopyValue = string | number | boolean | Date | null

/** Characters that stand for something in COPY's text format. */
const special = /[\\\t\n\r]/g
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function textOf(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') return value.replace(special, (letter) => escapes[letter]!)
  return value instanceof Date ? value.toISOString() : String(value)
}

/**
 * Writes many rows into a table by COPY, in the client's transaction: some ten times as quick as
 * INSERTs. `table` and `columns` are the program's own words.
 */
export async function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly CopyValue[])[],
): Promise<void> {
  if (rows.length === 0) return
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
  const done = finished(stream)
  // Observed below; until then a refusal must not end the process.
  done.catch(() => {})
  const step = 500
  for (let from = 0; from < rows.length && !stream.destroyed; from += step) {
    const lines = rows.slice(from, from + step).map((row) => `${row.map(textOf).join('\t')}\n`)
    if (!stream.write(lines.join(''))) await Promise.race([once(stream, 'drain'), done])
  }
  stream.end()
  await done
}
