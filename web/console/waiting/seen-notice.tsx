import { useSyncExternalStore } from 'react'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { onSeenChange, shownSince } from '../seen.ts'

/** Says that what is shown is what this device has kept, and since when. */
export function SeenNotice() {
  const { t } = useTranslation()
  const since = useSyncExternalStore(onSeenChange, shownSince)
  return (
    <p className={since === null ? 'hidden' : 'stale'} role="status">
      {since !== null && t('waiting.seen', { when: dateTime(new Date(since).toISOString()) })}
    </p>
  )
}
