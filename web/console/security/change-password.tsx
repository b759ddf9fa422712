import { Button, PasswordInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { ApiError } from '../../../contract/client.ts'
import { passwordLength } from '../../../contract/identity.ts'
import type { Me } from '../../../contract/identity.ts'
import { api, meQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { Refusal } from './refusal.tsx'
import { ownRefusalWords } from './words.ts'

const names = ['current', 'next', 'again'] as const
type Name = (typeof names)[number]

/** A new password for oneself: the present one, the new one twice. */
export function ChangePassword({
  email,
  isFirst = false,
  onDone,
  onCancel,
}: {
  email: string
  /** The present one was made by somebody else. */
  isFirst?: boolean
  onDone: (me: Me) => void
  onCancel?: () => void
}) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [values, setValues] = useState({ current: '', next: '', again: '' })
  const [faults, setFaults] = useState<Partial<Record<Name, string>>>({})
  const change = useMutation({
    mutationFn: ({ current, next }: typeof values) =>
      api.changePassword({ body: { current, next } }),
    onSuccess: (me) => {
      queryClient.setQueryData(meQuery.queryKey, me)
      announce(t('security.password.done'))
      onDone(me)
    },
    onError: (error) => {
      const fields = error instanceof ApiError ? (error.body?.error.fields ?? []) : []
      setFaults(Object.fromEntries(fields.map(({ path, code }) => [path, code])))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found: typeof faults = {}
    for (const name of names) if (!values[name]) found[name] = 'required'
    if (!found.again && values.again !== values.next) found.again = 'not_repeated'
    setFaults(found)
    if (Object.keys(found).length === 0) change.mutate(values)
  }
  const isOfField = change.error instanceof ApiError && change.error.code === 'invalid_input'
  return (
    <form className="security-form" onSubmit={submit} noValidate>
      <Refusal words={change.error && !isOfField ? ownRefusalWords(t, change.error) : null} />
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      {names.map((name) => (
        <PasswordInput
          key={name}
          name={name}
          size="md"
          label={t(`security.password.${name === 'current' && isFirst ? 'given' : name}`)}
          description={
            name === 'next' ? t('security.password.rule', { count: passwordLength }) : undefined
          }
          autoComplete={name === 'current' ? 'current-password' : 'new-password'}
          value={values[name]}
          error={faults[name] && t(`common:field.${faults[name]}`)}
          onChange={({ currentTarget }) => setValues({ ...values, [name]: currentTarget.value })}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
      ))}
      <div className="panel-buttons">
        <Button type="submit" loading={change.isPending}>
          {t(isFirst ? 'security.password.set' : 'security.password.change')}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('security.close')}
          </Button>
        )}
      </div>
    </form>
  )
}
