import type { Feature, FeatureCollection, Geometry } from 'geojson'
import type {
  GeoJSONSource,
  Map as MapLibre,
  MapLayerMouseEvent,
  MapMouseEvent,
  MapTouchEvent,
} from 'maplibre-gl'
import { mapColours } from './colours.ts'
import type { MapTheme } from './colours.ts'

export type DrawnKind = 'Point' | 'LineString' | 'Polygon'
/** Longitude, latitude, rounded to about 0.1 m. */
export type Position = [lon: number, lat: number]
export type Drawn =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] }

/** What the person may do besides tapping and dragging; for buttons and a list of coordinates. */
export type Drawing = {
  /** Takes back the last vertex. */
  undo(): void
  /** Ends it: the shape stays and can no longer be changed. Null: not enough vertices yet. */
  finish(): Drawn | null
  /** Ends it and takes the shape away. */
  cancel(): void
  /** Replaces the vertices, as when they were typed; `onChange` is not called. */
  set(positions: Position[]): void
}

const source = 'drawing'
/** How near a tap must be to a vertex to take hold of it, pixels: a finger's half width. */
const reach = 14
const fewest: Record<DrawnKind, number> = { Point: 1, LineString: 2, Polygon: 3 }

const rounded = (value: number) => Math.round(value * 1e6) / 1e6

/** The shape that vertices make; null while they are too few. A polygon's ring is closed here. */
export function shapeOf(kind: DrawnKind, positions: Position[]): Drawn | null {
  if (positions.length < fewest[kind]) return null
  if (kind === 'Point') return { type: 'Point', coordinates: positions.at(-1)! }
  if (kind === 'LineString') return { type: 'LineString', coordinates: positions }
  return { type: 'Polygon', coordinates: [[...positions, positions[0]!]] }
}

/** Puts an unfinished shape and its vertices into the style; again after each `setStyle`. */
export function putDrawing(map: MapLibre, data: FeatureCollection, theme: MapTheme): void {
  const there = map.getSource<GeoJSONSource>(source)
  if (there) {
    void there.setData(data)
    return
  }
  const { lotus, own } = mapColours[theme]
  map.addSource(source, { type: 'geojson', data })
  map.addLayer({
    id: 'drawing-fill',
    type: 'fill',
    source,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': lotus, 'fill-opacity': 0.15 },
  })
  map.addLayer({
    id: 'drawing-line',
    type: 'line',
    source,
    filter: ['!=', ['geometry-type'], 'Point'],
    paint: { 'line-color': lotus, 'line-width': 3 },
  })
  map.addLayer({
    id: 'drawing-vertex',
    type: 'circle',
    source,
    filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-color': own,
      'circle-radius': 6,
      'circle-stroke-color': lotus,
      'circle-stroke-width': 3,
    },
  })
}

/** What is seen of vertices: the shape as far as it goes, and each vertex. */
function seen(kind: DrawnKind, positions: Position[]): FeatureCollection {
  const enough = shapeOf(kind, positions)
  const shape: Geometry | null =
    enough ?? (positions.length > 1 ? { type: 'LineString', coordinates: positions } : null)
  const feature = (geometry: Geometry): Feature => ({
    type: 'Feature',
    properties: {},
    geometry,
  })
  return {
    type: 'FeatureCollection',
    features: [
      ...(shape && shape.type !== 'Point' ? [feature(shape)] : []),
      ...positions.map((coordinates) => feature({ type: 'Point', coordinates })),
    ],
  }
}

/**
 * Lets the person draw: a tap adds a vertex (a point moves there), a vertex is dragged to move it.
 * `show` is given what is to be seen; `onChange` the shape, or null while it is not one yet.
 */
export function startDrawing(
  map: MapLibre,
  kind: DrawnKind,
  initial: Position[],
  show: (data: FeatureCollection | null) => void,
  onChange: (shape: Drawn | null, positions: Position[]) => void,
): Drawing {
  let positions = [...initial]
  let held: number | null = null
  const draw = () => show(seen(kind, positions))
  const changed = () => {
    draw()
    onChange(shapeOf(kind, positions), positions)
  }
  const at = ({ lngLat }: MapMouseEvent | MapTouchEvent): Position => [
    rounded(lngLat.lng),
    rounded(lngLat.lat),
  ]
  /** The vertex under the pointer. */
  function vertexAt({ point }: MapMouseEvent | MapTouchEvent): number | null {
    const distances = positions.map((position) => point.dist(map.project(position)))
    const nearest = distances.indexOf(Math.min(...distances))
    return nearest >= 0 && distances[nearest]! <= reach ? nearest : null
  }
  function tap(event: MapMouseEvent | MapLayerMouseEvent): void {
    if (kind === 'Point') positions = [at(event)]
    else if (vertexAt(event) === null) positions = [...positions, at(event)]
    else return
    changed()
  }
  function hold(event: MapMouseEvent | MapTouchEvent): void {
    if ('touches' in event.originalEvent && event.originalEvent.touches.length > 1) return
    held = vertexAt(event)
    // The map would move along.
    if (held !== null) event.preventDefault()
  }
  function drag(event: MapMouseEvent | MapTouchEvent): void {
    if (held === null) return
    positions = positions.with(held, at(event))
    changed()
  }
  const release = () => (held = null)

  const handlers = [
    ['click', tap],
    ['mousedown', hold],
    ['touchstart', hold],
    ['mousemove', drag],
    ['touchmove', drag],
    ['mouseup', release],
    ['touchend', release],
    ['touchcancel', release],
  ] as const
  for (const [type, handler] of handlers) map.on(type, handler as () => void)
  // Two quick taps are two vertices.
  map.doubleClickZoom.disable()
  map.getCanvas().style.cursor = 'crosshair'
  draw()

  function end(): void {
    for (const [type, handler] of handlers) map.off(type, handler as () => void)
    map.doubleClickZoom.enable()
    map.getCanvas().style.cursor = ''
  }
  return {
    undo() {
      positions = positions.slice(0, -1)
      changed()
    },
    finish() {
      const shape = shapeOf(kind, positions)
      if (shape) end()
      return shape
    },
    cancel() {
      end()
      positions = []
      show(null)
    },
    set(given) {
      positions = [...given]
      draw()
    },
  }
}
