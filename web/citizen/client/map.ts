import { LngLatBounds, Map as MapLibre, Marker, NavigationControl, setWorkerUrl } from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import type { Place } from './place.ts'
import { element, text } from './texts.ts'

type Point = { lat: number; lon: number }

/** Approximate centres of the two archipelagos, which every map of ours shows. */
const islands = [
  { key: 'hoangSa', lat: 16.5, lon: 111.6 },
  { key: 'truongSa', lat: 10, lon: 114 },
]

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name)

/**
 * A map from our own data alone: no tile or glyph server, so it needs no network beyond this site.
 * Names are HTML, which also gives them the page's font.
 */
export function showMap(
  container: HTMLElement,
  places: Place[],
  onTap: (point: Point) => void,
): { mark: (point: Point | null) => void } {
  setWorkerUrl(workerUrl)
  const bounds = new LngLatBounds()
  for (const place of places) bounds.extend([place.lon, place.lat])
  const map = new MapLibre({
    container,
    style: {
      version: 8,
      sources: {},
      layers: [
        {
          id: 'ground',
          type: 'background',
          paint: { 'background-color': colour('--surface-sunken').trim() },
        },
      ],
    },
    bounds,
    fitBoundsOptions: { padding: { top: 24, bottom: 32, left: 56, right: 56 } },
    attributionControl: false,
    locale: {
      'NavigationControl.ZoomIn': text('zoomIn'),
      'NavigationControl.ZoomOut': text('zoomOut'),
    },
    dragRotate: false,
    pitchWithRotate: false,
    minZoom: 4,
    maxZoom: 18,
  })
  map.touchZoomRotate.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.getCanvas().setAttribute('aria-label', text('mapLabel'))

  const labels = [
    ...islands.map(({ key, lat, lon }) =>
      label(text(key), 'map-label map-label-islands', lat, lon),
    ),
    ...places.map(({ name, lat, lon }) => label(name, 'map-label', lat, lon)),
  ]
  function label(words: string, className: string, lat: number, lon: number): HTMLElement {
    const shown = element('div', className)
    shown.append(element('span', '', words))
    new Marker({ element: shown, anchor: 'top' }).setLngLat([lon, lat]).addTo(map)
    return shown
  }
  /** Hides names that would lie on another one; their points stay. */
  function thin(): void {
    const kept: DOMRect[] = []
    for (const shown of labels) {
      const box = shown.getBoundingClientRect()
      const crowded = kept.some(
        (other) =>
          box.left < other.right &&
          box.right > other.left &&
          box.top < other.bottom &&
          box.bottom > other.top,
      )
      shown.classList.toggle('map-label-crowded', crowded)
      if (!crowded) kept.push(box)
    }
  }
  map.on('load', thin)
  map.on('moveend', thin)

  const pin = new Marker({ color: colour('--lotus').trim() })
  map.on('click', ({ lngLat }) => onTap({ lat: lngLat.lat, lon: lngLat.lng }))
  return {
    mark(point) {
      if (point) pin.setLngLat([point.lon, point.lat]).addTo(map)
      else pin.remove()
    },
  }
}
