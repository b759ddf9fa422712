import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../../../contract/client.ts'
import type { PasskeyCreation } from '../../../contract/passkeys.ts'
import { api, meQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { nothingTyped, ProofFields, proofOf, proofWords } from './own-proof.tsx'
import type { Protection } from './own-proof.tsx'
import { makePasskey, passkeyWords } from './passkey.ts'
import { Refusal } from './refusal.tsx'

/** Adds a passkey: who one is (unless one has just signed in: `protection` null), a name, the key. */
export function AddPasskey({
  protection,
  onDone,
  onCancel,
}: {
  protection: Protection | null
  onDone: () => void
  onCancel?: () => void
}) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState(nothingTyped)
  const [name, setName] = useState('')
  const [isMissing, setMissing] = useState(false)
  const nameBox = useRef<HTMLInputElement>(null)

  const begin = useMutation({
    mutationFn: async () =>
      api.beginPasskey({ body: protection ? await proofOf(typed, protection.hasPasskey) : {} }),
  })
  const add = useMutation({
    // Each press of the button is a new beginning where nothing is asked for.
    mutationFn: async (options: PasskeyCreation | undefined) =>
      api.addPasskey({
        body: { name, passkey: await makePasskey(options ?? (await begin.mutateAsync())) },
      }),
    onSuccess: (me) => {
      queryClient.setQueryData(meQuery.queryKey, me)
      announce(t('security.passkeys.done'))
      onDone()
    },
    onError: (error) => {
      // The server has looked at the challenge, so that it is spent; whoever proved does so again.
      if (protection && error instanceof ApiError) begin.reset()
    },
  })
  const mustProve = protection !== null && !begin.data
  useEffect(() => {
    if (!mustProve) nameBox.current?.focus()
  }, [mustProve])

  return (
    <form
      className="security-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (mustProve) return begin.mutate()
        setMissing(!name.trim())
        if (name.trim()) add.mutate(protection ? begin.data : undefined)
        else nameBox.current?.focus()
      }}
    >
      <Refusal
        words={
          add.error
            ? passkeyWords(t, add.error)
            : mustProve
              ? proofWords(t, begin.error, typed)
              : null
        }
      />
      {mustProve ? (
        <ProofFields {...protection} value={typed} onChange={setTyped} />
      ) : (
        <TextInput
          ref={nameBox}
          label={t('security.passkeys.name')}
          description={t('security.passkeys.nameHint')}
          size="md"
          maxLength={60}
          value={name}
          error={isMissing && t('common:field.required')}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
      )}
      <div className="panel-buttons">
        <Button type="submit" loading={begin.isPending || add.isPending}>
          {t(mustProve ? 'security.continue' : 'security.passkeys.create')}
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
