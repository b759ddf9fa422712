/** @jsxImportSource preact */
import type { FollowedReport } from '../../../contract/citizens.ts'
import { inGroups } from '../../../contract/codes.ts'
import type { View } from '../view.ts'
import { FollowForm } from './follow.tsx'
import { StatusChips, dueWords } from './status.tsx'

/** The reports of others that somebody follows, the latest change first. */
export function FollowedList({ view, followed }: { view: View; followed: FollowedReport[] }) {
  return (
    <ul class="reports">
      {followed.map((one) => (
        <Line key={one.number} view={view} followed={one} />
      ))}
    </ul>
  )
}

function Line({ view, followed }: { view: View; followed: FollowedReport }) {
  const { t, when } = view
  const { number, report, changedAt, isNew } = followed
  const due = report && dueWords(view, report, false)
  return (
    <li>
      {report === null ? (
        <p>{t('follow.gone', { number: inGroups(number) })}</p>
      ) : (
        <>
          <h3>
            <a href={`/phan-anh/${report.number}`}>{report.title ?? report.subject.name}</a>
          </h3>
          <p class="meta">
            {inGroups(report.number)} · {report.commune.name} ·{' '}
            <span class="whole">{t('mine.submitted', { when: when(report.submittedAt) })}</span>
            {changedAt !== null && (
              <>
                {' · '}
                <span class="whole">{t('follow.changed', { when: when(changedAt) })}</span>
              </>
            )}
          </p>
          {isNew && <p class="strong follow-new">{t('follow.isNew')}</p>}
          <StatusChips view={view} report={report} own={false} />
          {due !== null && (
            <p class="meta">
              {t('own.due')}: {due}
            </p>
          )}
          {report.number !== number && (
            <p class="meta">{t('follow.merged', { number: inGroups(number) })}</p>
          )}
        </>
      )}
      <div class="report-open">
        <FollowForm view={view} number={report?.number ?? number} isFollowed from="mine" />
      </div>
    </li>
  )
}
