import { point } from '../../../contract/records/shared.ts'

const pair = /^\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[;,\s]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*$/

/**
 * Coordinates as people paste them: `16.4637, 107.5909`, also with decimal commas (`16,4637 107,5909`).
 * Null when the text is none, or the point is not in Vietnam's part of the world.
 */
export function coordinatesIn(text: string): { lat: number; lon: number } | null {
  const match = pair.exec(text)
  if (!match) return null
  const [lat, lon] = match.slice(1).map((figure) => Number(figure.replace(',', '.')))
  const isInside = point.lat.safeParse(lat).success && point.lon.safeParse(lon).success
  return isInside ? { lat: lat!, lon: lon! } : null
}

/** A point as it is read and copied: six decimals are a tenth of a metre. */
export function sayPoint({ lat, lon }: { lat: number; lon: number }): string {
  return `${lat.toFixed(6)}, ${lon.toFixed(6)}`
}
