import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useId, useRef, useSyncExternalStore } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import type { CaseFilter, CaseOrder } from '../../../contract/case-list.ts'
import type { Box, CaseRow as Row } from '../../../contract/cases.ts'
import { mostChosen } from '../../../contract/bulk.ts'
import { inGroups } from '../../../contract/codes.ts'
import { caseQuery, keys, listQuery, queryClient } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { hasStaleLists, listsRefreshed, onLiveChange } from '../live.ts'
import { usePresent } from '../presence/presence-of.tsx'
import { ListEnd } from '../ui/list-end.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { useNow } from '../ui/use-now.ts'
import {
  choose,
  chooseIn,
  chooseNone,
  setActive,
  setChosen,
  useActive,
  useChosen,
} from './selection.ts'
import { CaseRow } from './case-row.tsx'
import type { DeskSearch } from './address.ts'
import { inDueGroups, isByDue } from './due-groups.ts'
import { EmptyBox } from './empty-box.tsx'
import { RowNext } from './row-next.tsx'
import { NothingLeft, isNarrowed } from './filter-chips.tsx'

/** A case that changed between two pages may be in both; the later one is how it is by now. */
function onceEach(rows: Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()]
}

/** Which row the arrows lead to from here, or null when the key is not one of theirs. */
function target(code: string, at: number, rows: number): number | null {
  if (code === 'ArrowDown') return Math.min(at + 1, rows - 1)
  if (code === 'ArrowUp') return Math.max(at - 1, 0)
  if (code === 'PageDown') return Math.min(at + 10, rows - 1)
  if (code === 'PageUp') return Math.max(at - 10, 0)
  if (code === 'Home') return 0
  return code === 'End' ? rows - 1 : null
}

/** So long a row keeps the focus before its case is fetched: rows that are passed over are not. */
const glance = 120
let looking: ReturnType<typeof setTimeout> | undefined

/** The page of a case, beside the list as it is filtered now. */
const caseAt = (id: string) =>
  ({ to: '/phan-anh/$id', params: { id }, search: (previous: DeskSearch) => previous }) as const

/** The row that the keyboard is at; its case is fetched before it is opened. */
function lookAt(id: string): void {
  setActive(id)
  clearTimeout(looking)
  looking = setTimeout(() => void queryClient.prefetchQuery(caseQuery(id)), glance)
}

/** A list longer than is refetched at every event says so, and waits for its reader. */
function StaleNotice() {
  const { t } = useTranslation()
  const stale = useSyncExternalStore(onLiveChange, hasStaleLists)
  if (!stale) return null
  const refresh = () => {
    listsRefreshed()
    void queryClient.resetQueries({ queryKey: keys.lists })
  }
  return (
    <div className="stale" role="status">
      {t('list.changed')}
      <Button variant="subtle" onClick={refresh}>
        {t('list.refresh')}
      </Button>
    </div>
  )
}

/** Rows with one deadline's words above them; without a title they are just the list. */
function Group(props: { title: string | null; level: 'h2' | 'h3'; children: ReactNode }) {
  const { title, level: Title, children } = props
  const id = useId()
  if (title === null) return <ul className="plain">{children}</ul>
  return (
    <section aria-labelledby={id}>
      <Title id={id} className="rows-group">
        {title}
      </Title>
      <ul className="plain">{children}</ul>
    </section>
  )
}

type Props = { box: Box; asked: CaseFilter & CaseOrder; opened: string | undefined }

