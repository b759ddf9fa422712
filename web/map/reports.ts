import type { Feature, FeatureCollection } from 'geojson'
import { Marker } from 'maplibre-gl'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import type { DensityRow, MapCell } from '../../contract/public.ts'
import { mapColours } from './colours.ts'
import type { MapTheme } from './colours.ts'
import { putTints, tintLayer } from './tinted.ts'
import type { Tints } from './tinted.ts'
import { tintOf, tints } from './tints.ts'

/** Reports to be seen: by commune with the ends of the legend's steps, or in cells. */
export type ShownReports = { cells: MapCell[]; communes: DensityRow[]; steps: number[] }

const source = 'reports'
const pointLayer = 'report-points'

const totalOf = (counts: Pick<MapCell, 'open' | 'overdue' | 'answered'>) =>
  counts.open + counts.overdue + counts.answered

/** Puts reports into the map's current style; to be called again after each `setStyle`. */
export function putReports(map: MapLibre, shown: ShownReports, theme: MapTheme): void {
  putPoints(map, shown.cells, theme)
  putTints(map, densityOf(shown), theme)
}

/** Single reports are dots drawn by the map, however many there are. */
function putPoints(map: MapLibre, cells: MapCell[], theme: MapTheme): void {
  const data: FeatureCollection = {
    type: 'FeatureCollection',
    features: cells.filter(({ number }) => number !== null).map(pointOf),
  }
  const there = map.getSource<GeoJSONSource>(source)
  if (there) {
    void there.setData(data)
    return
  }
  const { managedRoad, overdue, structure, own } = mapColours[theme]
  map.addSource(source, { type: 'geojson', data })
  map.addLayer({
    id: pointLayer,
    type: 'circle',
    source,
    paint: {
      'circle-color': [
        'match',
        ['get', 'state'],
        'overdue',
        overdue,
        'answered',
        structure,
        managedRoad,
      ],
      'circle-radius': 9,
      'circle-stroke-color': own,
      'circle-stroke-width': 2,
    },
  })
  // A state is never told by its colour alone.
  map.addLayer({
    id: `${pointLayer}-signs`,
    type: 'symbol',
    source,
    layout: {
      'text-field': ['match', ['get', 'state'], 'overdue', '!', 'answered', '✓', ''],
      'text-font': ['Semibold', 'Be Vietnam Pro'],
      'text-size': 12,
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: { 'text-color': own },
  })
}

function pointOf(cell: MapCell): Feature {
  const state = cell.overdue > 0 ? 'overdue' : cell.answered > 0 ? 'answered' : 'open'
  return {
    type: 'Feature',
    properties: { state, lat: cell.lat, lon: cell.lon, number: cell.number },
    geometry: { type: 'Point', coordinates: [cell.lon, cell.lat] },
  }
}

/** How strongly each commune is tinted, by the step of the legend that its number is in. */
function densityOf({ communes, steps }: ShownReports): Tints {
  return Object.fromEntries(
    communes.map((row) => {
      const step = steps.findIndex((end) => totalOf(row) <= end)
      return [row.code, tints[tintOf(step, steps.length)]!]
    }),
  )
}

/** The number of the report or the code of the commune at a point of the screen, if there is one. */
export function reportsAt(
  map: MapLibre,
  point: { x: number; y: number },
): { lat: number; lon: number } | { commune: string } | null {
  const reach = 6
  const box: [[number, number], [number, number]] = [
    [point.x - reach, point.y - reach],
    [point.x + reach, point.y + reach],
  ]
  const layers = (id: string) => (map.getLayer(id) ? [id] : [])
  const [dot] = map.queryRenderedFeatures(box, { layers: layers(pointLayer) })
  if (dot) return dot.properties as { lat: number; lon: number }
  if (!map.getLayer(tintLayer)) return null
  const [commune] = map.queryRenderedFeatures([point.x, point.y], { layers: layers(tintLayer) })
  return commune ? { commune: String(commune.properties.code) } : null
}

/** Several reports are a ring in the colours of their states around their number. */
export function clusterMarkers(
  map: MapLibre,
  cells: MapCell[],
  onPick: (cell: MapCell) => void,
): Marker[] {
  return cells
    .filter(({ number }) => number === null)
    .map((cell) => {
      const element = ringOf(cell)
      element.addEventListener('click', (event) => {
        event.stopPropagation()
        onPick(cell)
      })
      return new Marker({ element }).setLngLat([cell.lon, cell.lat]).addTo(map)
    })
}

const svg = 'http://www.w3.org/2000/svg'

/** Not reachable by keyboard: the list beside the map has what is in it. */
function ringOf(cell: MapCell): HTMLElement {
  const total = totalOf(cell)
  const size = total < 10 ? 36 : total < 100 ? 44 : total < 1000 ? 54 : 64
  const ring = document.createElementNS(svg, 'svg')
  ring.setAttribute('viewBox', '0 0 36 36')
  ring.setAttribute('width', String(size))
  ring.setAttribute('height', String(size))
  const circle = (name: string, r: number) => {
    const made = document.createElementNS(svg, 'circle')
    made.setAttribute('class', name)
    for (const [key, value] of Object.entries({ cx: 18, cy: 18, r })) {
      made.setAttribute(key, String(value))
    }
    ring.append(made)
    return made
  }
  circle('ring-ground', 17.5)
  let from = 0
  for (const state of ['open', 'overdue', 'answered'] as const) {
    const share = (cell[state] / total) * 100
    if (share === 0) continue
    const part = circle(`ring ring-${state}`, 15.5)
    part.setAttribute('pathLength', '100')
    part.setAttribute('stroke-dasharray', `${share} ${100 - share}`)
    part.setAttribute('stroke-dashoffset', String(-from))
    from += share
  }
  const words = document.createElementNS(svg, 'text')
  words.setAttribute('class', 'ring-number')
  words.setAttribute('x', '18')
  words.setAttribute('y', '18')
  words.textContent = new Intl.NumberFormat(document.documentElement.lang).format(total)
  if (words.textContent.length > 4) words.classList.add('ring-number-long')
  ring.append(words)
  const element = document.createElement('div')
  element.className = 'nhip-map-ring'
  element.setAttribute('aria-hidden', 'true')
  element.append(ring)
  return element
}
