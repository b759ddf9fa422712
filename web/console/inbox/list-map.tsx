import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { FeatureCollection, Point } from 'geojson'
import { useEffect, useEffectEvent, useMemo, useSyncExternalStore } from 'react'
import type { CaseFilter, CaseOrder } from '../../../contract/case-list.ts'
import type { Box, CaseRow } from '../../../contract/cases.ts'
import { inGroups } from '../../../contract/codes.ts'
import { listQuery } from '../api.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { keep, kept } from '../storage.ts'
import { Icon } from '../ui/icons.tsx'
import { MapView } from '../ui/map-view.tsx'
import { useActive, useChosen } from './selection.ts'
import './list-map.css'
import { isKey } from '../shell/keys.ts'

const key = 'nhip.list-map'
let shown = kept(key) === '1'
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
function show(next: boolean): void {
  shown = next
  keep(key, next ? '1' : null)
  listeners.forEach((listener) => listener())
}

/** Whether the map stands beside the list; the browser remembers it. */
export function useMapShown(): boolean {
  return useSyncExternalStore(subscribe, () => shown)
}

/** Shows the map, or takes it away; F6 does the same. */
export function MapButton() {
  const { t } = useTranslation()
  const on = useMapShown()
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isKey(event, 'map') || event.defaultPrevented) return
    event.preventDefault()
    show(!on)
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
  return (
    <Button
      variant="default"
      className="list-map-button"
      aria-pressed={on}
      aria-label={t('listMap.button')}
      title={`${t('listMap.button')} (F6)`}
      onClick={() => show(!on)}
    >
      <Icon name="map" />
    </Button>
  )
}

type Placed = CaseRow & { position: NonNullable<CaseRow['position']> }

function pointsOf(rows: Placed[], named = false): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: rows.map(({ id, number, position: { lat, lon } }) => ({
      type: 'Feature',
      properties: { id, name: named ? inGroups(number) : '' },
      geometry: { type: 'Point', coordinates: [lon, lat] },
    })),
  }
}

/** Where the cases of the loaded list are; a tap leads to the case's row, the row marks its point. */
export function ListMap({ box, asked }: { box: Box; asked: CaseFilter & CaseOrder }) {
  const { t } = useTranslation()
  const active = useActive()
  const chosen = useChosen()
  const { data } = useInfiniteQuery(listQuery(box, asked))
  const rows = useMemo(() => data?.pages.flatMap((page) => page.cases) ?? [], [data])
  const placed = useMemo(() => rows.filter((row): row is Placed => row.position !== null), [rows])
  const points = useMemo(() => {
    const isMarked = ({ id }: Placed) => id === active || chosen.has(id)
    return {
      // A late one is told by its place in the list, and by its colour here.
      works: pointsOf(placed.filter((row) => row.overdue && !isMarked(row))),
      area: pointsOf(placed.filter((row) => !row.overdue && !isMarked(row))),
      chosen: pointsOf(placed.filter(isMarked), true),
    }
  }, [placed, active, chosen])
  const where = placed.map(({ id }) => id).join()
  // eslint-disable-next-line react-hooks/exhaustive-deps -- moves when other cases are listed only
  const view = useMemo(() => (placed.length > 0 ? pointsOf(placed) : null), [where])
  const without = rows.length - placed.length
  return (
    <aside className="list-map" aria-label={t('listMap.label')}>
      <MapView
        label={t('listMap.label')}
        shown={points}
        view={view}
        onPick={({ id }) =>
          document.querySelector<HTMLElement>(`.rows a.row[href*="${String(id)}"]`)?.focus()
        }
      />
      {without > 0 && (
        <p className="quiet list-map-none">{t('listMap.none', { n: figure(without) })}</p>
      )}
    </aside>
  )
}
