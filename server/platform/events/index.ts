import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { tablesOf } from '../database/index.ts'
import type { Executor } from '../database/index.ts'

const tables = tablesOf('platform')

/** What happened to what, and who may be told. Ids only: a reader fetches what it may see. */
export type NewEvent = {
  /** `<domain>.<fact>`, e.g. `cases.assigned`. */
  type: string
  subject: string
  /** `centre`, `agency:<code>`; a live stream gets an event when it holds one of its tags. */
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
 * The same as a part of a larger statement; `guard` names a common table expression that must have
 * a row for the insert to happen.
 */
export function insertEvents(events: NewEvent[], guard: string): RawBuilder<unknown> {
  const rows = events.map(
    (event) =>
      sql`(${event.type}, ${event.subject}::uuid, ${event.audience}::text[],
        ${JSON.stringify(event.data ?? {})}::jsonb)`,
  )
  return sql`insert into platform.events (type, subject, audience, data)
    select e.* from ${sql.ref(guard)}, (values ${sql.join(rows)}) as e(type, subject, audience, data)`
}
