import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { staffRoles } from './identity.ts'
import { kindNames } from './records/shared.ts'
import { maybeWords, optional } from './text.ts'

/** What administrators see and change: records of every kind, and people. */

const kind = z.object({ kind: z.enum(kindNames) })
const anyRecord = z.record(z.string(), z.unknown())
const reason = maybeWords(300)
export const fileFormats = ['csv', 'json', 'geojson'] as const

/** A record with what names this very state of it; sent back with a change, so that nobody
 * overwrites what they have not seen. */
export const recordSeen = z.object({ record: anyRecord, state: z.string() })

/** What the log of changes tells of: records, and the accounts of staff. */
export const changeKinds = [...kindNames, 'people'] as const

/**
 * One line of the log. A geometry is told as `{type, digest}` only. For `people`, `code` is the id
 * of the account, `before`/`after` are `{name, email, grants, disabled}`, and `after` has
 * `passwordReset`, `secondFactorReset` or `unlocked` when that was done.
 */
export const recordChange = z.object({
  id: z.int(),
  kind: z.enum(changeKinds),
  code: z.string(),
  key: z.string(),
  before: anyRecord.nullable(),
  after: anyRecord.nullable(),
  /** The name of who did it; null for a pack or a command, which `origin` names. */
  actor: z.string().nullable(),
  origin: z.string(),
  reason: z.string().nullable(),
  at: z.iso.datetime({ offset: true }),
})
export type RecordChange = z.infer<typeof recordChange>

const common = { tag: 'administration', audience: 'staff' } as const

