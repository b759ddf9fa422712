import type { GeoJSON } from 'geojson'
import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { BaseMap, ShownStyle } from '../../map/index.ts'

/** The map in an element, loaded when it is first wanted: most visits need none. */
export function useMap(
  container: RefObject<HTMLElement | null>,
  wanted: boolean,
  onPick?: (properties: Record<string, unknown>) => void,
): { map: BaseMap | null; failed: boolean } {
  const { t } = useTranslation('administration')
  const [map, setMap] = useState<BaseMap | null>(null)
  const [failed, setFailed] = useState(false)
  const pick = useRef(onPick)
  useEffect(() => {
    pick.current = onPick
  }, [onPick])
  useEffect(() => {
    if (!wanted) return
    let made: BaseMap | null = null
    let gone = false
    const make = async () => {
      try {
        const { createMap } = await import('../../map/index.ts')
        if (gone || !container.current) return
        made = createMap(container.current, {
          texts: {
            label: t('map.label'),
            zoomIn: t('map.zoomIn'),
            zoomOut: t('map.zoomOut'),
            attribution: t('map.attribution'),
          },
          onPick: (properties) => pick.current?.(properties),
          onError: () => setFailed(true),
        })
        setMap(made)
      } catch {
        if (!gone) setFailed(true)
      }
    }
    void make()
    return () => {
      gone = true
      made?.destroy()
      setMap(null)
    }
  }, [wanted, container, t])
  return { map, failed }
}

/** GeoJSON on the map; the words beside it say the same. */
export function MapView({
  data,
  look = 'area',
  onPick,
}: {
  data: GeoJSON
  look?: ShownStyle
  onPick?: (properties: Record<string, unknown>) => void
}) {
  const { t } = useTranslation('administration')
  const container = useRef<HTMLDivElement>(null)
  const { map, failed } = useMap(container, true, onPick)
  useEffect(() => {
    map?.show(data, look)
    map?.fit(data)
  }, [map, data, look])
  return failed ? (
    <p className="quiet">{t('map.failed')}</p>
  ) : (
    <div className="map" ref={container} />
  )
}
