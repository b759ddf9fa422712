import type { GeoJSON } from 'geojson'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BaseMap, MapPoint, ShownStyle } from '../../map/index.ts'
import './map-view.css'

type Props = {
  /** Names the map for those who do not see it. */
  label: string
  point: MapPoint | null
  /** What to show over the base, by style; the same object while nothing changes. */
  shown?: Partial<Record<ShownStyle, GeoJSON>>
  onTap?: (point: MapPoint) => void
}

/** Degrees seen on each side of a point: some two kilometres, so that a border or a river is there. */
const around = 0.02

/**
 * A map with one pin. Its code comes when it is first shown, so that the rest of the console stays
 * small. When it cannot be drawn it says so: the same is always there in words.
 */
export function MapView({ label, point, shown, onTap }: Props) {
  const { t, i18n } = useTranslation()
  const container = useRef<HTMLDivElement>(null)
  const tap = useRef(onTap)
  const [map, setMap] = useState<BaseMap | null>(null)
  const [failed, setFailed] = useState(false)
  const drawn = useRef(new Set<ShownStyle>())
  const takesTaps = onTap !== undefined

  useEffect(() => {
    tap.current = onTap
  }, [onTap])

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
        language: i18n.language === 'en' ? 'en' : 'vi',
        ...(takesTaps && { onTap: (at: MapPoint) => tap.current?.(at) }),
        onError: () => setFailed(true),
      })
      drawn.current.clear()
      setMap(made)
    }
    start().catch(() => setFailed(true))
    return () => {
      gone = true
      setMap(null)
      made?.destroy()
    }
  }, [label, i18n.language, takesTaps, t])

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

  return (
    <div className="map-frame">
      <div className="map-view" ref={container} />
      {failed && (
        <p className="map-failed" role="status">
          {t('map.failed')}
        </p>
      )}
    </div>
  )
}
