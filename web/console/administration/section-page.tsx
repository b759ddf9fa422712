import { useMatch, useParams } from '@tanstack/react-router'
import { ApiError } from '../../../contract/client.ts'
import { Failed } from '../ui/states.tsx'
import { FilesPage } from './files/files-page.tsx'
import { HistoryPage } from './pages/history-page.tsx'
import { KindPage } from './pages/kind-page.tsx'
import { PeoplePage } from './people/people-page.tsx'
import { sections } from './sections.ts'

/** The page that an address names; its list stays while records beside it are opened. */
export function SectionPage() {
  const { section } = useParams({ from: '/quan-tri/$section' })
  const code = useMatch({ from: '/quan-tri/$section/$code', shouldThrow: false })?.params.code
  const known = sections.find(({ slug }) => slug === section)
  if (known?.kind) return <KindPage key={known.kind} kind={known.kind} code={code} />
  if (section === 'nguoi-dung') return <PeoplePage id={code} />
  if (section === 'lich-su') return <HistoryPage />
  if (section === 'tep') return <FilesPage />
  return (
    <div className="page-state">
      <Failed error={new ApiError('not_found', 404, null)} />
    </div>
  )
}
