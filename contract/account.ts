import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { me, typedPassword } from './identity.ts'
import { fullProof } from './passkey-shapes.ts'

/** What everybody of the staff does about their own account. */

const common = { tag: 'account', audience: 'staff' } as const
const typedCode = z.string('required').trim().min(1, 'required').max(40, 'too_long')

/** The browsers and systems that sessions are recognised by. */
const browsers = ['chrome', 'coc_coc', 'edge', 'firefox', 'opera', 'safari', 'samsung'] as const
const systems = ['android', 'chromeos', 'ios', 'linux', 'macos', 'windows'] as const
export type Browser = (typeof browsers)[number]
export type System = (typeof systems)[number]

export const getAccountSecurity = endpoint({
  ...common,
  method: 'GET',
  path: '/api/account/security',
  summary: 'How the own account is protected',
  response: z.object({
    /** When the authenticator app was set up; null without one. */
    secondFactorSince: z.iso.datetime({ offset: true }).nullable(),
    recoveryCodesLeft: z.int(),
    passkeys: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        createdAt: z.iso.datetime({ offset: true }),
        /** Last used; null if never. */
        usedAt: z.iso.datetime({ offset: true }).nullable(),
      }),
    ),
    /** Where the account is signed in, this session first, then the last used. */
    sessions: z.array(
      z.object({
        id: z.string(),
        /** Null for one that is not common. */
        browser: z.enum(browsers).nullable(),
        system: z.enum(systems).nullable(),
        signedInAt: z.iso.datetime({ offset: true }),
        /** Last used, to the minute. */
        usedAt: z.iso.datetime({ offset: true }),
        isThis: z.boolean(),
      }),
    ),
  }),
  errors: ['unauthenticated', 'session_locked'],
})

export const beginSecondFactor = endpoint({
  ...common,
  method: 'POST',
  path: '/api/account/second-factor',
  summary: 'Begin to set up an authenticator app',
  description:
    'Nothing changes until a code from it is confirmed. Right after a sign-in that demands it nothing ' +
    'is asked for; later the password is, and a code where there is an app already; or a passkey.',
  body: fullProof,
  response: z.object({
    /** As it is typed into an app, base32. */
    secret: z.string(),
    uri: z.string(),
    /** The address as a QR code: modules on each side, and the dark ones as an SVG path. */
    qr: z.object({ size: z.int(), path: z.string() }),
  }),
  errors: [
    'unauthenticated',
    'session_locked',
    'wrong_credentials',
    'password_expired',
    'second_factor_needed',
    'wrong_code',
    'account_locked',
  ],
})

export const confirmSecondFactor = endpoint({
  ...common,
  method: 'POST',
  path: '/api/account/second-factor/confirmation',
  summary: 'Prove that the app has the secret, which makes it the second factor',
  description:
    'Answers with recovery codes, this one time; earlier ones are void. Other sessions of the account ' +
    'end, and this one gets a new cookie. Without a beginning in this session: a conflict.',
  body: z.object({ code: typedCode }),
  response: z.object({ recoveryCodes: z.array(z.string()), me }),
  errors: ['unauthenticated', 'session_locked', 'wrong_code', 'conflict'],
})

export const changePassword = endpoint({
  ...common,
  method: 'POST',
  path: '/api/account/password',
  summary: 'Change the own password',
  description:
    'At least 8 characters (`password_short`), another one than now (`password_same`), and none that ' +
    'is common, known from breaches or made of words of the place (`password_common`). Other sessions ' +
    'of the account end, and this one gets a new cookie.',
  body: z.object({
    current: typedPassword,
    next: z.string('required').min(1, 'required').max(200, 'too_long'),
  }),
  response: me,
  errors: [
    'unauthenticated',
    'session_locked',
    'invalid_input',
    'wrong_credentials',
    'password_expired',
    'account_locked',
  ],
})

export const signOutEverywhere = endpoint({
  ...common,
  method: 'DELETE',
  path: '/api/account/sessions',
  summary: 'End all sessions of the own account, this one too',
  status: 204,
  response: z.undefined(),
  errors: ['unauthenticated'],
})

export const endSession = endpoint({
  ...common,
  method: 'POST',
  path: '/api/account/sessions/:id/end',
  summary: 'End another session of the own account',
  description: 'Asks for a proof as a new authenticator app does.',
  params: z.object({ id: z.uuid() }),
  body: fullProof,
  status: 204,
  response: z.undefined(),
  errors: [
    'unauthenticated',
    'session_locked',
    'wrong_credentials',
    'second_factor_needed',
    'wrong_code',
    'account_locked',
    'not_found',
  ],
})
