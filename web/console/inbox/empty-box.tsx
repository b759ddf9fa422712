import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Box } from '../../../contract/cases.ts'
import { countsQuery, meQuery } from '../api.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { boxesOf } from '../session.ts'
import { Empty } from '../ui/states.tsx'

/** What waits for nobody in particular, or for nobody any more. */
const quiet = new Set<Box>(['recurring', 'declined', 'snoozed', 'done', 'all'])

/** What waits elsewhere too: that these are empty does not say that nothing waits. */
const byTime = new Set<Box>(['due_soon', 'overdue'])

/** Nothing waits here; perhaps something does in another box. */
export function EmptyBox({ box }: { box: Box }) {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const { data: counts } = useQuery(countsQuery)
  const next = boxesOf(me).find((other) => !quiet.has(other) && (counts?.[other] ?? 0) > 0)
  const title =
    box === 'done'
      ? t('list.emptyDone')
      : quiet.has(box) || byTime.has(box)
        ? t('list.emptyBox', { box: t(`box.${box}`) })
        : t('list.empty')
  return (
    <Empty title={title}>
      {next && next !== box && (
        <Link to="/" search={{ box: next }}>
          {t('list.emptyNext', { box: t(`box.${next}`), count: figure(counts![next] ?? 0) })}
        </Link>
      )}
    </Empty>
  )
}
