import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError } from '../../../contract/client.ts'
import type { Shift } from '../../../contract/shifts.ts'
import { api, keys, meQuery } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { errorCode } from '../ui/states.tsx'
import { Figures } from './figures.tsx'
import { redPartQuery, shiftPeopleQuery } from './queries.ts'

/** What was handed over, to whom, in whose words. */
export function Handed(props: { handover: NonNullable<Shift['handover']>; ended?: boolean }) {
  const { handover, ended = false } = props
  const { t } = useTranslation()
  return (
    <section className="shift-panel" aria-labelledby="shift-handed">
      <h2 id="shift-handed">{t(ended ? 'shift.handover' : 'shift.handed')}</h2>
      <p>
        {t(handover.to ? 'shift.handedTo' : 'shift.handedBy', {
          by: handover.by.name,
          to: handover.to?.name ?? '',
          when: dateTime(handover.at),
        })}
      </p>
      <p className="words">{handover.words}</p>
      <Figures figures={handover.summary} title={t('shift.summary')} />
    </section>
  )
}

/** The summary as it stands, some words, and to whom. */
export function HandOver({ shift }: { shift: Shift }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useSuspenseQuery(meQuery).data
  const red = useQuery(redPartQuery())
  const people = useQuery(shiftPeopleQuery)
  const [words, setWords] = useState('')
  const [to, setTo] = useState('')
  const hand = useMutation({
    mutationFn: () =>
      api.handShiftOver({ params: { id: shift.id }, body: { words, to: to || null } }),
    onSuccess: () => announce(t('shift.nowHanded')),
    onSettled: () => client.invalidateQueries({ queryKey: keys.shifts }),
  })
  const untaken = red.data?.untaken.count ?? 0
  const code = hand.isError ? errorCode(hand.error) : null
  const fields = hand.error instanceof ApiError ? hand.error.body?.error.fields : undefined
  const fault = fields?.find(({ path }) => path === 'words')?.code
  return (
    <section className="shift-panel" aria-labelledby="shift-hand">
      <h2 id="shift-hand">{t(shift.handover ? 'shift.handAgain' : 'shift.hand')}</h2>
      {red.data && <Figures figures={red.data.figures} title={t('shift.summaryNow')} />}
      {untaken > 0 && (
        <p className="notice-line" data-tone="overdue" role="status">
          {t('shift.untaken', { count: untaken })}
        </p>
      )}
      <form
        className="shift-form"
        aria-label={t('shift.hand')}
        onSubmit={(event) => {
          event.preventDefault()
          hand.mutate()
        }}
      >
        <Textarea
          className="shift-wide"
          label={t('shift.words')}
          autosize
          minRows={3}
          value={words}
          error={fault && t(`common:field.${fault}`)}
          onChange={({ currentTarget: { value } }) => setWords(value)}
        />
        <NativeSelect
          label={t('shift.to')}
          value={to}
          data={[
            { value: '', label: t('shift.anybody') },
            ...(people.data?.people ?? [])
              .filter(({ id }) => id !== me.id)
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget: { value } }) => setTo(value)}
        />
        <Button type="submit" disabled={untaken > 0} loading={hand.isPending}>
          {t('shift.handButton')}
        </Button>
      </form>
      {code && code !== 'invalid_input' && (
        <p className="notice-line" data-tone="overdue" role="alert">
          {code === 'action_not_allowed'
            ? t('shift.refusedUrgent')
            : code === 'conflict'
              ? t('shift.wasFirst')
              : t(`common:error.${code}`)}
        </p>
      )}
    </section>
  )
}
