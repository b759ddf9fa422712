import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { mapColours } from '../../web/map/colours.ts'
import type { MapColours, MapTheme } from '../../web/map/colours.ts'
import type { Bounds } from './layers.ts'
import { outsideLayers } from './outside-style.ts'
import { maxZoom } from './tiles.ts'

/** The tiles under the units, as the style needs to know them. */
export type OutsideSource = {
  format: 'raster' | 'vector'
  /** With `{z}/{x}/{y}`, an address or a path of ours. */
  url: string
  minZoom: number
  maxZoom: number
  /** Plain text. */
  attribution: string | null
}

export type StyleOptions = {
  theme: MapTheme
  language: 'vi' | 'en'
  /** The version of the units' tiles. */
  version: string
  bounds: Bounds | null
  /** Plain text: where the boundaries are from. */
  attribution: string
  outside: OutsideSource | null
}

/** Family names for MapLibre, which draws letters itself from the page's fonts; the first name of
 * the second list only tells it the weight. */
const regular = ['Be Vietnam Pro']
const semibold = ['Semibold', 'Be Vietnam Pro']

/** MapLibre puts an attribution into the page as HTML. */
const asHtml = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** The map's style (MapLibre style specification 8): a quiet base, with the units over it. */
export function mapStyle(options: StyleOptions): StyleSpecification {
  const { theme, language, version, bounds, attribution, outside } = options
  const colours = mapColours[theme]
  const sources: Record<string, SourceSpecification> = {
    units: {
      type: 'vector',
      tiles: [`/map/tiles/{z}/{x}/{y}.mvt?v=${version}`],
      maxzoom: maxZoom,
      ...(attribution && { attribution: asHtml(attribution) }),
    },
  }
  if (outside) {
    sources.outside = {
      type: outside.format,
      tiles: [outside.url],
      minzoom: outside.minZoom,
      maxzoom: outside.maxZoom,
      ...(outside.format === 'raster' && { tileSize: 256 }),
      ...(outside.attribution && { attribution: asHtml(outside.attribution) }),
    }
  }
  return {
    version: 8,
    name: 'Nhịp',
    metadata: { bounds },
    sources,
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
      ...ground(colours, outside?.format === 'raster'),
      ...(outside ? outsideLayers(outside.format, theme) : []),
      ...borders(colours),
      ...names(colours, language),
    ],
  }
}

/** Land, and the province served a little lighter; under an image only what it leaves open. */
function ground(colours: MapColours, underImage: boolean): LayerSpecification[] {
  // Two layers: an area would let the edge of what it covers in its own layer shine through.
  const land = [false, true].map((own): LayerSpecification => ({
    id: own ? 'land' : 'land-around',
    type: 'fill',
    source: 'units',
    'source-layer': 'land',
    filter: ['==', ['get', 'own'], own],
    paint: { 'fill-color': own ? colours.land : colours.outside },
  }))
  if (underImage) return land
  return [
    ...land,
    {
      id: 'provinces',
      type: 'fill',
      source: 'units',
      'source-layer': 'provinces',
      paint: { 'fill-color': ['case', ['get', 'served'], colours.own, colours.land] },
    },
    {
      id: 'communes',
      type: 'fill',
      source: 'units',
      'source-layer': 'communes',
      paint: { 'fill-color': colours.own },
    },
  ]
}

function borders(colours: MapColours): LayerSpecification[] {
  return [
    {
      id: 'commune-borders',
      type: 'line',
      source: 'units',
      'source-layer': 'communes',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': colours.communeLine,
        'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.4, 10, 1, 14, 2],
      },
    },
    {
      id: 'province-borders',
      type: 'line',
      source: 'units',
      'source-layer': 'provinces',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': colours.provinceLine,
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 4, 0.4, 8, 0.9],
        'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.5, 9, 1.4, 14, 2.5],
      },
    },
    {
      id: 'islets',
      type: 'circle',
      source: 'units',
      'source-layer': 'islands',
      filter: ['!=', ['get', 'kind'], 'water'],
      paint: {
        'circle-color': colours.land,
        'circle-radius': [
          'interpolate',
          ['linear'],
          ['zoom'],
          4,
          ['case', ['==', ['get', 'kind'], 'islet'], 1.2, 0],
          8,
          ['case', ['==', ['get', 'kind'], 'islet'], 3, 0],
        ],
        'circle-stroke-color': colours.provinceLine,
        'circle-stroke-width': ['case', ['==', ['get', 'kind'], 'islet'], 0.8, 0],
      },
    },
  ]
}