/** The cases of a box, endless, moved through with the arrows. */
export function CaseList({ box, asked, opened }: Props) {
  const { t } = useTranslation()
  const query = useInfiniteQuery({
    ...listQuery(box, asked),
    // What was found before stays while the same box is searched for something else.
    placeholderData: (before, of) => (of?.queryKey[1] === box ? before : undefined),
  })
  const active = useActive()
  const present = usePresent()
  const now = useNow()
  const chosen = useChosen()
  const list = useRef<HTMLDivElement>(null)
  const router = useRouter()
  const open = useCallback((id: string) => void router.navigate(caseAt(id)), [router])
  const page = router.buildLocation(caseAt('_')).href

  // What was chosen in one list is not meant in another.
  const asking = JSON.stringify([box, asked])
  useEffect(() => chooseIn(asking), [asking])

  // Who comes by an address or a link sees where in the list the case stands.
  const arrived = query.isSuccess
  useEffect(() => {
    if (!arrived) return
    list.current?.querySelector('[data-opened="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [arrived])

  if (query.isPending) return <Loading rows={12} />
  // Without a connection the rows that are here stay; the next attempt replaces them.
  if (query.isError && !query.data) {
    return <Failed error={query.error} retry={() => void query.refetch()} />
  }
  const rows = onceEach(query.data.pages.flatMap((page) => page.cases))
  if (rows.length === 0) {
    if (isNarrowed(asked)) return <NothingLeft />
    return asked.q ? (
      <Empty title={t('list.nothingFound', { q: asked.q })}>{t('list.nothingFoundMore')}</Empty>
    ) : (
      <EmptyBox box={box} />
    )
  }
  const current =
    rows.find(({ id }) => id === active) ?? rows.find(({ id }) => id === opened) ?? rows[0]!

  const groups = isByDue(box, asked) ? inDueGroups(rows, now) : [{ key: '', name: null, rows }]

  const onKeyDown = (event: KeyboardEvent) => {
    const links = [...list.current!.querySelectorAll<HTMLElement>('a.row')]
    const at = links.indexOf(document.activeElement as HTMLElement)
    if (event.altKey || event.ctrlKey || event.metaKey || at < 0) return
    if (event.code === 'Space') {
      event.preventDefault()
      choose(rows[at]!.id)
    } else if (event.code === 'Escape' && chosen.size > 0) {
      event.preventDefault()
      chooseNone()
    }
    const to = target(event.code, at, links.length)
    if (to === null) return
    event.preventDefault()
    // With Shift, what is passed over is chosen.
    if (event.shiftKey) {
      const passed = rows.slice(Math.min(at, to), Math.max(at, to) + 1)
      setChosen([...chosen, ...passed.map(({ id }) => id)].slice(0, mostChosen))
    }
    links[to]?.focus()
  }
  return (
    <div className="list-scroll" aria-busy={query.isPlaceholderData}>
      <StaleNotice />
      {query.isRefetchError && (
        <p className="stale" role="status">
          {t('list.outdated')}
        </p>
      )}
      <div className="list-columns" aria-hidden="true">
        {(['number', 'status', 'summary', 'subject', 'place', 'agency', 'time'] as const).map(
          (name) => (
            <span key={name}>{t(`column.${name}`)}</span>
          ),
        )}
      </div>
      {/* One list for the keys, whatever headings stand in it. */}
      <div className="rows" role="presentation" ref={list} onKeyDown={onKeyDown}>
        {groups.map(({ key, name, rows: some }) => (
          <Group key={key} title={name && t(`dueGroup.${name}`)} level={opened ? 'h3' : 'h2'}>
            {some.map((row) => (
              <li key={row.id} data-chosen={chosen.has(row.id)}>
                <label className="row-choose">
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    aria-label={t('bulk.choose', { number: inGroups(row.number) })}
                    checked={chosen.has(row.id)}
                    onChange={() => choose(row.id)}
                  />
                </label>
                <CaseRow
                  row={row}
                  href={page.replace('/_', `/${row.id}`)}
                  open={open}
                  opened={row.id === opened}
                  inTabOrder={row.id === current.id}
                  onFocus={lookAt}
                  present={present.get(row.id)?.text}
                  writing={present.get(row.id)?.writing === true}
                />
                {row.next.length > 0 && <RowNext row={row} />}
              </li>
            ))}
          </Group>
        ))}
      </div>
      <ListEnd {...query} />
    </div>
  )
}
