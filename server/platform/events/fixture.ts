// What the tests of events, live and jobs share.
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { createTestDatabase } from '../../../test/database.ts'
import { openDatabase } from '../database/index.ts'
import type { Database, Executor } from '../database/index.ts'
import { appendEvents } from './index.ts'

export const log = pino({ level: process.env.NHIP_TEST_LOG ?? 'silent' })

/** An own database for a test file, open. */
export async function scratch(): Promise<{ database: Database; drop: () => Promise<void> }> {
  const { url, drop } = await createTestDatabase()
  const database = openDatabase(url)
  return {
    database,
    async drop() {
      await database.close()
      await drop()
    },
  }
}

/** Polls until the condition holds; the test's own time-out is the limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** Appends one event per subject. */
export function append(
  executor: Executor,
  subjects: string[],
  audience: string[] = ['centre'],
): Promise<void> {
  return appendEvents(
    executor,
    subjects.map((subject) => ({ type: 'cases.tested', subject, audience })),
  )
}

/** `count` new subjects. */
export function subjectsOf(count: number): string[] {
  return Array.from({ length: count }, () => randomUUID())
}

/** Breaks the sessions of a kind (`nhip-<name>`) as a crash would; returns how many there were. */
export async function terminate(database: Database, name: string): Promise<number> {
  const { rowCount } = await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = $1`,
    [`nhip-${name}`],
  )
  return rowCount ?? 0
}

/** One value of one row. */
export async function value<Value>(
  database: Database,
  text: string,
  values: unknown[] = [],
): Promise<Value> {
  const { rows } = await database.pool.query<[Value]>({ text, values, rowMode: 'array' } as never)
  return rows[0]![0]
}
