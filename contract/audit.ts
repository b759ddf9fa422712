import { z } from 'zod'
import { endpoint } from './endpoint.ts'

/** What the audit log tells of. `genesis` is its first entry, `head` the signing of a day's end. */
export const auditKinds = [
  'genesis',
  'action',
  'change',
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'locked',
  'refused',
  'code_request',
  'password_change',
  'second_factor_set',
  'passkey_added',
  'passkey_removed',
  'read',
  'picture_read',
  'picture',
  'command',
  'export',
  'erasure',
  'shift',
  'head',
] as const
export type AuditKind = (typeof auditKinds)[number]

/** Who acted; `unknown` is somebody who was not let in. */
export const auditActors = ['staff', 'reporter', 'system', 'command', 'unknown'] as const
export type AuditActor = (typeof auditActors)[number]

/**
 * What can be wrong with the chain. Of entries: `changed`, `missing` (a gap), `reordered`. Of what
 * was signed: `signature` (the newest entries are not those that were sealed), `head` (not those of
 * a day's signed end). Of the rows that entries tell of: `source_changed`, `source_missing`, and
 * `source_unlogged` for a row that no entry tells of.
 */
export const auditFaults = [
  'changed',
  'missing',
  'reordered',
  'signature',
  'head',
  'source_changed',
  'source_missing',
  'source_unlogged',
] as const

export const auditFault = z.object({
  fault: z.enum(auditFaults),
  /** The place in the chain of the first bad entry; null for a row without one. */
  seq: z.int().nullable(),
  /** The row that the entry tells of, e.g. `cases.actions 0199…/3`, or the day of a head. */
  row: z.string().nullable(),
})
export type AuditFault = z.infer<typeof auditFault>

const when = z.iso.datetime({ offset: true })

export const auditEntry = z.object({
  id: z.int(),
  /** Its place in the chain; null for the second until it is sealed. */
  seq: z.int().nullable(),
  at: when,
  kind: z.enum(auditKinds),
  actor: z.object({
    kind: z.enum(auditActors),
    id: z.string().nullable(),
    name: z.string().nullable(),
    /** In whose place, by delegation. */
    actingFor: z.string().nullable(),
  }),
  /** A case by its id and number, an account (`people:<id>`) and its name, a record (`kind:code`). */
  subject: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  /** Types, codes, names of fields, digests; never a text that somebody wrote. */
  data: z.record(z.string(), z.unknown()),
  /** The name behind `data.to`: an agency or an officer. */
  to: z.string().nullable(),
  hash: z.string().nullable(),
})
export type AuditEntry = z.infer<typeof auditEntry>

const filter = z.object({
  /** The first and the last day, in Vietnam. */
  from: z.iso.date('invalid_day').optional(),
  to: z.iso.date('invalid_day').optional(),
  kind: z.enum(auditKinds).optional(),
  /** An account's id, or words of its name or e-mail address. */
  actor: z.string().trim().max(100).optional(),
  /** A subject's id, a case's number, or the code of a record. */
  subject: z.string().trim().max(100).optional(),
})
export type AuditFilter = z.infer<typeof filter>

const common = { tag: 'audit', audience: 'staff' } as const

export const listAudit = endpoint({
  ...common,
  method: 'GET',
  path: '/api/audit',
  summary: 'Who did what, newest first',
  description: 'For auditors and administrators.',
  query: filter.extend({
    /** `next` of the page before. */
    after: z.string().max(60).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({ entries: z.array(auditEntry), next: z.string().nullable() }),
  errors: ['unauthenticated', 'forbidden', 'invalid_input'],
})

export const exportAudit = endpoint({
  ...common,
  method: 'GET',
  path: '/api/audit/file',
  summary: 'The same as a CSV file',
  description:
    'UTF-8 with a byte order mark, at most 50,000 rows, newest first; `cut` when there are more. ' +
    'That it was exported is an entry too.',
  answerSeconds: 60,
  query: filter,
  response: z.object({ name: z.string(), text: z.string(), rows: z.int(), cut: z.boolean() }),
  errors: ['unauthenticated', 'forbidden', 'invalid_input'],
})

export const getAuditState = endpoint({
  ...common,
  method: 'GET',
  path: '/api/audit/state',
  summary: 'Whether the chain is whole, how far it was checked, when it was signed',
  answerSeconds: 30,
  response: z.object({
    /** The chain's end. */
    sealed: z.object({ seq: z.int(), at: when }).nullable(),
    /** Entries that wait to be sealed. */
    waiting: z.int(),
    /** The newest day whose end was signed. */
    head: z.object({ day: z.iso.date(), seq: z.int(), at: when }).nullable(),
    /** How far the chain was found whole, or what was found. */
    checked: z.object({ seq: z.int(), at: when, fault: auditFault.nullable() }),
  }),
  errors: ['unauthenticated', 'forbidden'],
})
