/** @jsxImportSource preact */
import type { NearReport } from '../../../contract/public.ts'
import type { Similar } from '../page.ts'
import type { View } from '../view.ts'
import { FollowElsewhere } from './follow.tsx'
import { PictureList } from './pictures.tsx'
import { StatusChips, dueWords } from './status.tsx'

/** Open reports near the point of one that is about to be sent: perhaps the same matter. */
export function SimilarList({
  view,
  similar,
  level,
}: {
  view: View
  similar: Similar
  level: 2 | 3
}) {
  const { t } = view
  const Heading = `h${level}` as const
  const { reports, followed } = similar
  return (
    <section
      class="similar"
      aria-labelledby="similar-title"
      data-similar-found={reports.map(({ number }) => number).join(' ')}
    >
      <Heading id="similar-title">{t('similar.title')}</Heading>
      <p>{t('similar.lead')}</p>
      <ul class="reports">
        {reports.map((report) => (
          <Line
            key={report.number}
            view={view}
            report={report}
            isFollowed={followed.includes(report.number)}
            level={level === 2 ? 3 : 4}
          />
        ))}
      </ul>
      <p class="hint">{t('similar.kept')}</p>
      <p>
        <button class="button button-quiet" type="submit" data-similar-still>
          {t('similar.still')}
        </button>
      </p>
    </section>
  )
}

function Line({
  view,
  report,
  isFollowed,
  level,
}: {
  view: View
  report: NearReport
  isFollowed: boolean
  level: 3 | 4
}) {
  const { t, when } = view
  const { number, title, subject, commune, metres, submittedAt, followers, pictures } = report
  const Heading = `h${level}` as const
  const due = dueWords(view, report, false)
  return (
    <li>
      <div class="similar-words">
        <Heading>
          <a href={`/phan-anh/${number}`} target="_blank" rel="noopener">
            {title ?? subject.name}
          </a>
        </Heading>
        <p class="meta">
          <strong>{metres === 0 ? t('similar.here') : t('similar.away', { metres })}</strong>
          {` · ${commune.name} · ${t('list.submitted', { when: when(submittedAt) })}`}
          {followers > 0 && ` · ${t('follow.count', { count: followers })}`}
        </p>
        <StatusChips view={view} report={report} own={false} />
        {due !== null && (
          <p class="meta">
            {t('own.due')}: {due}
          </p>
        )}
        <PictureList view={view} pictures={pictures.slice(0, 1)} />
      </div>
      {isFollowed ? (
        <p class="strong">{t('follow.isFollowed')}</p>
      ) : (
        <FollowElsewhere view={view} number={number} />
      )}
    </li>
  )
}
