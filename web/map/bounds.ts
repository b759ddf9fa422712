import type { GeoJSON } from 'geojson'
import { LngLatBounds } from 'maplibre-gl'

/** WGS 84, decimal degrees. */
export type MapPoint = { lat: number; lon: number }
/** West, south, east, north. */
export type MapBounds = [number, number, number, number]

/** Room for pins and names at the edges, pixels; little on a phone. */
export const paddingIn = ({ clientWidth, clientHeight }: HTMLElement) =>
  Math.round(Math.min(40, clientWidth * 0.05, clientHeight * 0.08))

/** The box around GeoJSON or a point; null when there is nothing in it. */
export function boundsOf(target: MapBounds | MapPoint | GeoJSON): LngLatBounds | null {
  if (Array.isArray(target)) return new LngLatBounds(target)
  const bounds = new LngLatBounds()
  const walk = (value: unknown): void => {
    if (Array.isArray(value) && typeof value[0] === 'number') {
      bounds.extend(value as [number, number])
    } else if (Array.isArray(value)) value.forEach(walk)
    else if (typeof value === 'object' && value !== null) {
      const { coordinates, geometry, geometries, features } = value as Record<string, unknown>
      for (const part of [coordinates, geometry, geometries, features]) walk(part)
    }
  }
  if ('lat' in target) bounds.extend([target.lon, target.lat])
  else walk(target)
  return bounds.isEmpty() ? null : bounds
}
