import type { AuditEntry, AuditFilter } from '../../../contract/audit.ts'
import { isValidNumber, normalizeDigits, numberLength } from '../../../contract/codes.ts'
import { changeKinds } from '../../../contract/administration.ts'
import { cleanText } from '../../../contract/text.ts'
import { caseOfNumber, numbersOf } from '../../cases/index.ts'
import { agencyNames, listPeople, staffNames } from '../../identity/index.ts'
import { readEntries } from '../../platform/audit/index.ts'
import type { ReadEntry } from '../../platform/audit/index.ts'
import type { Executor } from '../../platform/database/index.ts'

/** A filter as the log understands it: ids for names, numbers and codes. */
export type Wanted = Omit<Parameters<typeof readEntries>[1], 'after' | 'limit'>

/** Nobody is looked for by words that fit more people than this. */
const mostPeople = 200

/** Finds the accounts and subjects that somebody means. */
export async function wantedOf(executor: Executor, filter: AuditFilter): Promise<Wanted> {
  const { from, to, kind } = filter
  return {
    from,
    to,
    kind,
    ...(filter.actor && { actors: await actorsOf(executor, cleanText(filter.actor)) }),
    ...(filter.subject && { subjects: await subjectsOf(executor, cleanText(filter.subject)) }),
  }
}

async function actorsOf(executor: Executor, typed: string): Promise<string[]> {
  const { people } = await listPeople(executor, { q: typed, offset: 0, limit: mostPeople })
  return [typed, ...people.map(({ id }) => id)]
}

async function subjectsOf(executor: Executor, typed: string): Promise<string[]> {
  const number = normalizeDigits(typed)
  const caseId = isValidNumber(number, numberLength) ? await caseOfNumber(executor, number) : null
  return [typed, ...(caseId ? [caseId] : []), ...changeKinds.map((kind) => `${kind}:${typed}`)]
}

/** A page of the log, newest first, with the names behind the ids. */
export async function listAudit(
  executor: Executor,
  query: AuditFilter & { after?: string | undefined; limit: number },
): Promise<{ entries: AuditEntry[]; next: string | null }> {
  const { after, limit } = query
  const wanted = await wantedOf(executor, query)
  const found = await readEntries(executor, { ...wanted, after, limit: limit + 1 })
  const page = found.slice(0, limit)
  return {
    entries: await withNames(executor, page),
    next: found.length > limit ? page.at(-1)!.cursor : null,
  }
}

const account = (subject: string | null) =>
  subject?.startsWith('people:') ? subject.slice('people:'.length) : null
const agency = (subject: string | null) =>
  subject?.startsWith('agencies:') ? subject.slice('agencies:'.length) : null
const text = (value: unknown) => (typeof value === 'string' ? value : null)

export async function withNames(executor: Executor, rows: ReadEntry[]): Promise<AuditEntry[]> {
  const all = (pick: (row: ReadEntry) => (string | null)[]) => [
    ...new Set(rows.flatMap((row) => pick(row).flatMap((id) => id ?? []))),
  ]
  const staff = await staffNames(
    executor,
    all((row) => [row.actor, account(row.subject), text(row.data.to), text(row.data.for)]),
  )
  const agencies = await agencyNames(
    executor,
    all((row) => [agency(row.subject), text(row.data.to)]),
  )
  const numbers = await numbersOf(
    executor,
    all((row) => [row.subject]),
  )
  const nameOf = (subject: string): string | null =>
    numbers.get(subject) ??
    staff.get(account(subject) ?? '') ??
    agencies.get(agency(subject) ?? '') ??
    null
  return rows.map(({ id, seq, at, kind, actorKind, actor, subject, data, hash }) => {
    const to = text(data.to)
    const giver = text(data.for)
    return {
      id,
      seq,
      at: at.toISOString(),
      kind,
      actor: {
        kind: actorKind,
        id: actor,
        name: actor && (staff.get(actor) ?? null),
        actingFor: giver && (staff.get(giver) ?? giver),
      },
      subject: subject === null ? null : { id: subject, name: nameOf(subject) },
      data,
      to: to && (agencies.get(to) ?? staff.get(to) ?? to),
      hash,
    }
  })
}
