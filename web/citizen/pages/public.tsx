/** @jsxImportSource preact */
import { inGroups } from '../../../contract/codes.ts'
import { reportsAddress } from '../addresses.ts'
import { isOpen } from '../../../contract/field-report.ts'
import type { Page } from '../page.ts'
import { FollowForm } from '../parts/follow.tsx'
import { Document } from '../parts/layout.tsx'
import { PictureList } from '../parts/pictures.tsx'
import { Prose, StatusChips, Timeline, dueWords } from '../parts/status.tsx'
import type { View } from '../view.ts'
import { ReportList } from './list.tsx'

type PublicPage = Extract<Page, { kind: 'public' }>

/** The public page of a report: what was published of it, or, while it is open, how it stands. */
export function Public({ view, page }: { view: View; page: PublicPage }) {
  const { t, when } = view
  const { report, ratings, isPublished, near } = page
  const title = report.title ?? report.subject.name
  const words = report.text ?? ''
  const due = dueWords(view, report, false)
  const rating = ratings.find(({ code }) => code === report.rating)?.name
  return (
    <Document view={view} head={headOf(page, title)}>
      <article class="column">
        <p class="back">
          <a href="/phan-anh">{t('public.back')}</a>
        </p>
        <h1>{title}</h1>
        <StatusChips view={view} report={report} own={false} />
        <p class="meta">
          {report.commune.name} · {report.subject.name} ·{' '}
          {t('public.number', { number: inGroups(report.number) })}
        </p>
        {due !== null && (
          <p class="meta">
            {t('own.due')}: {due}
          </p>
        )}
        <Following view={view} page={page} />
        {!isPublished && <p class="note">{t('public.notYet')}</p>}
        {words && (
          <section>
            <h2>{t('public.citizen')}</h2>
            <Prose text={words} />
            <PictureList
              view={view}
              pictures={report.pictures.filter(({ kind }) => kind === 'report')}
            />
          </section>
        )}
        {report.answer && (
          <section class="answer">
            <h2>{t('public.answer')}</h2>
            <p class="meta">
              {report.agency?.name}
              {report.answeredAt && (
                <>
                  {' · '}
                  <span class="whole">{t('list.answered', { when: when(report.answeredAt) })}</span>
                </>
              )}
            </p>
            <Prose text={report.answer} />
            <PictureList
              view={view}
              pictures={report.pictures.filter(({ kind }) => kind === 'answer')}
            />
          </section>
        )}
        {rating && (
          <p class="rating">
            {t('public.rating')}: <strong>{rating}</strong>
          </p>
        )}
        <section>
          <h2>{t('own.timeline')}</h2>
          <Timeline view={view} steps={report.steps} />
        </section>
        {near.length > 0 && (
          <section aria-labelledby="near-title">
            <h2 id="near-title">{t('public.near')}</h2>
            <ReportList view={view} reports={near} level={3} states />
            <p>
              <a
                href={reportsAddress({
                  commune: report.commune.code,
                  subject: report.subject.code,
                })}
              >
                {t('public.allNear', { commune: report.commune.name })}
              </a>
            </p>
          </section>
        )}
        <aside class="also">
          <p>{t('public.alsoReport')}</p>
          <a class="button button-main" href="/gui-phan-anh">
            {t('form.title')}
          </a>
        </aside>
      </article>
    </Document>
  )
}

/** How many follow it, and the way to begin or end; what is answered is followed by nobody anew. */
function Following({ view, page }: { view: View; page: PublicPage }) {
  const { t } = view
  const { report, isFollowed, done } = page
  const { number, followers, status } = report
  const isDone = done === (isFollowed ? 'follow' : 'unfollow')
  return (
    <>
      {isDone && (
        <p class="success" role="status">
          {t(isFollowed ? 'follow.done' : 'follow.stopped')}
        </p>
      )}
      {followers > 0 && <p class="meta">{t('follow.count', { count: followers })}</p>}
      {(isFollowed || isOpen(status)) && (
        <div class="follow no-print">
          <FollowForm view={view} number={number} isFollowed={isFollowed} />
          <p class="hint">
            {isFollowed ? (
              <>
                {t('follow.following')} <a href="/phan-anh-cua-toi">{t('follow.title')}</a>
              </>
            ) : (
              t('follow.why')
            )}
          </p>
        </div>
      )}
    </>
  )
}

/** What stands for the page where it is shared; a report that is not published is shared nowhere. */
function headOf({ report, isPublished }: PublicPage, title: string) {
  const picture =
    report.pictures.find(({ kind }) => kind === 'answer') ?? report.pictures.at(0) ?? null
  return {
    title,
    ...(isPublished && { description: shortened(report.answer ?? report.text ?? title) }),
    open: isPublished,
    image: picture && {
      path: `/api/pictures/${picture.id}/full`,
      width: picture.width,
      height: picture.height,
    },
  }
}

/** At most 200 characters on one line, whole words. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= 200 ? line : `${line.slice(0, 199).replace(/\s\S*$/, '')}…`
}
