/** A position, WGS 84, decimal degrees. */
export type Point = { lat: number; lon: number }

/** What the server says of a point; `commune` is null outside the province. */
export type PlaceAt = { commune: { code: string; name: string } | null; approximate: boolean }

const timeout = 8_000

/** Which commune a point lies in, asked of the server; null when it cannot be asked now. */
export async function placeAt({ lat, lon }: Point): Promise<PlaceAt | null> {
  const query = new URLSearchParams({
    lat: lat.toFixed(6),
    lon: lon.toFixed(6),
    language: document.documentElement.lang,
  })
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort(), timeout)
  try {
    const response = await fetch(`/api/places/at?${query}`, { signal: stop.signal })
    return response.ok ? ((await response.json()) as PlaceAt) : null
  } catch {
    return null
  } finally {
    clearTimeout(late)
  }
}

/** Why the device did not say where it is. */
export type NoPosition = 'denied' | 'unavailable' | 'late'

/** Where the device is, and how exact that is in metres. */
export function devicePosition(): Promise<(Point & { accuracy: number }) | NoPosition> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude: lat, longitude: lon, accuracy } }) => resolve({ lat, lon, accuracy }),
      ({ code }) => resolve(code === 1 ? 'denied' : code === 3 ? 'late' : 'unavailable'),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 },
    )
  })
}
