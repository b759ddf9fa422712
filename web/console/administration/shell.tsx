import { NativeSelect } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, Outlet, useMatch, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { meQuery, queryClient } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { startLive } from '../live.ts'
import { isAdministrator, isRouter } from '../session.ts'
import { Header } from '../shell/header.tsx'
import { Empty } from '../ui/states.tsx'
import { groups } from './sections.ts'
import './administration.css'

/** The administration: its pages on the left, one of them beside. */
export function AdministrationShell() {
  const { t } = useTranslation('administration')
  const me = useSuspenseQuery(meQuery).data
  const { add } = useSearch({ from: '/quan-tri' })
  const section = useMatch({ from: '/quan-tri/$section', shouldThrow: false })?.params.section
  const code = useMatch({ from: '/quan-tri/$section/$code', shouldThrow: false })?.params.code
  const isRouting = useMatch({ from: '/quan-tri/phan-tuyen', shouldThrow: false }) !== undefined
  const slug = section ?? (isRouting ? 'phan-tuyen' : undefined)
  // The centre may ask who would get a report; what decides it is the administrators' to change.
  const isAllowed = isAdministrator(me) || (isRouting && isRouter(me))

  useEffect(() => startLive(queryClient), [])
  useEffect(() => {
    const page = slug ? t(`section.${slug}`, { defaultValue: t('title') }) : t('title')
    document.title = `${page} – ${t('common:product')}`
  }, [slug, t])

  if (!isAllowed) {
    return (
      <div className="desk">
        <Header me={me} />
        <main className="page-state">
          <Empty alone title={t('refused.title')}>
            {t('refused.more')} <Link to="/">{t('refused.back')}</Link>
          </Empty>
        </main>
      </div>
    )
  }
  return (
    <div
      className="desk administration"
      data-opened={code !== undefined || add !== undefined}
      data-alone={!isAdministrator(me)}
    >
      <Header me={me} />
      {isAdministrator(me) && <Navigation current={slug} />}
      <main className="panes">
        <Outlet />
      </main>
    </div>
  )
}

/** The pages in groups: a column on a desktop, one chooser on a phone. */
function Navigation({ current }: { current: string | undefined }) {
  const { t } = useTranslation('administration')
  const navigate = useNavigate()
  return (
    <nav className="boxes" aria-label={t('title')}>
      <div className="boxes-column">
        {groups.map(({ name, sections }) => (
          <div key={name} className="nav-group">
            <h2 id={`nav-${name}`}>{t(`group.${name}`)}</h2>
            <ul className="plain" aria-labelledby={`nav-${name}`}>
              {sections.map(({ slug }) => (
                <li key={slug}>
                  <Link
                    to="/quan-tri/$section"
                    params={{ section: slug }}
                    search={{}}
                    className="box"
                    aria-current={slug === current ? 'page' : undefined}
                  >
                    {t(`section.${slug}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      <NativeSelect
        className="boxes-chooser"
        aria-label={t('title')}
        value={current ?? ''}
        onChange={({ currentTarget }) =>
          void navigate({
            to: '/quan-tri/$section',
            params: { section: currentTarget.value },
            search: {},
          })
        }
        data={groups.map(({ name, sections }) => ({
          group: t(`group.${name}`),
          items: sections.map(({ slug }) => ({ value: slug, label: t(`section.${slug}`) })),
        }))}
      />
    </nav>
  )
}
