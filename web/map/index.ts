import type { FeatureCollection, GeoJSON } from 'geojson'
import {
  AttributionControl,
  Map as MapLibre,
  Marker,
  NavigationControl,
  setWorkerUrl,
} from 'maplibre-gl'
import 'maplibre-gl/dist/maplibre-gl.css'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import { fetchStyle, foldCredits, loadFonts } from './base.ts'
import { boundsOf, paddingIn } from './bounds.ts'
import type { MapBounds, MapPoint } from './bounds.ts'
import type { MapTheme } from './colours.ts'
import { putDrawing, startDrawing } from './draw.ts'
import type { Drawing, Drawn, DrawnKind, Position } from './draw.ts'
import './map.css'
import { clusterMarkers, putReports, reportsAt } from './reports.ts'
import type { ShownReports } from './reports.ts'
import { putShown, shownLayers, sourceOf } from './shown.ts'
import type { ShownStyle } from './shown.ts'
import { onPageTheme, pageTheme } from './theme.ts'
import { putTints } from './tinted.ts'
import type { Tints } from './tinted.ts'

export type { MapBounds, MapPoint } from './bounds.ts'
export type { Drawing, Drawn, DrawnKind, Position } from './draw.ts'
export type { ShownReports } from './reports.ts'
export type { ShownStyle } from './shown.ts'
export type { Tints } from './tinted.ts'

export type MapOptions = {
  /** In the page's language. `label` names the map for those who do not see it and says what a tap
   * (or Enter, on the point in the middle) does. */
  texts: { label: string; zoomIn: string; zoomOut: string; attribution: string }
  /** Language of the names on the map; the page's by default. */
  language?: 'vi' | 'en'
  /** What to show first; the province served by default. */
  bounds?: MapBounds
  /** Fixed theme; by default the page's, also when it changes. */
  theme?: MapTheme
  /** A tap on the map, or Enter for the middle of it. Not called while something is drawn. */
  onTap?: (point: MapPoint) => void
  /** A tap on something given to `show`: its properties. Then `onTap` is not called. */
  onPick?: (properties: Record<string, unknown>, style: ShownStyle) => void
  /** What the map shows has changed, also when it is first there; zoom as MapLibre counts it. */
  onView?: (view: { box: MapBounds; zoom: number }) => void
  /** A tap on a report given to `showReports`, or on a commune that has a density. */
  onReport?: (found: MapPoint | { commune: string }) => void
  /** Fixed pins. */
  markers?: MapPoint[]
  /** The style could not be loaded: there is no base map. */
  onError?: () => void
}

export type BaseMap = {
  /** Moves the pin, or takes it away; the map moves only when the point is out of sight. */
  mark(point: MapPoint | null): void
  /** Shows GeoJSON (WGS 84) in one of the styles, with each feature's `name`; null takes away what
   * is shown in that style. What was shown in it before is replaced. */
  show(data: GeoJSON | null, style: ShownStyle): void
  /** Shows counted reports in the place of those before; a tap on several goes nearer. */
  showReports(reports: ShownReports): void
  /** Tints communes in the one colour, each as strongly as told; what was tinted before is replaced. */
  tint(tints: Tints): void
  /** Brings a box, a point or GeoJSON into view. */
  fit(target: MapBounds | MapPoint | GeoJSON): void
  /** Lets the person draw; one drawing at a time, a new one takes the last one's place. */
  draw(
    kind: DrawnKind,
    onChange: (shape: Drawn | null, positions: Position[]) => void,
    initial?: Position[],
  ): Drawing
  /** Frees everything; the container is empty again. */
  destroy(): void
}

/**
 * A map of our own in an element that has a height: the base from `/map/style.json`, names in the
 * page's font, no host but this one unless the administrator named another. It is there at once;
 * everything may be called at once and is drawn when the base is.
 */
