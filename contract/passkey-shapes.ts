import { z } from 'zod'

const base64url = (max: number) => z.string().max(max)

/** A passkey shown: of the answer of `navigator.credentials.get` what is looked at, in base64url. */
export const passkeyAssertion = z.object({
  id: base64url(1400),
  clientDataJSON: base64url(8000),
  authenticatorData: base64url(8000),
  signature: base64url(2000),
  userHandle: base64url(200).optional(),
})
export type PasskeyAssertion = z.infer<typeof passkeyAssertion>

/** All that the own account asks for: a password, with a code where it has an app; or a passkey. */
export const fullProof = z.object({
  password: z.string().min(1, 'required').max(200, 'too_long').optional(),
  code: z.string().trim().min(1, 'required').max(40, 'too_long').optional(),
  passkey: passkeyAssertion.optional(),
})
export type FullProof = z.infer<typeof fullProof>