export const listRecords = endpoint({
  ...common,
  method: 'GET',
  path: '/api/administration/records/:kind',
  summary: 'The records of a kind that hold on a day',
  params: kind,
  query: z.object({
    /** Words that the record contains, without regard to diacritics. */
    q: z.string().trim().max(200).optional(),
    /** The day; today when absent. `all`: every period. */
    day: z.union([z.iso.date('invalid_day'), z.literal('all')]).optional(),
    /**
     * A field and the value it must have, or contain when it is a list: `class:road.national`,
     * `areas:19789`; `parent:` where there is none.
     */
    where: z.string().max(200).optional(),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  response: z.object({ records: z.array(recordSeen), total: z.int() }),
  errors: ['unauthenticated', 'forbidden', 'invalid_input'],
})

export const getRecord = endpoint({
  ...common,
  method: 'GET',
  path: '/api/administration/records/:kind/:code',
  summary: 'All periods of a code and everything that was done to them',
  params: kind.extend({ code: z.string().max(60) }),
  response: z.object({ periods: z.array(recordSeen), changes: z.array(recordChange) }),
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})

export const writeRecord = endpoint({
  ...common,
  method: 'POST',
  path: '/api/administration/records/:kind',
  summary: 'Add or correct a record',
  description:
    'A record with a new `validFrom` is a new period and ends the one before it. `state` is that of ' +
    'the record as it was seen, null for a new one. Another state by now is a conflict whose ' +
    'details are `reason: "changed"`, `by` and `at` of the last change, `record` and `state` of ' +
    'now (null when it is gone). Wrong fields are named `record.<path>`.',
  idempotent: true,
  params: kind,
  body: z.object({ record: anyRecord, state: z.string().max(100).nullable(), reason }),
  response: recordSeen,
  errors: ['unauthenticated', 'forbidden', 'invalid_input', 'conflict', 'idempotency_mismatch'],
})

export const removeRecord = endpoint({
  ...common,
  method: 'POST',
  path: '/api/administration/records/:kind/removal',
  summary: 'Take a mistaken record out',
  description:
    'As if it had never been: a period that it had ended goes on. One that has been in force is ' +
    'ended by a `validTo` instead, except days off, place names, features, contacts, office hours ' +
    'and changes of units. A refusal is a conflict whose `details.reason` is `changed` (as for ' +
    'writing), `in_force`, or `referred` with up to ten of those that refer to it in `by`: ' +
    '`[{kind, code}]`.',
  idempotent: true,
  params: kind,
  body: z.object({ record: anyRecord, state: z.string().max(100), reason }),
  status: 204,
  response: z.undefined(),
  errors: ['unauthenticated', 'forbidden', 'invalid_input', 'conflict', 'not_found'],
})

export const listChanges = endpoint({
  ...common,
  method: 'GET',
  path: '/api/administration/changes',
  summary: 'What was changed by whom, newest first',
  query: z.object({
    kind: z.enum(changeKinds).optional(),
    before: z.coerce.number().int().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({ changes: z.array(recordChange), next: z.int().nullable() }),
  errors: ['unauthenticated', 'forbidden'],
})

export const exportRecords = endpoint({
  ...common,
  method: 'GET',
  path: '/api/administration/files/:kind',
  summary: 'All records of a kind as a file',
  description:
    'CSV (UTF-8 with a byte order mark, nested fields as dotted columns, lists as JSON), JSON, or ' +
    'GeoJSON for what has a place. The answer is the text of the file; the same file can be imported.',
  params: kind,
  query: z.object({ format: z.enum(fileFormats).default('csv'), day: z.iso.date().optional() }),
  response: z.object({ name: z.string(), type: z.string(), text: z.string() }),
  errors: ['unauthenticated', 'forbidden', 'invalid_input'],
})

export const importRecords = endpoint({
  ...common,
  method: 'POST',
  path: '/api/administration/files/:kind',
  summary: 'Bring records in from a file, whole or not at all',
  description:
    'Every bad row is told with its line; with any fault nothing is written. `dryRun` only tells ' +
    'what would happen. Records that the file does not name stay as they are.',
  idempotent: true,
  bodyBytes: 20 * 1024 * 1024,
  answerSeconds: 60,
  params: kind,
  body: z.object({
    format: z.enum(fileFormats),
    text: z.string().min(1, 'required'),
    dryRun: z.boolean(),
    reason,
  }),
  response: z.object({
    added: z.int(),
    changed: z.int(),
    same: z.int(),
    written: z.boolean(),
    faults: z.array(z.object({ line: z.int(), path: z.string(), code: z.string() })),
  }),
  errors: ['unauthenticated', 'forbidden', 'invalid_input', 'idempotency_mismatch'],
})

const grant = z.object({
  role: z.enum(staffRoles),
  agency: z.string().max(60).nullable(),
  /** The communes whose cases it counts for; null: all of the province. */
  areas: z.array(z.string().max(20)).max(500).nullable().default(null),
})

/** A member of staff as administrators see them. */
export const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  grants: z.array(grant.extend({ agencyName: z.string().nullable() })),
  disabledAt: z.iso.datetime({ offset: true }).nullable(),
  /** When they last signed in. */
  lastSeenAt: z.iso.datetime({ offset: true }).nullable(),
  hasSecondFactor: z.boolean(),
  /** Until when failed sign-ins keep them out; null when they may sign in. */
  lockedUntil: z.iso.datetime({ offset: true }).nullable(),
})
export type Person = z.infer<typeof person>

export const listPeople = endpoint({
  ...common,
  method: 'GET',
  path: '/api/administration/people',
  summary: 'The staff, by name',
  query: z.object({
    q: z.string().trim().max(200).optional(),
    agency: z.string().max(60).optional(),
    role: z.enum(staffRoles).optional(),
    offset: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  response: z.object({ people: z.array(person), total: z.int() }),
  errors: ['unauthenticated', 'forbidden'],
})

const personFields = {
  name: z.string('required').trim().min(1, 'required').max(100, 'too_long'),
  grants: z.array(grant),
}

export const addPerson = endpoint({
  ...common,
  method: 'POST',
  path: '/api/administration/people',
  summary: 'Add a member of staff',
  description:
    'The answer carries the first password, once; it is kept nowhere in clear, so that a repeat of ' +
    'the same key answers with `null`: give a new one then. An address that has an account is a ' +
    'conflict with `details.reason` `email_taken`.',
  idempotent: true,
  body: z.object({ ...personFields, email: z.string('required').trim().min(1, 'required') }),
  status: 201,
  response: z.object({ person, password: z.string().nullable() }),
  errors: ['unauthenticated', 'forbidden', 'invalid_input', 'conflict'],
})

export const changePerson = endpoint({
  ...common,
  method: 'POST',
  path: '/api/administration/people/:id',
  summary: 'Change the name or the roles of a member of staff, or disable their account',
  description:
    'Disabling signs them out everywhere at once. The last administrator who can sign in stays one: ' +
    'a conflict with `details.reason` `last_administrator`.',
  idempotent: true,
  params: z.object({ id: z.string().max(60) }),
  body: z.object({ ...personFields, disabled: z.boolean(), reason: optional(z.string().max(300)) }),
  response: person,
  errors: ['unauthenticated', 'forbidden', 'not_found', 'invalid_input', 'conflict'],
})

export const resetPassword = endpoint({
  ...common,
  method: 'POST',
  path: '/api/administration/people/:id/password',
  summary: 'Give a member of staff a new password',
  description:
    'Signs them out everywhere; a second factor stays. The answer carries the password, once; a repeat `null`.',
  idempotent: true,
  params: z.object({ id: z.string().max(60) }),
  response: z.object({ password: z.string().nullable() }),
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})

export const resetSecondFactor = endpoint({
  ...common,
  method: 'POST',
  path: '/api/administration/people/:id/second-factor/reset',
  summary: 'Take the second factor of somebody away who has lost it',
  description:
    'Signs them out everywhere. Where a role demands one they set up another right after their next ' +
    'sign-in, before anything else.',
  idempotent: true,
  params: z.object({ id: z.string().max(60) }),
  response: person,
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})

export const unlockPerson = endpoint({
  ...common,
  method: 'POST',
  path: '/api/administration/people/:id/unlock',
  summary: 'Let somebody sign in again whom failed sign-ins have locked out',
  idempotent: true,
  params: z.object({ id: z.string().max(60) }),
  response: person,
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})
