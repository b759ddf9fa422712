import type { ExpressionSpecification, Map as MapLibre } from 'maplibre-gl'
import { mapColours } from './colours.ts'
import type { MapTheme } from './colours.ts'

/** How strongly the one colour covers a commune, 0–1, by its code; the others stay as they are. */
export type Tints = Record<string, number>

export const tintLayer = 'tinted-communes'

/** Tints communes under their borders and names; to be called again after each `setStyle`. */
export function putTints(map: MapLibre, tints: Tints, theme: MapTheme): void {
  const strengths = Object.entries(tints)
  const opacity =
    strengths.length === 0
      ? 0
      : (['match', ['get', 'code'], ...strengths.flat(), 0] as unknown as ExpressionSpecification)
  if (map.getLayer(tintLayer)) {
    map.setPaintProperty(tintLayer, 'fill-opacity', opacity)
    return
  }
  map.addLayer(
    {
      id: tintLayer,
      type: 'fill',
      source: 'units',
      'source-layer': 'communes',
      paint: { 'fill-color': mapColours[theme].accent, 'fill-opacity': opacity },
    },
    'commune-borders',
  )
}
