import { createHash } from 'node:crypto'
import type { Feature, FeatureCollection } from 'geojson'
import type { Outline } from '../places/index.ts'
import { islands } from './islands.ts'
import { land } from './land.ts'

/** West, south, east, north. */
export type Bounds = [number, number, number, number]

/** The names of the layers in a tile, as the style refers to them. */
export const layerNames = ['land', 'provinces', 'communes', 'unit_labels', 'islands'] as const
export type LayerName = (typeof layerNames)[number]

/** What the tiles are cut from. */
export type Layers = {
  features: Record<LayerName, FeatureCollection>
  /** Another one when anything that is drawn is another. */
  version: string
  /** The province served without islands far out; null without a province. */
  bounds: Bounds | null
  /** Where the boundaries are from. */
  sources: string[]
  /** Some boundary is computed from centre points. */
  approximate: boolean
}

/** More provinces with a boundary than this, and the hand-drawn outline would only peek out. */
const enoughProvinces = 20
/** Farther from the province's own point an island does not widen the first view, degrees. */
const far = 2.3

/** Sorts units into layers. */
export function layersOf({ served, units }: { served: string | null; units: Outline[] }): Layers {
  const drawn = (kind: Outline['kind']) =>
    units.filter((unit) => unit.kind === kind && unit.geometry !== null)
  const provinces = drawn('province')
  const communes = drawn('commune')
  const features = {
    land: collection(
      provinces.length > enoughProvinces ? land.filter(({ properties }) => !properties.own) : land,
    ),
    provinces: collection(provinces.map((unit) => outline(unit, served))),
    communes: collection(communes.map((unit) => outline(unit, served))),
    unit_labels: collection(units.map((unit) => label(unit, served))),
    islands: collection(islands),
  }
  const shown = [...provinces, ...communes]
  return {
    features,
    version: createHash('sha256').update(JSON.stringify(features)).digest('hex').slice(0, 12),
    bounds: boundsOf(units, served),
    sources: creditsOf(shown),
    approximate: shown.some(({ approximate }) => approximate),
  }
}

/** Who made the boundaries; the name of the file they came in tells a reader of the map nothing. */
function creditsOf(shown: Outline[]): string[] {
  const parts = shown.flatMap(({ source, approximate }) =>
    approximate || !source ? [] : source.split(/;\s*/),
  )
  return [...new Set(parts)].filter((part) => !/\.(geo)?json$/.test(part))
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}

function outline(unit: Outline, served: string | null): Feature {
  const { code, shownName, type, approximate } = unit
  const properties = { code, name: shownName, type, approximate, served: code === served }
  return { type: 'Feature', properties, geometry: unit.geometry! }
}

function label(unit: Outline, served: string | null): Feature {
  const { code, kind, type, name, shownName, lat, lon } = unit
  // "Thành phố Huế" is "Huế" on a map of the country.
  const short = kind === 'province' ? name.replace(/^(Tỉnh|Thành phố) /, '') : name
  return {
    type: 'Feature',
    properties: { code, kind, type, short, name: shownName, served: code === served },
    geometry: { type: 'Point', coordinates: [lon, lat] },
  }
}

/** The box around the province's communes: their areas, or their points while those are unknown. */
function boundsOf(units: Outline[], served: string | null): Bounds | null {
  const province = units.find(({ code }) => code === served)
  const near = units.filter(
    (unit) =>
      unit.kind === 'commune' &&
      (!province || Math.hypot(unit.lat - province.lat, unit.lon - province.lon) < far),
  )
  const positions = near.flatMap(({ geometry, lat, lon }) => {
    if (!geometry) return [[lon, lat] as [number, number]]
    return geometry.type === 'Polygon'
      ? geometry.coordinates[0]!
      : geometry.coordinates.flatMap((polygon) => polygon[0]!)
  })
  if (positions.length === 0) return null
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of positions) {
    bounds[0] = Math.min(bounds[0], lon)
    bounds[1] = Math.min(bounds[1], lat)
    bounds[2] = Math.max(bounds[2], lon)
    bounds[3] = Math.max(bounds[3], lat)
  }
  return bounds
}
