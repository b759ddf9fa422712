import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { contact } from './records/agencies.ts'

export const staffRoles = [
  'operator',
  'coordinator',
  'officer',
  'head',
  'administrator',
  'auditor',
] as const
export type StaffRole = (typeof staffRoles)[number]

/** A role, and the agency it is held in (none for the centre's own roles). */
export const roleGrant = z.object({
  role: z.enum(staffRoles),
  agency: z.object({ code: z.string(), name: z.string() }).nullable(),
})

/** Who is signed in. */
export const me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(roleGrant),
})
export type Me = z.infer<typeof me>

export const signIn = endpoint({
  method: 'POST',
  path: '/api/session',
  tag: 'identity',
  summary: 'Sign in as staff',
  description: 'Sets an HttpOnly session cookie.',
  audience: 'anyone',
  body: z.object({
    email: z.string('required').trim().min(1, 'required').max(200, 'too_long'),
    password: z.string('required').min(1, 'required').max(200, 'too_long'),
  }),
  response: me,
  errors: ['wrong_credentials', 'too_many_requests'],
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
  audience: 'staff',
  response: me,
  errors: ['unauthenticated'],
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
