import { Alert, Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { signIn } from '../../../contract/identity.ts'
import { api, meQuery } from '../api.ts'
import { Preferences } from '../shell/preferences.tsx'
import { Mark } from '../ui/icons.tsx'
import { errorCode } from '../ui/states.tsx'

type Field = 'email' | 'password'

/** Sign-in; afterwards back to where one was going. */
export function SignInPage() {
  const { t } = useTranslation()
  const { tiep } = useSearch({ from: '/dang-nhap' })
  const router = useRouter()
  const queryClient = useQueryClient()
  const [values, setValues] = useState({ email: '', password: '' })
  const [missing, setMissing] = useState<Partial<Record<Field, string>>>({})
  const inputs = { email: useRef<HTMLInputElement>(null), password: useRef<HTMLInputElement>(null) }

  useEffect(() => {
    document.title = `${t('signIn.title')} – ${t('common:product')}`
    inputs.email.current?.focus()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, on arrival
  }, [])

  const attempt = useMutation({
    mutationFn: (body: typeof values) => api.signIn({ body }),
    onSuccess: async (me) => {
      // Whatever the person before could see goes with that person.
      queryClient.clear()
      queryClient.setQueryData(meQuery.queryKey, me)
      await router.navigate({ href: router.history.createHref(`/console${tiep ?? '/'}`) })
    },
    onError: () => inputs.password.current?.select(),
  })

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const parsed = signIn.body!.safeParse(values)
    const wrong: typeof missing = {}
    for (const issue of parsed.error?.issues ?? []) wrong[issue.path[0] as Field] ??= issue.message
    setMissing(wrong)
    if (parsed.success) attempt.mutate(values)
    else inputs[wrong.email ? 'email' : 'password'].current?.focus()
  }
  const field = (name: Field) => ({
    ref: inputs[name],
    name,
    value: values[name],
    label: t(`signIn.${name}`),
    error: missing[name] && t(`common:field.${missing[name]}`),
    onChange: (event: { currentTarget: { value: string } }) =>
      setValues({ ...values, [name]: event.currentTarget.value }),
  })

  return (
    <main className="signin">
      <form className="signin-card" onSubmit={submit} noValidate>
        <p className="signin-brand">
          <Mark size={32} /> {t('common:product')}
        </p>
        <h1>{t('signIn.title')}</h1>
        <p className="quiet">{t('signIn.lead')}</p>
        {attempt.error && (
          <Alert color="red" role="alert" className="notice" data-tone="overdue">
            {t(`common:error.${errorCode(attempt.error)}`)}
          </Alert>
        )}
        <TextInput {...field('email')} type="email" autoComplete="username" size="md" />
        <PasswordInput
          {...field('password')}
          autoComplete="current-password"
          size="md"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <Button type="submit" size="md" fullWidth loading={attempt.isPending}>
          {t('signIn.button')}
        </Button>
      </form>
      <Preferences />
    </main>
  )
}
