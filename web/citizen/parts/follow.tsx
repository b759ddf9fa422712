/** @jsxImportSource preact */
import { inGroups } from '../../../contract/codes.ts'
import type { View } from '../view.ts'

const addressOf = (number: string) => `/phan-anh/${number}/theo-doi`

/** The button that follows a report, or ends it; `from`: where it leads back to. */
export function FollowForm({
  view: { t },
  number,
  isFollowed,
  from,
}: {
  view: View
  number: string
  isFollowed: boolean
  from?: 'mine'
}) {
  return (
    <form method="post" action={addressOf(number)}>
      {from && <input type="hidden" name="from" value={from} />}
      {isFollowed && <input type="hidden" name="stop" value="1" />}
      <button
        class={isFollowed ? 'button button-quiet' : 'button'}
        type="submit"
        aria-label={t(isFollowed ? 'follow.stopNumber' : 'follow.followNumber', {
          number: inGroups(number),
        })}
      >
        {t(isFollowed ? 'follow.stop' : 'follow.follow')}
      </button>
    </form>
  )
}

/** What {@link FollowElsewhere} sends: in a window of its own, so that what was typed here stays. */
export function FollowTarget() {
  return <form id="follow" method="post" target="_blank" rel="noopener" />
}

/** The button that follows a report from within another form, which it leaves as it is. */
export function FollowElsewhere({ view: { t }, number }: { view: View; number: string }) {
  return (
    <button
      class="button"
      type="submit"
      form="follow"
      formAction={addressOf(number)}
      aria-label={t('follow.followNumber', { number: inGroups(number) })}
    >
      {t('follow.follow')}
    </button>
  )
}
