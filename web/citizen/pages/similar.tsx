/** @jsxImportSource preact */
import type { Page } from '../page.ts'
import { FollowTarget } from '../parts/follow.tsx'
import { Document } from '../parts/layout.tsx'
import { SimilarList } from '../parts/similar.tsx'
import type { View } from '../view.ts'

/** Open reports near a point, as a page: the form's script takes the list out of it. */
export function SimilarPage({
  view,
  page,
}: {
  view: View
  page: Extract<Page, { kind: 'similar' }>
}) {
  const { t } = view
  return (
    <Document view={view} head={{ title: t('similar.title') }}>
      <div class="column">
        <h1>{t('similar.title')}</h1>
        {page.similar.reports.length === 0 ? (
          <p class="empty">{t('similar.none')}</p>
        ) : (
          // Its button sends the report; here there is none yet, so it leads to the form.
          <form method="get" action="/gui-phan-anh">
            <SimilarList view={view} similar={page.similar} level={2} />
          </form>
        )}
        <FollowTarget />
      </div>
    </Document>
  )
}
