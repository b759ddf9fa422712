import type { GeoJSON } from 'geojson'
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl'
import { mapColours } from './colours.ts'
import type { MapColours, MapTheme } from './colours.ts'

/** How something shown over the base is drawn: by its meaning, the same in both themes. */
export const shownStyles = ['area', 'works', 'zone', 'structure', 'road', 'chosen'] as const
export type ShownStyle = (typeof shownStyles)[number]

const colourOf: Record<ShownStyle, keyof MapColours> = {
  area: 'accent',
  works: 'works',
  zone: 'zone',
  structure: 'structure',
  road: 'managedRoad',
  chosen: 'lotus',
}

export const sourceOf = (style: ShownStyle) => `shown-${style}`

/** Puts what is to be seen into the map's current style; to be called again after each `setStyle`. */
export function putShown(map: MapLibre, style: ShownStyle, data: GeoJSON, theme: MapTheme): void {
  const id = sourceOf(style)
  const source = map.getSource<GeoJSONSource>(id)
  if (source) {
    void source.setData(data)
    return
  }
  map.addSource(id, { type: 'geojson', data })
  for (const layer of layersOf(style, mapColours[theme])) map.addLayer(layer)
}

/** The ids of the layers in which a tap finds something shown. */
export function shownLayers(map: MapLibre): string[] {
  return shownStyles
    .flatMap((style) => ['fill', 'line', 'point'].map((part) => `${sourceOf(style)}-${part}`))
    .filter((id) => map.getLayer(id))
}

/** An area as a tint with an edge, a line, a dot; with its `name` where there is room. */
function layersOf(style: ShownStyle, colours: MapColours): LayerSpecification[] {
  const source = sourceOf(style)
  const colour = colours[colourOf[style]]
  const strong = style === 'chosen'
  const name = {
    'text-field': ['get', 'name'] as ['get', string],
    'text-font': ['Be Vietnam Pro'],
    'text-size': 12,
  }
  const namePaint = {
    'text-color': colour,
    'text-halo-color': colours.own,
    'text-halo-width': 1.5,
  }
  return [
    {
      id: `${source}-fill`,
      type: 'fill',
      source,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colour, 'fill-opacity': strong ? 0.22 : 0.14 },
    },
    {
      id: `${source}-line`,
      type: 'line',
      source,
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colour, 'line-width': strong ? 4 : 2.5 },
    },
    {
      id: `${source}-point`,
      type: 'circle',
      source,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-color': colour,
        'circle-radius': strong ? 8 : 6,
        'circle-stroke-color': colours.own,
        'circle-stroke-width': 2,
      },
    },
    {
      id: `${source}-name`,
      type: 'symbol',
      source,
      filter: ['all', ['has', 'name'], ['!=', ['geometry-type'], 'LineString']],
      layout: {
        ...name,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.8,
      },
      paint: namePaint,
    },
    {
      id: `${source}-line-name`,
      type: 'symbol',
      source,
      filter: ['all', ['has', 'name'], ['==', ['geometry-type'], 'LineString']],
      layout: { ...name, 'symbol-placement': 'line-center', 'text-offset': [0, -0.9] },
      paint: namePaint,
    },
  ]
}
