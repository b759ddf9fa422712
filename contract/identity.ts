import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { passkeyAssertion } from './passkey-shapes.ts'
import { contact } from './records/agencies.ts'

export const staffRoles = [
  'operator',
  'shift_lead',
  'coordinator',
  'officer',
  'head',
  'leader',
  'administrator',
  'auditor',
] as const
export type StaffRole = (typeof staffRoles)[number]

/** Held in an agency; every other role is the centre's or the province's own. */
export const agencyRoles = ['coordinator', 'officer', 'head'] as const
/** Held for cases, and so possibly only for those in some communes. */
export const caseRoles = ['operator', 'shift_lead', 'leader', ...agencyRoles] as const

/** A role, the agency it is held in (none for the centre's own roles), and where it counts. */
export const roleGrant = z.object({
  role: z.enum(staffRoles),
  agency: z.object({ code: z.string(), name: z.string() }).nullable(),
  /** The communes whose cases it counts for; null: all of the province. */
  areas: z.array(z.string()).nullable(),
  /** In whose place it is held, by delegation; null for the own role. */
  actingFor: z.string().nullable(),
})

/**
 * What a session may do: work; nothing until the password is typed again; nothing until what the
 * account lacks has been set up.
 */
export const sessionStates = ['open', 'locked', 'set_up'] as const
export type SessionState = (typeof sessionStates)[number]

/**
 * What an account may lack: a password of its owner's own in place of the first one, which somebody
 * else made; a second factor.
 */
export const lackings = ['password', 'second_factor'] as const
export type Lacking = (typeof lackings)[number]

/** The fewest characters of a password; no account stands on one alone. */
export const passwordLength = 8

/** Who is signed in. */
export const me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(roleGrant),
  state: z.enum(sessionStates),
  /** `skipped`: this known account of the demo is spared it. */
  secondFactor: z.enum(['on', 'off', 'skipped']),
  /** What is to be set up before any work, in this order; empty when nothing is. */
  lacking: z.array(z.enum(lackings)),
  /** Whether the account has a passkey. */
  hasPasskey: z.boolean(),
  /** Seconds without use after which the session locks. */
  lockAfter: z.int(),
})
export type Me = z.infer<typeof me>

/** A password as it is typed to show who one is. */
export const typedPassword = z.string('required').min(1, 'required').max(200, 'too_long')

export const signIn = endpoint({
  method: 'POST',
  path: '/api/session',
  tag: 'identity',
  summary: 'Sign in as staff',
  description:
    'Sets an HttpOnly session cookie. An account with a second factor answers a right password with ' +
    '`second_factor_needed`: send it again with the code, or sign in with a passkey where ' +
    '`details.ways` does not hold `code`. Five failures in a quarter of an hour lock ' +
    'the account for as long (`account_locked`, `details.retryAfter` in seconds). A first password, ' +
    'made by an administrator, lasts 72 hours (`password_expired`) and opens nothing until ' +
    'it is replaced.',
  audience: 'anyone',
  body: z.object({
    email: z.string('required').trim().min(1, 'required').max(200, 'too_long'),
    password: typedPassword,
    /** Of the authenticator app, or a recovery code. */
    code: z.string().trim().max(40, 'too_long').optional(),
  }),
  response: me,
  errors: [
    'wrong_credentials',
    'second_factor_needed',
    'wrong_code',
    'password_expired',
    'account_locked',
    'too_many_requests',
  ],
})

export const getSignInOptions = endpoint({
  method: 'GET',
  path: '/api/session/options',
  tag: 'identity',
  summary: 'How staff may sign in besides a password',
  audience: 'anyone',
  response: z.object({
    /** The name of the party whose accounts count here too, at `/console/sso`; null without one. */
    signOn: z.string().nullable(),
  }),
})

export const continueSignOn = endpoint({
  method: 'POST',
  path: '/api/session/sign-on',
  tag: 'identity',
  summary: 'Show the second factor after another party has named the account',
  description: 'Within five minutes of coming back from it, in the same browser.',
  audience: 'anyone',
  body: z.object({ code: z.string('required').trim().min(1, 'required').max(40, 'too_long') }),
  response: me,
  errors: ['wrong_credentials', 'wrong_code', 'account_locked', 'too_many_requests'],
})

