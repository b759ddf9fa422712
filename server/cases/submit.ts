import { v7 as uuidv7 } from 'uuid'
import type { Channel } from '../../contract/case-list.ts'
import type { ReportInput, ReportReceipt } from '../../contract/cases.ts'
import { Failure } from '../../contract/errors.ts'
import { batched } from '../platform/database/batch.ts'
import { firstAnswer } from '../platform/database/idempotency.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/index.ts'
import { insertEventsOf } from '../platform/events/index.ts'
import { insertLinksOf, isNotFree, notFree } from '../pictures/index.ts'
import { insertReportersOf, isCodeTaken, sealedColumns } from '../vault/index.ts'
import type { Seal, Vault } from '../vault/index.ts'
import { readAnswers, reporterText } from './answers.ts'
import type { Rules } from './catalogue.ts'
import { dueAfter } from './deadlines.ts'
import { newCode, newNumber } from './numbers.ts'
import { foldText } from '../../contract/fold.ts'

export type { Channel }

/** What the key's row keeps. The reporter's code stays in the vault. */
type Kept = { id: string; number: string; submittedAt: string; dueAt: string; acceptBy: string }

/** One report on its way, as the statement reads it. */
type Sent = ReturnType<typeof prepare>

/** Within so many metres, and so long ago at most, the same subject is the same trouble again. */
const again = { metres: 100, months: 12 }
/** One degree of latitude, in metres. */
const degree = 111_195

/** How often what a row of `a` tells of was answered there before; each half by an index of its own. */
const answeredThere = `
  select count(*)::int from (
    select p.id from cases.cases p
    where p.subject = a.subject and p.answered_at > a.at - interval '${again.months} months'
      and p.lat + 0 between a.lat - ${again.metres / degree} and a.lat + ${again.metres / degree}
      and sqrt(power((p.lat - a.lat) * ${degree}, 2)
        + power((p.lon - a.lon) * ${degree} * cos(radians(a.lat)), 2)) <= ${again.metres}
    union
    select p.id from cases.cases p
    where p.subject = a.subject and p.answered_at > a.at - interval '${again.months} months'
      and p.commune = a.commune and p.address_key = a.address_key
  ) there`

/**
 * Key, case, first action, reporter and event of one or many reports: one statement, one round trip,
 * one commit. A key that is there already inserts nothing. The times are handed in: the calendar
 * counts outside the database, from the database's clock.
 */
const statement = `
  with sent as materialized (
    select * from jsonb_to_recordset($1) as s(scope text, key text, hash text, answer jsonb,
      id uuid, number text, channel text, subject text, class text, description text,
       search text, commune text, lat float8, lon float8, address text, address_key text,
       answers jsonb, pictures uuid[],
      consents jsonb, at timestamptz, due timestamptz, ${sealedColumns})
  ), once as (
    insert into platform.idempotency (scope, key, request_hash, response)
    select scope, key, decode(hash, 'hex'), answer from sent
    on conflict do nothing
    returning response
  ), accepted as materialized (
    select sent.* from sent join once on once.response->>'id' = sent.id::text
  ), new_case as (
    insert into cases.cases (id, number, status, channel, subject, class, description, commune,
      lat, lon, address, address_key, answers, search, submitted_at, updated_at, due_at, recurs)
    select id, number, 'submitted', channel, subject, class, description, commune,
      lat, lon, address, address_key, answers, search, at, at, due, (${answeredThere})
    from accepted a
    returning id, channel, subject, submitted_at
  ), log as (
    insert into cases.actions (case_id, seq, type, actor_kind, input, at)
    select id, 1, 'submit', 'reporter',
      jsonb_build_object('channel', channel, 'subject', subject)
        || case when jsonb_array_length(consents) > 0
          then jsonb_build_object('consents', consents) else '{}' end, submitted_at
    from new_case join (select id, consents from accepted) given using (id)
  ), agreed as (
    insert into cases.consents (case_id, purpose, version, language, channel, at)
    select n.id, c.purpose, c.version, c.language, n.channel, n.submitted_at
    from new_case n join accepted a using (id) cross join lateral
      jsonb_to_recordset(a.consents) as c(purpose text, version date, language text)
  ), reporters as (
    ${insertReportersOf('accepted')}
  ), ${insertLinksOf('accepted')}, events as (
    ${insertEventsOf('accepted', 'cases.submitted', `array['centre', 'centre:' || commune]`)}
  )
  select response from once`

/**
 * Takes reports in. When a call resolves its report is durable; a repeat of its key finds it, and a
 * race waits on the key for the first to commit.
 */
