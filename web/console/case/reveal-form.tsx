import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../../contract/client.ts'
import { api, readsQuery } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { ActionError } from './notices.tsx'

export type Contact = Awaited<ReturnType<typeof api.revealReporter>>

/** Asks why somebody has to know who reported; the reason is kept with their name. */
export function RevealForm({
  caseId,
  onDone,
  close,
}: {
  caseId: string
  onDone: (contact: Contact) => void
  close: () => void
}) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const reveal = useMutation({
    mutationFn: () => api.revealReporter({ params: { id: caseId }, body: { reason } }),
    // Nobody's contact waits in memory for a page that is gone.
    gcTime: 0,
    onSuccess: (contact) => {
      void queryClient.invalidateQueries({ queryKey: readsQuery(caseId).queryKey })
      onDone(contact)
    },
  })
  const { error } = reveal
  const fields = error instanceof ApiError ? error.body?.error.fields : undefined
  const fault = fields?.find(({ path }) => path === 'reason')?.code
  return (
    <form
      className="reveal"
      aria-label={t('reveal.button')}
      noValidate
      onKeyDown={(event) => {
        if (event.code !== 'Escape') return
        event.preventDefault()
        close()
      }}
      onSubmit={(event) => {
        event.preventDefault()
        reveal.mutate()
      }}
    >
      <Textarea
        name="reason"
        label={t('reveal.reason')}
        description={t('reveal.hint')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={300}
        // The press that opened this asked for the box.
        autoFocus
        value={reason}
        error={fault && t(`common:field.${fault}`, { defaultValue: t('common:field.invalid') })}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {error && !fault && <ActionError error={error} />}
      <div className="panel-buttons">
        <Button type="submit" loading={reveal.isPending}>
          {t('reveal.button')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('act.close')}
        </Button>
      </div>
    </form>
  )
}