export function createMap(container: HTMLElement, options: MapOptions): BaseMap {
  const { texts, onTap, onPick, onView, onReport, markers = [], onError } = options
  const language = options.language ?? (document.documentElement.lang === 'en' ? 'en' : 'vi')
  setWorkerUrl(workerUrl)
  const map = new MapLibre({
    container,
    bounds: options.bounds ?? [102, 8, 118, 23.5],
    fitBoundsOptions: { padding: paddingIn(container) },
    attributionControl: false,
    locale: {
      'Map.Title': texts.label,
      'NavigationControl.ZoomIn': texts.zoomIn,
      'NavigationControl.ZoomOut': texts.zoomOut,
      'AttributionControl.ToggleAttribution': texts.attribution,
    },
    dragRotate: false,
    pitchWithRotate: false,
    // Beyond it there is nothing drawn.
    maxBounds: [82, -10, 134, 33],
    maxZoom: 19,
    // A worker's idea of where it is may differ from the page's.
    transformRequest: (url) => ({ url: new URL(url, location.href).href }),
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.addControl(new AttributionControl({ compact: true }), 'bottom-right')
  container.classList.add('nhip-map')
  container.classList.toggle('nhip-map-taps', Boolean(onTap))

  const shown = new Map<ShownStyle, GeoJSON>()
  let reports: ShownReports | null = null
  let clusters: Marker[] = []
  let tints: Tints | null = null
  let drawing: Drawing | null = null
  let drawn: FeatureCollection | null = null
  let theme: MapTheme | null = null
  let isReady = false
  let isPlaced = options.bounds !== undefined
  let isGone = false
  /** Whether `onView` has been told of anything yet. */
  let isTold = false

  function put(): void {
    if (!isReady || !theme) return
    if (tints) putTints(map, tints, theme)
    for (const [style, data] of shown) putShown(map, style, data, theme)
    if (reports) putReports(map, reports, theme)
    if (drawn) putDrawing(map, drawn, theme)
  }
  function tellView(): void {
    if (!isPlaced) return
    isTold = true
    const bounds = map.getBounds()
    const box: MapBounds = [
      bounds.getWest(),
      bounds.getSouth(),
      bounds.getEast(),
      bounds.getNorth(),
    ]
    onView?.({ box, zoom: map.getZoom() })
  }
  if (onView) map.on('moveend', tellView)
  map.on('style.load', () => {
    isReady = true
    put()
  })
  // Credits for the units alone wait behind their button where they would cover the map.
  void map.once('idle', () => {
    if (container.clientWidth < 800 && !map.getSource('outside')) foldCredits(container)
  })
  async function dress(): Promise<void> {
    const wanted = options.theme ?? pageTheme()
    if (wanted === theme) return
    theme = wanted
    try {
      const [style] = await Promise.all([fetchStyle(wanted, language), loadFonts()])
      if (isGone || theme !== wanted) return
      isReady = false
      // A difference to the style before would keep what was shown, in the other theme's colours.
      map.setStyle(style, { diff: false })
      const { bounds } = (style.metadata ?? {}) as { bounds?: MapBounds }
      if (!isPlaced && bounds)
        map.fitBounds(bounds, { padding: paddingIn(container), animate: false })
      isPlaced = true
      if (!isTold) tellView()
    } catch {
      theme = null
      if (!isGone) onError?.()
    }
  }
  const stopFollowing = onPageTheme(() => void dress())
  void dress()

  const pin = new Marker({ className: 'nhip-map-pin', color: 'currentColor' })
  const fixed = markers.map(({ lat, lon }) =>
    new Marker({ className: 'nhip-map-pin', color: 'currentColor' })
      .setLngLat([lon, lat])
      .addTo(map),
  )

  const canvas = map.getCanvas()
  canvas.setAttribute('aria-label', texts.label)
  map.on('click', ({ point, lngLat }) => {
    if (drawing) return
    const report = onReport ? reportsAt(map, point) : null
    if (report) return onReport?.(report)
    const [found] = onPick ? map.queryRenderedFeatures(point, { layers: shownLayers(map) }) : []
    const style = found && [...shown.keys()].find((style) => sourceOf(style) === found.source)
    if (style) onPick?.(found.properties, style)
    else onTap?.({ lat: lngLat.lat, lon: lngLat.lng })
  })
  canvas.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || drawing || !onTap) return
    event.preventDefault()
    const { lat, lng } = map.getCenter()
    onTap({ lat, lon: lng })
  })

  function fit(target: MapBounds | MapPoint | GeoJSON): void {
    const bounds = boundsOf(target)
    if (!bounds) return
    isPlaced = true
    map.fitBounds(bounds, {
      padding: paddingIn(container),
      maxZoom: Math.max(15, map.getZoom()),
      animate: false,
    })
  }

  return {
    mark(point) {
      if (!point) {
        pin.remove()
        return
      }
      pin.setLngLat([point.lon, point.lat]).addTo(map)
      if (!map.getBounds().contains([point.lon, point.lat])) fit(point)
    },
    show(data, style) {
      const empty: FeatureCollection = { type: 'FeatureCollection', features: [] }
      shown.set(style, data ?? empty)
      put()
    },
    showReports(given) {
      reports = given
      for (const cluster of clusters) cluster.remove()
      clusters = clusterMarkers(map, given.cells, ({ lat, lon }) =>
        map.jumpTo({ center: [lon, lat], zoom: Math.min(19, map.getZoom() + 2) }),
      )
      put()
    },
    tint(next) {
      tints = next
      put()
    },
    fit,
    draw(kind, onChange, initial = []) {
      drawing?.cancel()
      const started = startDrawing(
        map,
        kind,
        initial,
        (data) => {
          drawn = data ?? { type: 'FeatureCollection', features: [] }
          put()
        },
        onChange,
      )
      const mine: Drawing = {
        ...started,
        finish() {
          const shape = started.finish()
          if (shape && drawing === mine) drawing = null
          return shape
        },
        cancel() {
          started.cancel()
          if (drawing === mine) drawing = null
        },
      }
      drawing = mine
      return mine
    },
    destroy() {
      isGone = true
      stopFollowing()
      for (const marker of [pin, ...fixed, ...clusters]) marker.remove()
      map.remove()
      container.classList.remove('nhip-map', 'nhip-map-taps')
    },
  }
}
