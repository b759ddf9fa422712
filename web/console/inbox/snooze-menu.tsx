import { Button, Popover } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { api, keys, queryClient } from '../api.ts'
import { dateTime } from '../format.ts'
import { todayInVietnam } from '../day.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { DayInput } from '../ui/day-input.tsx'
import { errorCode } from '../ui/states.tsx'
import { useNow } from '../ui/use-now.ts'
import { morningOf, snoozeTimes } from './snooze-times.ts'
import { isKey } from '../shell/keys.ts'

/** Puts cases off for oneself, or back. */
export function useSnooze(onDone: () => void) {
  const { t } = useTranslation()
  return useMutation({
    mutationFn: ({ ids, until }: { ids: string[]; until: Date | null }) =>
      api.snoozeCases({ body: { ids, until: until?.toISOString() ?? null } }),
    onSuccess: (_, { ids, until }) => {
      announce(
        until
          ? t('snooze.done', { count: ids.length, when: dateTime(until.toISOString()) })
          : t('snooze.undone'),
      )
      for (const queryKey of [keys.lists, keys.counts, keys.cases]) {
        void queryClient.invalidateQueries({ queryKey })
      }
      onDone()
    },
    onError: (error) => announce(t(`common:error.${errorCode(error)}`)),
  })
}

type Props = {
  ids: string[]
  onDone: () => void
  /** Opens at its key; for the one of its kind that is on the page. */
  takesKey?: boolean
}

/** Until when to put off: the usual times, or one of one's own. */
export function SnoozeMenu({ ids, onDone, takesKey = false }: Props) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const now = useNow()
  const [own, setOwn] = useState('')
  const snooze = useSnooze(onDone)
  const put = (until: Date) => {
    setOpened(false)
    snooze.mutate({ ids, until })
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isKey(event, 'later') || event.defaultPrevented || !takesKey) return
    event.preventDefault()
    setOpened(true)
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  const until = morningOf(own)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" loading={snooze.isPending} onClick={() => setOpened(!opened)}>
          {t('snooze.button')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="snooze" aria-label={t('snooze.button')}>
        {snoozeTimes(now).map(({ name, until: time }) => (
          <button key={name} type="button" className="snooze-time" onClick={() => put(time)}>
            {t(`snooze.${name}`)}
            <span className="quiet">{dateTime(time.toISOString())}</span>
          </button>
        ))}
        <form
          className="snooze-own"
          onSubmit={(event) => {
            event.preventDefault()
            if (until) put(until)
          }}
        >
          <DayInput
            size="xs"
            label={t('snooze.own')}
            value={own}
            min={todayInVietnam()}
            onChange={setOwn}
          />
          <Button type="submit" disabled={!until}>
            {t('snooze.set')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Of one case: put off, or until when it is and back. */
export function CaseSnooze({ id, until }: { id: string; until: string | null }) {
  const { t } = useTranslation()
  const back = useSnooze(() => undefined)
  if (!until) return <SnoozeMenu ids={[id]} onDone={() => undefined} takesKey />
  return (
    <span className="case-snoozed">
      {t('snooze.until', { when: dateTime(until) })}
      <Button
        variant="subtle"
        loading={back.isPending}
        onClick={() => back.mutate({ ids: [id], until: null })}
      >
        {t('snooze.back')}
      </Button>
    </span>
  )
}
