import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { api, meQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { CodeBox } from './code-box.tsx'
import { nothingTyped, ProofFields, proofOf, proofWords } from './own-proof.tsx'
import type { Protection } from './own-proof.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { Refusal } from './refusal.tsx'
import { ownRefusalWords } from './words.ts'

/**
 * Sets up an authenticator app: who one is (unless one has just signed in: `protection` null), scan, type a code, keep
 * the recovery codes.
 */
export function FactorSetUp({
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
  const [proof, setProof] = useState(nothingTyped)
  const [typed, setTyped] = useState('')
  const scanTitle = useRef<HTMLHeadingElement>(null)
  const codeBox = useRef<HTMLInputElement>(null)

  const begin = useMutation({
    mutationFn: async () =>
      api.beginSecondFactor({
        body: protection ? await proofOf(proof, protection.hasPasskey) : {},
      }),
  })
  const confirm = useMutation({
    mutationFn: () => api.confirmSecondFactor({ body: { code: typed } }),
    onSuccess: ({ me }) => queryClient.setQueryData(meQuery.queryKey, me),
    onError: () => codeBox.current?.select(),
  })
  useEffect(() => {
    if (begin.data) scanTitle.current?.focus()
  }, [begin.data])

  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} onKept={onDone} />
  const cancel = onCancel && (
    <Button variant="default" onClick={onCancel}>
      {t('security.close')}
    </Button>
  )
  const submit = (send: () => void) => (event: FormEvent) => {
    event.preventDefault()
    send()
  }

  if (!begin.data) {
    return (
      <form className="security-form" onSubmit={submit(() => begin.mutate())} noValidate>
        {protection?.hasApp && <p>{t('security.factor.replaceLead')}</p>}
        <Refusal words={proofWords(t, begin.error, proof)} />
        {protection && <ProofFields {...protection} value={proof} onChange={setProof} />}
        <div className="panel-buttons">
          <Button type="submit" loading={begin.isPending}>
            {t('security.factor.begin')}
          </Button>
          {cancel}
        </div>
      </form>
    )
  }
  const { secret, qr } = begin.data
  const margin = 4
  const side = qr.size + 2 * margin
  return (
    <form className="security-form" onSubmit={submit(() => typed && confirm.mutate())} noValidate>
      <h2 tabIndex={-1} ref={scanTitle}>
        {t('security.factor.scan')}
      </h2>
      <p className="quiet">{t('security.factor.scanMore')}</p>
      <div className="security-scan">
        <svg
          className="security-qr"
          viewBox={`${-margin} ${-margin} ${side} ${side}`}
          shapeRendering="crispEdges"
          role="img"
          aria-label={t('security.factor.qr')}
        >
          <rect x={-margin} y={-margin} width={side} height={side} fill="#fff" />
          <path d={qr.path} fill="#000" />
        </svg>
        <p>
          {t('security.factor.byHand')} <code>{secret.match(/.{1,4}/g)?.join(' ')}</code>
        </p>
      </div>
      <Refusal words={confirm.error && ownRefusalWords(t, confirm.error)} />
      <CodeBox
        ref={codeBox}
        label={t('security.factor.type')}
        digitsOnly
        value={typed}
        onChange={setTyped}
      />
      <div className="panel-buttons">
        <Button type="submit" loading={confirm.isPending}>
          {t('security.factor.confirm')}
        </Button>
        {cancel}
      </div>
    </form>
  )
}