export const signOut = endpoint({
  method: 'DELETE',
  path: '/api/session',
  tag: 'identity',
  summary: 'Sign out',
  audience: 'anyone',
  status: 204,
  response: z.undefined(),
})

export const getMe = endpoint({
  method: 'GET',
  path: '/api/session',
  tag: 'identity',
  summary: 'Who is signed in',
  description: 'Answers in every state of the session.',
  audience: 'staff',
  response: me,
  errors: ['unauthenticated'],
})

export const touchSession = endpoint({
  method: 'POST',
  path: '/api/session/use',
  tag: 'identity',
  summary: 'Say that somebody is at work',
  description:
    'Every write says so too; reading does not, for screens fetch by themselves. A browser sends ' +
    'this while it is touched, at most once a minute.',
  audience: 'staff',
  status: 204,
  response: z.undefined(),
  errors: ['unauthenticated', 'session_locked', 'set_up_needed'],
})

export const lockSession = endpoint({
  method: 'POST',
  path: '/api/session/lock',
  tag: 'identity',
  summary: 'Lock the session until the password is typed again',
  audience: 'staff',
  status: 204,
  response: z.undefined(),
  errors: ['unauthenticated'],
})

export const unlockSession = endpoint({
  method: 'POST',
  path: '/api/session/unlock',
  tag: 'identity',
  summary: 'Go on with a locked session',
  description:
    'With the password or a passkey. Sets the session cookie anew; the old one is worth nothing ' +
    'afterwards.',
  audience: 'staff',
  body: z.object({ password: typedPassword.optional(), passkey: passkeyAssertion.optional() }),
  response: me,
  errors: [
    'unauthenticated',
    'wrong_credentials',
    'password_expired',
    'account_locked',
    'invalid_input',
  ],
})

export const listAgencies = endpoint({
  method: 'GET',
  path: '/api/agencies',
  tag: 'identity',
  summary: 'Agencies a case can be sent to',
  audience: 'staff',
  response: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      kind: z.string(),
      parent: z.string().nullable(),
      /** The communes it serves; null for the whole province. */
      areas: z.array(z.string()).nullable(),
    }),
  ),
  errors: ['unauthenticated'],
})

export const getAgency = endpoint({
  method: 'GET',
  path: '/api/agencies/:code',
  tag: 'identity',
  summary: 'An agency of today, how it is reached, and its people',
  description: 'The centre sees every agency, others their own.',
  audience: 'staff',
  params: z.object({ code: z.string().max(60) }),
  response: z.object({
    code: z.string(),
    name: z.string(),
    kind: z.string(),
    parent: z.object({ code: z.string(), name: z.string() }).nullable(),
    /** The communes it serves; null for the whole province. */
    areas: z.array(z.string()).nullable(),
    /** The subjects and groups it deals with; null when that is not limited. */
    subjects: z.array(z.string()).nullable(),
    /** Who can be reached now comes first. */
    contacts: z.array(
      z.object({
        role: contact.shape.role,
        when: contact.shape.when,
        name: z.string().nullable(),
        phone: z.string().nullable(),
        email: z.string().nullable(),
        address: z.string().nullable(),
        reachNow: z.boolean(),
      }),
    ),
    /** The names of those who can sign in, by their role. */
    people: z.object({
      coordinators: z.array(z.string()),
      officers: z.array(z.string()),
      heads: z.array(z.string()),
    }),
  }),
  errors: ['unauthenticated', 'not_found'],
})

export const listColleagues = endpoint({
  method: 'GET',
  path: '/api/colleagues',
  tag: 'identity',
  summary: "The staff of the viewer's own agencies",
  audience: 'staff',
  response: z.array(
    z.object({ id: z.string(), name: z.string(), agency: z.string(), role: z.enum(staffRoles) }),
  ),
  errors: ['unauthenticated'],
})
