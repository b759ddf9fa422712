import { PasswordInput } from '@mantine/core'
import type { Translate } from '../i18n.ts'
import type { FullProof } from '../../../contract/passkey-shapes.ts'
import { api } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { CodeBox } from './code-box.tsx'
import { passkeyWords, showPasskey } from './passkey.ts'
import { ownRefusalWords } from './words.ts'

/** What the own account is protected by. */
export type Protection = { hasApp: boolean; hasPasskey: boolean }
export type TypedProof = { password: string; code: string }
export const nothingTyped: TypedProof = { password: '', code: '' }

/** What is typed to show again who one is; whoever has a passkey may leave it empty. */
export function ProofFields({
  value,
  onChange,
  hasApp,
  hasPasskey,
}: Protection & { value: TypedProof; onChange: (value: TypedProof) => void }) {
  const { t } = useTranslation()
  if (hasPasskey && !hasApp) return <p className="quiet">{t('security.passkeys.proof')}</p>
  return (
    <>
      <PasswordInput
        label={t('security.password.current')}
        autoComplete="current-password"
        size="md"
        value={value.password}
        onChange={({ currentTarget }) => onChange({ ...value, password: currentTarget.value })}
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
      />
      {hasApp && <CodeBox value={value.code} onChange={(code) => onChange({ ...value, code })} />}
      {hasPasskey && <p className="quiet">{t('security.passkeys.proofInstead')}</p>}
    </>
  )
}

/** What was typed, or a passkey where nothing was. @throws when none is shown */
export async function proofOf(typed: TypedProof, hasPasskey: boolean): Promise<FullProof> {
  if (hasPasskey && !typed.password) {
    return { passkey: await showPasskey(await api.beginPasskeyProof({ body: {} })) }
  }
  const { password, code } = typed
  return { ...(password && { password }), ...(code && { code }) }
}

/** Why a proof was refused; null for none. */
export function proofWords(
  t: Translate<'console'>,
  error: unknown,
  typed: TypedProof,
): string | null {
  if (!error) return null
  return typed.password ? ownRefusalWords(t, error) : passkeyWords(t, error)
}
