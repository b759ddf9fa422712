import { z } from 'zod'
import { ownReport, phone, publicReport } from './cases.ts'
import { endpoint } from './endpoint.ts'

/** Signing in as a citizen, and what that gives. Nobody has to: reports may stay anonymous. */

const at = z.iso.datetime({ offset: true })
const email = z.email('invalid_email').max(200, 'too_long')

/** A Vietnamese telephone number, or an e-mail address in lower case. */
export const contact = z
  .string('required')
  .trim()
  .min(1, 'required')
  .max(200, 'too_long')
  .transform((typed, context) => {
    const isEmail = typed.includes('@')
    const read = (isEmail ? email : phone).safeParse(isEmail ? typed.toLowerCase() : typed)
    if (read.success) return isEmail ? { email: read.data } : { phone: read.data }
    context.addIssue({ code: 'custom', message: 'invalid_contact' })
    return z.NEVER
  })

/** Digits of a code that was sent; blanks between them do not count. */
export const sentCode = z
  .string('required')
  .transform((typed) => typed.replace(/\D/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'six_digits'))

const common = { tag: 'citizens' } as const

/** As many reports one citizen may follow. */
export const mostFollowed = 100

export const requestCode = endpoint({
  ...common,
  method: 'POST',
  path: '/api/citizen/codes',
  summary: 'Have a code sent to a telephone or an e-mail address',
  description:
    'Six digits, valid for five minutes, once, with five tries. The answer is the same whether ' +
    'somebody has signed in with this contact before or not.',
  audience: 'anyone',
  body: z.object({ contact, language: z.enum(['vi', 'en']).default('vi') }),
  status: 201,
  response: z.object({
    /** What the code is sent back with. */
    challenge: z.uuid(),
    expiresAt: at,
  }),
  errors: ['invalid_input', 'too_many_requests'],
})

/** Who is signed in. */
export const citizen = z.object({
  name: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
})

export const signInCitizen = endpoint({
  ...common,
  method: 'POST',
  path: '/api/citizen/session',
  summary: 'Sign in with the code that was sent',
  description:
    'Sets an HttpOnly cookie for 30 days. `wrong_code` says in `details.triesLeft` how often it may ' +
    'be tried again; at 0 another code is needed.',
  audience: 'anyone',
  body: z.object({ challenge: z.uuid('invalid'), code: sentCode }),
  response: citizen,
  errors: ['wrong_code', 'too_many_requests'],
})

export const getCitizen = endpoint({
  ...common,
  method: 'GET',
  path: '/api/citizen/session',
  summary: 'Who is signed in',
  audience: 'citizen',
  response: citizen,
})

export const signOutCitizen = endpoint({
  ...common,
  method: 'DELETE',
  path: '/api/citizen/session',
  summary: 'Sign out',
  audience: 'anyone',
  status: 204,
  response: z.undefined(),
})

export const signOutCitizenEverywhere = endpoint({
  ...common,
  method: 'DELETE',
  path: '/api/citizen/sessions',
  summary: 'End all sessions of the own account, this one too',
  audience: 'citizen',
  status: 204,
  response: z.undefined(),
})

export const removeCitizen = endpoint({
  ...common,
  method: 'DELETE',
  path: '/api/citizen',
  summary: 'Remove the own account',
  description: 'At once and for good. What was reported stays and can be followed by its code.',
  audience: 'citizen',
  status: 204,
  response: z.undefined(),
})

/** A line of the list of one's own reports: the public view and the first words. */
export const citizenReport = publicReport.extend({ summary: z.string() })
export type CitizenReport = z.infer<typeof citizenReport>

export const listCitizenReports = endpoint({
  ...common,
  method: 'GET',
  path: '/api/citizen/reports',
  summary: 'Reports made signed in or with the same telephone or e-mail address, newest first',
  description: 'At most 100.',
  audience: 'citizen',
  response: z.object({ reports: z.array(citizenReport) }),
})

export const getCitizenReport = endpoint({
  ...common,
  method: 'GET',
  path: '/api/citizen/reports/:number',
  summary: 'One of them as its reporter sees it, with its code',
  audience: 'citizen',
  params: z.object({ number: z.string().max(20) }),
  response: ownReport,
  errors: ['not_found'],
})

/** A report of somebody else's that the caller follows. */
const followedReport = z.object({
  /** The one they follow. */
  number: z.string(),
  followedAt: at,
  /** How it stands; where it was merged into another one, that one. Null once it is not public. */
  report: publicReport.nullable(),
  /** The last thing that everybody was told of it. */
  changedAt: at.nullable(),
  /** That was after they last looked. */
  isNew: z.boolean(),
})
export type FollowedReport = z.infer<typeof followedReport>

export const listFollowedReports = endpoint({
  ...common,
  method: 'GET',
  path: '/api/citizen/follows',
  summary: 'The reports that the caller follows, the latest change first',
  description: `At most ${mostFollowed}. Asking for them does not count as having looked.`,
  audience: 'citizen',
  response: z.object({ reports: z.array(followedReport) }),
})

export const followReport = endpoint({
  ...common,
  method: 'PUT',
  path: '/api/citizen/follows/:number',
  summary: 'Follow a public report',
  description:
    'Safe to repeat. Answers with the number that is followed: another one where the report was ' +
    'merged.',
  audience: 'citizen',
  params: z.object({ number: z.string().max(20) }),
  response: z.object({ number: z.string() }),
  errors: ['not_found', 'action_not_allowed'],
})

export const unfollowReport = endpoint({
  ...common,
  method: 'DELETE',
  path: '/api/citizen/follows/:number',
  summary: 'Follow it no longer',
  description: 'Safe to repeat.',
  audience: 'citizen',
  params: z.object({ number: z.string().max(20) }),
  status: 204,
  response: z.undefined(),
})