/** Names, the most important last: what is placed first takes the room. */
function names(colours: MapColours, language: 'vi' | 'en'): LayerSpecification[] {
  const halo = (color: string, ground: string = colours.own) => ({
    'text-color': color,
    'text-halo-color': ground,
    'text-halo-width': 1.4,
  })
  const named = ['get', `name_${language}`] as ['get', string]
  const source = 'units'
  return [
    {
      id: 'islet-names',
      type: 'symbol',
      source,
      'source-layer': 'islands',
      minzoom: 7.5,
      filter: ['==', ['get', 'kind'], 'islet'],
      layout: {
        'text-field': named,
        'text-font': regular,
        'text-size': 11,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.6,
      },
      paint: halo(colours.inkMuted, colours.sea),
    },
    {
      id: 'water-names',
      type: 'symbol',
      source,
      'source-layer': 'islands',
      maxzoom: 9,
      filter: ['==', ['get', 'kind'], 'water'],
      layout: {
        'text-field': named,
        'text-font': regular,
        'text-size': ['interpolate', ['linear'], ['zoom'], 4, 12, 8, 16],
        'text-letter-spacing': 0.15,
      },
      paint: { 'text-color': colours.inkMuted, 'text-opacity': 0.8 },
    },
    {
      id: 'commune-names',
      type: 'symbol',
      source,
      'source-layer': 'unit_labels',
      minzoom: 7,
      maxzoom: 13,
      filter: ['==', ['get', 'kind'], 'commune'],
      layout: {
        // "Thuận Hóa" where it is crowded, "Phường Thuận Hóa" where there is room.
        'text-field': ['step', ['zoom'], ['get', 'short'], 11, ['get', 'name']],
        'text-font': regular,
        'text-size': ['interpolate', ['linear'], ['zoom'], 7, 11, 9, 12, 13, 13.5],
        'text-max-width': 7,
        'text-padding': 4,
      },
      paint: halo(colours.ink),
    },
    {
      // Near in, a name in the middle of each tile: the commune's own point may be out of sight.
      id: 'commune-names-near',
      type: 'symbol',
      source,
      'source-layer': 'communes',
      minzoom: 13,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': regular,
        'text-size': ['interpolate', ['linear'], ['zoom'], 13, 13.5, 15, 15],
        'text-max-width': 7,
        'text-padding': 40,
      },
      paint: halo(colours.inkMuted),
    },
    {
      id: 'province-names',
      type: 'symbol',
      source,
      'source-layer': 'unit_labels',
      minzoom: 4,
      maxzoom: 7.2,
      filter: ['==', ['get', 'kind'], 'province'],
      layout: {
        'text-field': ['get', 'short'],
        'text-font': semibold,
        'text-size': ['interpolate', ['linear'], ['zoom'], 4, 10.5, 8, 15],
        'text-max-width': 7,
        'symbol-sort-key': ['case', ['get', 'served'], 0, 1],
      },
      paint: halo(colours.inkMuted),
    },
    {
      id: 'archipelago-names',
      type: 'symbol',
      source,
      'source-layer': 'islands',
      filter: ['==', ['get', 'kind'], 'archipelago'],
      layout: {
        'text-field': named,
        'text-font': semibold,
        'text-size': ['interpolate', ['linear'], ['zoom'], 4, 11, 8, 15],
        'text-anchor': 'top',
        'text-offset': [0, 0.6],
        // Never hidden by another name.
        'text-allow-overlap': true,
        'text-ignore-placement': false,
      },
      paint: halo(colours.ink, colours.sea),
    },
  ]
}
