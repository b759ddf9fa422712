/** @jsxImportSource preact */
import { inGroups } from '../../../contract/codes.ts'
import type { Page } from '../page.ts'
import { Document } from '../parts/layout.tsx'
import { PictureList } from '../parts/pictures.tsx'
import { Prose, StatusChips, Timeline, dueWords } from '../parts/status.tsx'
import type { View } from '../view.ts'

export function Public({ view, page }: { view: View; page: Extract<Page, { kind: 'public' }> }) {
  const { t, when } = view
  const { report, ratings } = page
  const title = report.title ?? report.subject.name
  const words = report.text ?? ''
  const due = dueWords(view, report, false)
  const rating = ratings.find(({ code }) => code === report.rating)?.name
  return (
    <Document
      view={view}
      head={{ title, description: (report.answer ?? words).slice(0, 200), open: true }}
    >
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
              {report.answeredAt && ` · ${t('list.answered', { when: when(report.answeredAt) })}`}
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
