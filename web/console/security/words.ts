import type { Translate } from '../i18n.ts'
import { ApiError } from '../../../contract/client.ts'
import { errorCode } from '../ui/states.tsx'

/** Why a sign-in was refused, with the minutes that a lock still lasts. */
export function refusalWords(t: Translate<'console'>, error: unknown): string {
  const seconds = error instanceof ApiError ? error.body?.error.details?.retryAfter : undefined
  if (errorCode(error) === 'account_locked' && typeof seconds === 'number') {
    return t('security.lockedFor', { count: Math.ceil(seconds / 60) })
  }
  return t(`common:error.${errorCode(error)}`)
}

/** The same for somebody who is known, and typed only a password. */
export function ownRefusalWords(t: Translate<'console'>, error: unknown): string {
  return errorCode(error) === 'wrong_credentials'
    ? t('security.wrongPassword')
    : refusalWords(t, error)
}
