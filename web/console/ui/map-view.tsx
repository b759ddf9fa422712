import type { GeoJSON } from 'geojson'
import { useEffect, useRef, useState } from 'react'
import type { BaseMap, MapPoint, ShownStyle, Tints } from '../../map/index.ts'
import { language, useTranslation } from '../i18n.ts'
import './map-view.css'

type Props = {
  /** Names the map for those who do not see it. */
  label: string
  /** Where the pin is; it is brought into view with what lies around it. */
  point?: MapPoint | null
  /** What to show over the base, by style; the same object while nothing changes. */
  shown?: Partial<Record<ShownStyle, GeoJSON>>
  /** Communes in one colour, by their strength; the same object while nothing changes. */
  tints?: Tints
  /** What to bring into view whenever it is another object. */
  view?: GeoJSON | null
  onTap?: (point: MapPoint) => void
  /** A tap on something shown: its properties. */
  onPick?: (properties: Record<string, unknown>) => void
  /** The map itself, for who draws on it; null once it is gone. The same function each time. */
  onMap?: (map: BaseMap | null) => void
}

/** Degrees seen on each side of a point: some two kilometres, so that a border or a river is there. */
const around = 0.02

/** What was handed over last, for a map that outlives it. */
function useLatest<Value>(value: Value) {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  }, [value])
  return latest
}

/**
 * The console's map: a pin, shapes, taps. Its code comes when it is first shown, so that the rest of
 * the console stays small. When it cannot be drawn it says so: the same is always there in words.
 */
export function MapView({ label, point, shown, tints, view, onTap, onPick, onMap }: Props) {
  const { t } = useTranslation()
  const spoken = language()
  const container = useRef<HTMLDivElement>(null)
  const tap = useLatest(onTap)
  const pick = useLatest(onPick)
  const [map, setMap] = useState<BaseMap | null>(null)
  const [failed, setFailed] = useState(false)
  const drawn = useRef(new Set<ShownStyle>())
  const takesTaps = onTap !== undefined
  const takesPicks = onPick !== undefined

  useEffect(() => {
    let made: BaseMap | undefined
    let gone = false
    async function start() {
      const { createMap } = await import('../../map/index.ts')
      if (gone || !container.current) return
      made = createMap(container.current, {
        texts: {
          label,
          zoomIn: t('map.zoomIn'),
          zoomOut: t('map.zoomOut'),
          attribution: t('map.attribution'),
        },
        language: spoken,
        ...(takesTaps && { onTap: (at: MapPoint) => tap.current?.(at) }),
        ...(takesPicks && { onPick: (found) => pick.current?.(found) }),
        onError: () => setFailed(true),
      })
      drawn.current.clear()
      setMap(made)
    }
    start().catch(() => !gone && setFailed(true))
    return () => {
      gone = true
      setMap(null)
      made?.destroy()
    }
  }, [label, spoken, takesTaps, takesPicks, tap, pick, t])

  useEffect(() => onMap?.(map), [map, onMap])

  const [lat, lon] = [point?.lat, point?.lon]
  useEffect(() => {
    if (!map) return
    if (lat === undefined || lon === undefined) map.mark(null)
    else {
      map.mark({ lat, lon })
      map.fit([lon - around, lat - around, lon + around, lat + around])
    }
  }, [map, lat, lon])

  useEffect(() => {
    if (!map) return
    for (const style of drawn.current) if (!shown?.[style]) map.show(null, style)
    drawn.current.clear()
    for (const [style, data] of Object.entries(shown ?? {}) as [ShownStyle, GeoJSON][]) {
      map.show(data, style)
      drawn.current.add(style)
    }
  }, [map, shown])

  useEffect(() => {
    if (tints) map?.tint(tints)
  }, [map, tints])

  useEffect(() => {
    if (view) map?.fit(view)
  }, [map, view])

  return (
    <div className="map-frame" aria-busy={!map && !failed}>
      <div className="map-view" ref={container} />
      {failed && (
        <p className="map-failed" role="status">
          {t('map.failed')}
        </p>
      )}
    </div>
  )
}
