import { Secret, TOTP } from 'otpauth'
import type { Client } from '../contract/client.ts'
import type { FullProof } from '../contract/passkey-shapes.ts'

export type Authenticator = {
  /** The code of this moment, or of a step (30 seconds) before or after it. */
  code(step?: number): string
}

/** An authenticator app that knows a secret (base32). */
export function authenticator(secret: string): Authenticator {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  return { code: (step = 0) => totp.generate({ timestamp: Date.now() + step * 30_000 }) }
}

/**
 * Sets up a second factor for whoever is signed in. It uses the code of this moment up: the next
 * sign-in takes that of the step after it. `used` is that code.
 */
export async function setUpSecondFactor(
  client: Client,
  proof: FullProof = {},
): Promise<{ app: Authenticator; used: string; recoveryCodes: string[] }> {
  const { secret } = await client.beginSecondFactor({ body: proof })
  const app = authenticator(secret)
  const used = app.code()
  const { recoveryCodes } = await client.confirmSecondFactor({ body: { code: used } })
  return { app, used, recoveryCodes }
}
