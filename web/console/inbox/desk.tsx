import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useMatch, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { countsQuery, keys, meQuery, queryClient } from '../api.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { startLive } from '../live.ts'
import { boxGroups, firstBox } from '../session.ts'
import { useAutoNext } from '../shell/auto-next.ts'
import { Header } from '../shell/header.tsx'
import { Empty } from '../ui/states.tsx'
import { queryOf } from './address.ts'
import { BulkBar } from './bulk-bar.tsx'
import { ListMap, useMapShown } from './list-map.tsx'
import { Boxes } from './boxes.tsx'
import { CaseList } from './case-list.tsx'
import { Filters } from './filters.tsx'
import { ListTools } from './list-tools.tsx'
import { Search } from './search.tsx'
import { isAgencySide, keepSeen } from '../seen.ts'
import { openWithoutNetwork } from '../waiting/open-without-network.ts'
import { SeenNotice } from '../waiting/seen-notice.tsx'
import { useOutbox } from '../waiting/use-outbox.ts'
import { WaitingList } from '../waiting/waiting-list.tsx'
import { useNeighbours } from './use-neighbours.ts'
import { useDeskKeys } from './use-desk-keys.ts'

/** The desk: work boxes, the list of one, and the case that is open beside it. */
export function Desk() {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const search = useSearch({ from: '/desk' })
  const opened = useMatch({ from: '/desk/phan-anh/$id', shouldThrow: false })?.params.id
  const navigate = useNavigate()
  const counts = useQuery({ ...countsQuery, enabled: me.roles.length > 0 })
  const list = useRef<HTMLElement>(null)
  const box = search.box ?? firstBox(me)

  const waiting = counts.data?.[box]
  // What was put off comes back by itself, and no event tells of it.
  useEffect(() => {
    if (waiting === undefined) return
    void queryClient.invalidateQueries({ queryKey: keys.lists, refetchType: 'active' })
  }, [waiting])
  useEffect(() => startLive(queryClient), [])
  useOutbox(me.id)
  useEffect(() => {
    keepSeen(me)
    if (isAgencySide(me)) openWithoutNetwork()
  }, [me])
  useEffect(() => {
    if (opened) return
    const number = waiting ? ` (${figure(waiting)})` : ''
    document.title = `${t(`box.${box}`)}${number} – ${t('common:product')}`
  }, [opened, box, waiting, t])
  const showsMap = useMapShown() && !opened
  useNeighbours(list, opened, useAutoNext(me.id))
  useDeskKeys(list, opened, () => void navigate({ to: '/', search }))

  if (me.roles.length === 0) {
    return (
      <div className="desk">
        <Header me={me} />
        <main className="page-state">
          <Empty title={t('noRole.title')}>{t('noRole.more')}</Empty>
        </main>
      </div>
    )
  }
  return (
    <div className="desk" data-opened={opened !== undefined} data-map={showsMap}>
      <Header me={me} />
      <Boxes groups={boxGroups(me)} current={box} counts={counts.data} />
      <main className="panes">
        <section className="list-pane" ref={list} aria-labelledby="list-title">
          <div className="list-head">
            {opened ? (
              <h2 id="list-title">{t(`box.${box}`)}</h2>
            ) : (
              <h1 id="list-title">{t(`box.${box}`)}</h1>
            )}
            <Search key={box} q={search.q ?? ''} />
            <ListTools box={box} />
          </div>
          <Filters me={me} box={box} />
          <SeenNotice />
          <WaitingList person={me.id} />
          <CaseList box={box} asked={queryOf(search)} opened={opened} />
          <BulkBar box={box} beside={opened !== undefined} />
        </section>
        {showsMap && <ListMap box={box} asked={queryOf(search)} />}
        <Outlet />
      </main>
    </div>
  )
}
