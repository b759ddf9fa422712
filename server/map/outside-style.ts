import type { LayerSpecification } from 'maplibre-gl'
import { mapColours } from '../../web/map/colours.ts'
import type { MapTheme } from '../../web/map/colours.ts'

const source = 'outside'

/**
 * The layers for tiles from outside. Images as they are, dimmed in the dark. Vector tiles by the
 * layer names of Protomaps' basemap and of OpenMapTiles, whichever are in them: ground, water,
 * roads, buildings. Their names and borders are not drawn: those come from the units, because what
 * a map of Viet Nam says of its borders and islands is not left to others.
 */
export function outsideLayers(format: 'raster' | 'vector', theme: MapTheme): LayerSpecification[] {
  if (format === 'raster') return [raster(theme)]
  const { own, green, sea, built, road } = mapColours[theme]
  return [
    fill('earth', own),
    fill('landuse', green, greenKinds),
    fill('landcover', green, greenKinds),
    fill('park', green),
    fill('water', sea),
    line('waterway', sea, 0.8),
    fill('buildings', built, undefined, 13),
    fill('building', built, undefined, 13),
    line('roads', road, 1),
    line('transportation', road, 1),
  ]
}

/** What is green, under either scheme's property. */
const greenKinds = [
  'any',
  ...(['kind', 'class'] as const).map((property) => [
    'in',
    ['get', property],
    [
      'literal',
      [
        'park',
        'forest',
        'wood',
        'grass',
        'grassland',
        'meadow',
        'nature_reserve',
        'national_park',
        'wetland',
        'cemetery',
        'pitch',
        'garden',
        'scrub',
      ],
    ],
  ]),
]

function raster(theme: MapTheme): LayerSpecification {
  return {
    id: 'outside',
    type: 'raster',
    source,
    paint:
      theme === 'dark'
        ? { 'raster-brightness-max': 0.55, 'raster-saturation': -0.5, 'raster-fade-duration': 0 }
        : { 'raster-saturation': -0.35, 'raster-fade-duration': 0 },
  }
}

function fill(layer: string, colour: string, filter?: unknown, minzoom = 0): LayerSpecification {
  const areas = ['==', ['geometry-type'], 'Polygon']
  return {
    id: `outside-${layer}`,
    type: 'fill',
    source,
    'source-layer': layer,
    minzoom,
    filter: filter ? ['all', areas, filter] : areas,
    paint: { 'fill-color': colour },
  } as LayerSpecification
}

/** Main roads wider than lanes, both wider nearer in. */
function line(layer: string, colour: string, width: number): LayerSpecification {
  const main = [
    'in',
    ['coalesce', ['get', 'kind'], ['get', 'class'], ''],
    ['literal', ['highway', 'major_road', 'motorway', 'trunk', 'primary', 'secondary']],
  ]
  const wide = (factor: number) => ['case', main, 2.2 * factor * width, factor * width]
  return {
    id: `outside-${layer}`,
    type: 'line',
    source,
    'source-layer': layer,
    filter: ['==', ['geometry-type'], 'LineString'],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': colour,
      'line-width': [
        'interpolate',
        ['exponential', 1.6],
        ['zoom'],
        6,
        wide(0.3),
        12,
        wide(0.8),
        18,
        wide(8),
      ],
    },
  } as unknown as LayerSpecification
}
