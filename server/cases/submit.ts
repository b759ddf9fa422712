import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { ReportInput, ReportReceipt } from '../../contract/cases.ts'
import { Failure } from '../../contract/errors.ts'
import type { Database } from '../platform/database/index.ts'
import { firstAnswer } from '../platform/database/idempotency.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import { insertEvents } from '../platform/events/index.ts'
import { codeOfCase, insertReporter } from '../vault/index.ts'
import type { Rules } from './catalogue.ts'
import { newCode, newNumber } from './numbers.ts'
import { tables } from './tables.ts'
import { foldText } from './words.ts'

export type Channel = 'web' | 'open311' | 'hotline'

/** What the key's row keeps. The reporter's code stays in the vault. */
type Kept = { id: string; number: string; submittedAt: string; dueAt: string }

/**
 * Takes a report in. Key, case, first action, reporter and event are one statement – one round trip
 * and one commit: when this resolves the report is durable, and a repeat of the key finds it.
 */
export async function submit(...call: Parameters<typeof trySubmit>): Promise<ReportReceipt> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await trySubmit(...call)
    } catch (error) {
      if (!isDrawnTwice(error) || attempt === 5) throw error
    }
  }
}

/** Whether a random number or code is taken already: nothing was written, others are drawn. */
function isDrawnTwice(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' && /^(cases_number|reporters_code)_key$/.test(constraint ?? '')
}

async function trySubmit(
  database: Database,
  rules: Rules,
  input: ReportInput,
  once: Idempotency,
  channel: Channel,
): Promise<ReportReceipt> {
  const subject = rules.subjects.get(input.subject)
  const commune = rules.communes.get(input.commune)
  const fields = [
    ...(subject ? [] : [{ path: 'subject', code: 'unknown' }]),
    ...(commune ? [] : [{ path: 'commune', code: 'unknown' }]),
  ]
  if (!subject || !commune) throw new Failure('invalid_input', { fields })

  // Counting working days costs more than all the rows; the database still says which day it is.
  const today = rules.deadlines.get(subject.class)
  const id = uuidv7()
  const number = newNumber()
  const code = newCode()
  const statement = sql<{ response: Kept }>`
    with clock as materialized (
      select now() as at, case (now() at time zone 'Asia/Ho_Chi_Minh')::date
        when ${today?.day ?? null}::date then ${today?.dueAt ?? null}::timestamptz
        else cases.due_at(${subject.class}, now()) end as due
    ), once as (
      insert into platform.idempotency (scope, key, request_hash, response)
      select ${once.scope}, ${once.key}, ${once.hash}::bytea, jsonb_build_object(
        'id', ${id}::text, 'number', ${number}::text,
        'submittedAt', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'dueAt', to_char(due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      from clock
      on conflict do nothing
      returning response
    ), new_case as (
      insert into cases.cases (id, number, status, channel, subject, class, description, commune,
        lat, lon, address, search, submitted_at, updated_at, due_at)
      select ${id}::uuid, once.response->>'number', 'submitted', ${channel}, ${subject.code},
        ${subject.class}, ${input.description}, ${commune.code},
        ${input.position?.lat ?? null}::float8, ${input.position?.lon ?? null}::float8,
        ${input.address ?? null}::text,
        ${foldText([input.description, input.address].join(' '))},
        clock.at, clock.at, clock.due
      from once, clock
      returning id
    ), log as (
      insert into cases.actions (case_id, seq, type, actor_kind, input)
      select id, 1, 'submit', 'reporter',
        jsonb_build_object('channel', ${channel}::text, 'subject', ${subject.code}::text)
      from new_case
    ), reporter as (
      ${insertReporter({ caseId: id, code, ...personOf(input) }, 'once')}
    ), event as (
      ${insertEvents([{ type: 'cases.submitted', subject: id, audience: ['centre'] }], 'once')}
    )
    select response from once`
  const compiled = statement.compile(tables(database.executor))
  const result = await database.pool.query<{ response: Kept }>({
    // Named, so that each connection parses and plans it once.
    name: 'cases.submit',
    text: compiled.sql,
    values: [...compiled.parameters],
  })
  const kept = result.rows[0]?.response
  if (kept) return { ...kept, code, status: 'submitted' }
  return repeated(database, once)
}

function personOf(input: ReportInput) {
  return { name: input.name, phone: input.phone, email: input.email }
}

/** The receipt of a report that came before under the same key. */
async function repeated(database: Database, once: Idempotency): Promise<ReportReceipt> {
  const kept = (await firstAnswer(database.executor, once)) as Kept
  const code = await codeOfCase(database.executor, kept.id)
  if (!code) throw new Failure('not_found')
  return { ...kept, code, status: 'submitted' }
}