export function createSubmit(database: Database, vault: Vault, clock: Clock) {
  const insert = batched(
    async (reports: Sent[]): Promise<(Kept | null)[]> => {
      const result = await vault.write((seal) =>
        database.pool.query<{ response: Kept }>({
          // Named, so that each connection parses and plans it once.
          name: 'cases.submit',
          text: statement,
          values: [JSON.stringify(reports.map((report) => sealed(report, seal)))],
        }),
      )
      const kept = new Map(result.rows.map(({ response }) => [response.id, response]))
      return reports.map(({ id }) => kept.get(id) ?? null)
    },
    { lanes: 3, most: 100 },
  )

  return async function submit(
    rules: Rules,
    input: ReportInput,
    once: Idempotency,
    channel: Channel,
    citizenId: string | null,
  ): Promise<ReportReceipt> {
    for (let attempt = 1; ; attempt += 1) {
      const report = prepare(rules, input, { once, channel, citizenId, at: await clock.now() })
      try {
        const kept = await insert(report)
        if (kept) return { ...kept, code: report.code, status: 'submitted' }
        return await repeated(database, vault, once)
      } catch (error) {
        if (isNotFree(error)) throw notFree('pictures')
        if (!isDrawnTwice(error) || attempt === 5) throw error
      }
    }
  }
}

/** @throws Failure invalid_input when the subject or the commune is not in force */
function prepare(
  rules: Rules,
  input: ReportInput,
  how: { once: Idempotency; channel: Channel; citizenId: string | null; at: Date },
) {
  const { once, channel, citizenId, at } = how
  const subject = rules.subjects.get(input.subject)
  const commune = rules.communes.get(input.commune)
  const answers = subject && readAnswers(subject, input.answers)
  const fields = [
    ...(subject ? [] : [{ path: 'subject', code: 'unknown' }]),
    ...(commune ? [] : [{ path: 'commune', code: 'unknown' }]),
    ...(subject?.contact === 'required' && !isReachable(input, citizenId)
      ? [{ path: 'phone', code: 'contact_needed' }]
      : []),
    ...faultsOf(rules, input.consents),
    ...(answers?.faults ?? []),
  ]
  if (!subject || !commune || fields.length > 0) throw new Failure('invalid_input', { fields })
  const answer: Kept = {
    id: uuidv7(),
    number: newNumber(),
    submittedAt: at.toISOString(),
    dueAt: dueAfter(rules, subject.class, at).toISOString(),
    acceptBy: dueAfter(rules, subject.class, at, 'accept').toISOString(),
  }
  const { kept = [] } = answers ?? {}
  const { description, address, name, phone, email, position, pictures = [] } = input
  return {
    scope: once.scope,
    key: once.key,
    hash: once.hash.toString('hex'),
    answer,
    id: answer.id,
    number: answer.number,
    code: newCode(),
    channel,
    subject: subject.code,
    class: subject.class,
    description,
    answers: kept,
    search: foldText([reporterText({ description, answers: kept }), address].join(' ')),
    commune: commune.code,
    lat: position?.lat,
    lon: position?.lon,
    address,
    address_key: address ? foldText(address) : null,
    name,
    phone,
    email,
    citizenId,
    pictures,
    consents: input.consents ?? [],
    at: answer.submittedAt,
    due: answer.dueAt,
  }
}

/** Who is signed in has a contact already. */
const isReachable = ({ phone, email }: ReportInput, citizenId: string | null) =>
  phone !== undefined || email !== undefined || citizenId !== null

/** A consent is to the words in force today: others were not asked. */
function faultsOf(rules: Rules, consents: ReportInput['consents'] = []) {
  const purposes = consents.map(({ purpose }) => purpose)
  const known = consents.every(
    ({ purpose, version }) => rules.consents.get(purpose)?.validFrom === version,
  )
  return known && new Set(purposes).size === purposes.length
    ? []
    : [{ path: 'consents', code: 'unknown' }]
}

/** A report as it goes to the database: who sent it only as the vault keeps it. */
function sealed({ code, name, phone, email, citizenId, ...report }: Sent, seal: Seal) {
  const person = { caseId: report.id, code, name: name ?? null, phone: phone ?? null }
  return { ...report, ...seal({ ...person, email: email ?? null, citizenId }) }
}

/** Whether a random number or code is taken already: nothing was written, others are drawn. */
function isDrawnTwice(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return isCodeTaken(error) || (code === '23505' && constraint === 'cases_number_key')
}

/** The receipt of a report that came before under the same key. */
async function repeated(
  database: Database,
  vault: Vault,
  once: Idempotency,
): Promise<ReportReceipt> {
  const kept = (await firstAnswer(database.executor, once)) as Kept
  const code = await vault.codeOfCase(database.executor, kept.id)
  if (!code) throw new Failure('not_found')
  return { ...kept, code, status: 'submitted' }
}
