import { sql } from 'kysely'
import { tablesOf } from '../database/index.ts'
import type { Executor } from '../database/index.ts'

const tables = tablesOf('platform')

/** What happened to what, and who may be told. Ids only: a reader fetches what it may see. */
export type NewEvent = {
  /** `<domain>.<fact>`, e.g. `cases.assigned`. */
  type: string
  subject: string
  /**
   * `centre`, `agency:<code>`, each also with the commune: `centre:<code>`; a live stream gets an
   * event when it holds one of its tags.
   */
  audience: string[]
  data?: Record<string, string | number | boolean | null>
}

/** An event as readers see it: numbered in the order of commits, without gaps for a reader. */
export type NumberedEvent = NewEvent & { position: number; at: Date }

/** Writes events in the transaction of the change they tell of; the row is the queue. */
export async function appendEvents(tx: Executor, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return
  await tables(tx)
    .insertInto('platform.events')
    .values(
      events.map((event) => ({
        type: event.type,
        subject: event.subject,
        audience: event.audience,
        data: sql`${JSON.stringify(event.data ?? {})}::jsonb`,
      })),
    )
    .execute()
}

/**
 * The same as a part of a larger statement: one event for each row of the common table expression
 * `rows`, whose column `id` is the subject; `audience` is an SQL expression over its columns.
 */
export function insertEventsOf(rows: string, type: string, audience: string): string {
  return `insert into platform.events (type, subject, audience)
    select '${type}', id, ${audience} from ${rows}`
}
