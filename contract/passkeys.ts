import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { me } from './identity.ts'
import { fullProof, passkeyAssertion } from './passkey-shapes.ts'

/** Passkeys of the staff (WebAuthn level 3): signing in with one, and what owners do about theirs. */

const id = z.string().max(1400)
const text = z.string().max(8000)
const transports = z.array(z.string().max(20)).max(10)
const descriptor = z.object({ id: z.string(), type: z.literal('public-key'), transports })

/** What `navigator.credentials.get` is asked, in JSON. Its challenge counts once, five minutes. */
const requestOptions = z.object({
  challenge: z.string(),
  rpId: z.string(),
  /** None on signing in: the authenticator knows whose it holds. */
  allowCredentials: z.array(descriptor),
  userVerification: z.literal('required'),
  timeout: z.int(),
})
export type PasskeyRequest = z.infer<typeof requestOptions>

/** What `navigator.credentials.create` is asked, in JSON. */
const creationOptions = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ alg: z.int(), type: z.literal('public-key') })),
  excludeCredentials: z.array(descriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
  timeout: z.int(),
})
export type PasskeyCreation = z.infer<typeof creationOptions>

/** A new passkey: of the answer of `navigator.credentials.create` what is looked at. */
const attestation = z.object({
  id,
  clientDataJSON: text,
  attestationObject: z.string().max(40_000),
  transports,
})
export type PasskeyAttestation = z.infer<typeof attestation>

export const beginPasskeySignIn = endpoint({
  method: 'POST',
  path: '/api/session/passkey/options',
  tag: 'identity',
  summary: 'Begin to sign in with a passkey',
  audience: 'anyone',
  body: z.object({}),
  response: requestOptions,
})

export const signInWithPasskey = endpoint({
  method: 'POST',
  path: '/api/session/passkey',
  tag: 'identity',
  summary: 'Sign in as staff with a passkey',
  description:
    'It counts as both factors, for its authenticator has made sure of the person. Failures count ' +
    'and lock like those of a password.',
  audience: 'anyone',
  body: z.object({ passkey: passkeyAssertion }),
  response: me,
  errors: ['wrong_credentials', 'account_locked', 'too_many_requests'],
})

const common = { tag: 'account', audience: 'staff', method: 'POST' } as const
const proofErrors = [
  'unauthenticated',
  'session_locked',
  'wrong_credentials',
  'second_factor_needed',
  'wrong_code',
  'password_expired',
  'account_locked',
] as const

export const beginPasskeyProof = endpoint({
  ...common,
  path: '/api/account/passkeys/proof',
  summary: 'Begin to show again with a passkey who one is',
  description:
    'In every state of the session: the answer opens a locked one, or stands as a proof.',
  body: z.object({}),
  response: requestOptions,
  errors: ['unauthenticated'],
})

export const beginPasskey = endpoint({
  ...common,
  path: '/api/account/passkeys/options',
  summary: 'Begin to add a passkey',
  description:
    'Right after a sign-in that demands a second factor nothing is asked for; later a proof is, as ' +
    'for an authenticator app. An account has at most ten.',
  body: fullProof,
  response: creationOptions,
  errors: [...proofErrors, 'invalid_input'],
})

export const addPasskey = endpoint({
  ...common,
  path: '/api/account/passkeys',
  summary: 'Add a passkey to the own account',
  description: 'Other sessions of the account end, and this one gets a new cookie.',
  body: z.object({
    name: z.string('required').trim().min(1, 'required').max(60, 'too_long'),
    passkey: attestation,
  }),
  response: me,
  errors: ['unauthenticated', 'session_locked', 'invalid_input'],
})

export const removePasskey = endpoint({
  ...common,
  path: '/api/account/passkeys/:id/removal',
  summary: 'Remove a passkey of the own account',
  description: 'Other sessions of the account end, and this one gets a new cookie.',
  params: z.object({ id: z.uuid() }),
  body: fullProof,
  response: me,
  errors: [...proofErrors, 'not_found'],
})
