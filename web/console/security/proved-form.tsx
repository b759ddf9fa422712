import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { FullProof } from '../../../contract/passkey-shapes.ts'
import { useTranslation } from '../i18n.ts'
import { nothingTyped, ProofFields, proofOf, proofWords } from './own-proof.tsx'
import type { Protection } from './own-proof.tsx'
import { Refusal } from './refusal.tsx'

/** Asks again who one is before something about the own account is done. */
export function ProvedForm<Result>({
  lead,
  button,
  protection,
  act,
  onDone,
  onCancel,
}: {
  lead: string
  button: string
  protection: Protection
  act: (proof: FullProof) => Promise<Result>
  onDone: (result: Result) => void
  onCancel: () => void
}) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(nothingTyped)
  const done = useMutation({
    mutationFn: async () => act(await proofOf(typed, protection.hasPasskey)),
    onSuccess: onDone,
  })
  return (
    <form
      className="security-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        done.mutate()
      }}
    >
      <p>{lead}</p>
      <Refusal words={proofWords(t, done.error, typed)} />
      <ProofFields {...protection} value={typed} onChange={setTyped} />
      <div className="panel-buttons">
        <Button type="submit" loading={done.isPending}>
          {button}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('security.close')}
        </Button>
      </div>
    </form>
  )
}
