import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { ApiError } from '../../../contract/client.ts'
import { signIn } from '../../../contract/identity.ts'
import { api, meQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { CodeBox } from '../security/code-box.tsx'
import { tellUnlocked } from '../security/lock.ts'
import { canUsePasskeys, passkeyWords, showPasskey } from '../security/passkey.ts'
import { Refusal } from '../security/refusal.tsx'
import { refusalWords } from '../security/words.ts'
import { Preferences } from '../shell/preferences.tsx'
import { Mark } from '../ui/icons.tsx'
import { errorCode } from '../ui/states.tsx'

type Field = 'email' | 'password'

/** Whether the account has no code to be asked for, but a passkey. */
function needsPasskey(error: unknown): boolean {
  const ways = error instanceof ApiError ? error.body?.error.details?.ways : undefined
  return Array.isArray(ways) && !ways.includes('code')
}

/** Sign-in, in one step or two; afterwards back to where one was going. */
export function SignInPage() {
  const { t } = useTranslation()
  const { next, sso } = useSearch({ from: '/dang-nhap' })
  const router = useRouter()
  const queryClient = useQueryClient()
  const [values, setValues] = useState({ email: '', password: '' })
  const [missing, setMissing] = useState<Partial<Record<Field, string>>>({})
  /** Null until the server asks for it. */
  const [code, setCode] = useState<string | null>(sso === 'ma' ? '' : null)
  /** Single sign-on has said who this is: only the code is missing. */
  const [isNamed, setNamed] = useState(sso === 'ma')
  const ways = useQuery({ queryKey: ['sign-in-options'], queryFn: () => api.getSignInOptions({}) })
  const codeBox = useRef<HTMLInputElement>(null)
  const inputs = { email: useRef<HTMLInputElement>(null), password: useRef<HTMLInputElement>(null) }

  useEffect(() => {
    document.title = `${t('signIn.title')} – ${t('common:product')}`
    inputs.email.current?.focus()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, on arrival
  }, [])

  const attempt = useMutation({
    mutationFn: async (body: typeof values | 'passkey') =>
      body === 'passkey'
        ? api.signInWithPasskey({
            body: { passkey: await showPasskey(await api.beginPasskeySignIn({ body: {} })) },
          })
        : isNamed
          ? api.continueSignOn({ body: { code: code ?? '' } })
          : api.signIn({ body: { ...body, ...(code && { code }) } }),
    onSuccess: async (me) => {
      // Whatever the person before could see goes with that person.
      queryClient.clear()
      queryClient.setQueryData(meQuery.queryKey, me)
      tellUnlocked()
      await router.navigate({ href: router.history.createHref(`/console${next ?? '/'}`) })
    },
    onError: (error, body) => {
      if (body === 'passkey') return
      if (errorCode(error) === 'second_factor_needed') {
        if (!needsPasskey(error)) setCode('')
      } else (code === null ? inputs.password : codeBox).current?.select()
    },
  })
  const asksForCode = code !== null
  useEffect(() => {
    if (asksForCode) codeBox.current?.focus()
  }, [asksForCode])
  const words = () => {
    const { error, variables } = attempt
    if (!error) return sso === 'away' || sso === 'refused' ? t(`signIn.signOn_${sso}`) : null
    if (variables === 'passkey') return passkeyWords(t, error)
    if (errorCode(error) !== 'second_factor_needed') return refusalWords(t, error)
    return needsPasskey(error) ? t('signIn.passkeyNeeded') : null
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isNamed && code) return attempt.mutate(values)
    const parsed = signIn.body!.safeParse(values)
    const wrong: typeof missing = {}
    for (const issue of parsed.error?.issues ?? []) wrong[issue.path[0] as Field] ??= issue.message
    setMissing(wrong)
    if (code === '') return codeBox.current?.focus()
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
        <p className="quiet">{t(asksForCode ? 'security.codeLead' : 'signIn.lead')}</p>
        <Refusal words={words()} />
        {asksForCode ? (
          <CodeBox ref={codeBox} value={code} onChange={setCode} />
        ) : (
          <>
            <TextInput {...field('email')} type="email" autoComplete="username" size="md" />
            <PasswordInput
              {...field('password')}
              autoComplete="current-password"
              size="md"
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
            />
          </>
        )}
        <Button type="submit" size="md" fullWidth loading={attempt.isPending}>
          {t(asksForCode ? 'security.continue' : 'signIn.button')}
        </Button>
        {asksForCode && (
          <Button
            variant="subtle"
            onClick={() => {
              setCode(null)
              setNamed(false)
              attempt.reset()
            }}
          >
            {t('security.back')}
          </Button>
        )}
        {canUsePasskeys() && (
          <Button
            variant="default"
            size="md"
            fullWidth
            disabled={attempt.isPending}
            onClick={() => attempt.mutate('passkey')}
          >
            {t('signIn.passkey')}
          </Button>
        )}
        {!asksForCode && ways.data?.signOn && (
          <Button component="a" href="/console/sso" variant="default" size="md" fullWidth>
            {t('signIn.signOn', { label: ways.data.signOn })}
          </Button>
        )}
      </form>
      <Preferences />
    </main>
  )
}
