import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { inGroups } from '../../../contract/codes.ts'
import { keys } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { isLocked, onLockChange } from '../security/lock.ts'
import { announce } from '../ui/announce.tsx'
import { onWaitingChange, outboxOf, readWaiting, waiting } from './waiting.ts'

/** Sends what waits whenever it can, while the person is at work; says what has gone. */
export function useOutbox(person: string): void {
  const { t } = useTranslation('common')
  const queryClient = useQueryClient()
  const locked = useSyncExternalStore(onLockChange, isLocked)
  useEffect(() => {
    const outbox = outboxOf(person)
    if (!outbox.can() || locked) return
    let isOver = false
    const look = async () => {
      const before = refused()
      const gone = await readWaiting(person).catch(() => [])
      if (isOver) return
      // What somebody did first is on the screen before it is opened again.
      for (const { key, about } of waiting().filter(({ state }) => state === 'refused')) {
        if (!before.has(key))
          void queryClient.invalidateQueries({ queryKey: keys.case(about.caseId) })
      }
      if (gone.length === 0) return
      const { about } = gone.at(-1)!
      const words = { action: t(`action.${about.type}.button`), number: inGroups(about.number) }
      announce(t('console:waiting.sent', words))
      for (const { about: one } of gone) {
        void queryClient.invalidateQueries({ queryKey: keys.case(one.caseId) })
      }
      void queryClient.invalidateQueries({ queryKey: keys.lists })
      void queryClient.invalidateQueries({ queryKey: keys.counts })
    }
    // One look after the other: what has gone is told once.
    let looks = look()
    const unwatch = outbox.watch(() => (looks = looks.then(look)))
    const stop = outbox.start()
    return () => {
      isOver = true
      unwatch()
      stop()
    }
  }, [person, locked, queryClient, t])
}

const refused = () =>
  new Set(waiting().flatMap(({ key, state }) => (state === 'refused' ? [key] : [])))

/** What waits, as it is by now. */
export const useWaiting = () => useSyncExternalStore(onWaitingChange, waiting)
