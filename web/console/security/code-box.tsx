import { TextInput } from '@mantine/core'
import type { Ref } from 'react'
import { useTranslation } from '../i18n.ts'

/** Where a code is typed: of the app (digits), or a recovery code where that may stand for it. */
export function CodeBox({
  ref,
  value,
  onChange,
  label,
  digitsOnly = false,
}: {
  ref?: Ref<HTMLInputElement>
  value: string
  onChange: (value: string) => void
  label?: string
  digitsOnly?: boolean
}) {
  const { t } = useTranslation()
  return (
    <TextInput
      ref={ref ?? null}
      label={label ?? t('security.code')}
      description={digitsOnly ? undefined : t('security.codeHint')}
      name="code"
      size="md"
      value={value}
      maxLength={40}
      inputMode={digitsOnly ? 'numeric' : 'text'}
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}
