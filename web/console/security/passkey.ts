import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser'
import type { Translate } from '../i18n.ts'
import { ApiError } from '../../../contract/client.ts'
import type { PasskeyAssertion } from '../../../contract/passkey-shapes.ts'
import type {
  PasskeyAttestation,
  PasskeyCreation,
  PasskeyRequest,
} from '../../../contract/passkeys.ts'
import { errorCode } from '../ui/states.tsx'
import { refusalWords } from './words.ts'

/** Whether this browser can use passkeys at this address: they belong to a name, not to numbers. */
export function canUsePasskeys(): boolean {
  const isNumbers = /^[\d.]+$|:/.test(location.hostname.replace(/^\[|\]$/g, ''))
  return !isNumbers && browserSupportsWebAuthn()
}

/** Asks the person to show a passkey. @throws when they do not, or the browser cannot */
export async function showPasskey(options: PasskeyRequest): Promise<PasskeyAssertion> {
  const { id, response } = await startAuthentication({ optionsJSON: options })
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  return { id, clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) }
}

/** Asks the person to make a passkey. @throws when they do not, or the browser cannot */
export async function makePasskey(options: PasskeyCreation): Promise<PasskeyAttestation> {
  const { id, response } = await startRegistration({ optionsJSON: options })
  const { clientDataJSON, attestationObject, transports = [] } = response
  return { id, clientDataJSON, attestationObject, transports }
}

/** Why a passkey did not do: refused here, or not shown to the browser at all. */
export function passkeyWords(t: Translate<'console'>, error: unknown): string {
  if (!(error instanceof ApiError)) {
    const isKnown =
      error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
    return t(isKnown ? 'security.passkeys.known' : 'security.passkeys.stopped')
  }
  const field = error.body?.error.fields?.find(({ path }) => path === 'passkey')
  if (field) return t(`common:field.${field.code}`)
  return errorCode(error) === 'wrong_credentials'
    ? t('security.passkeys.refused')
    : refusalWords(t, error)
}
