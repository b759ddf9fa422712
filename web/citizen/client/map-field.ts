import type { Place } from './place.ts'
import { number, text } from './texts.ts'

type Point = { lat: number; lon: number }

/** A rough distance, good enough to say which of forty centres is nearest. */
function distance(a: Point, b: Point): number {
  return Math.hypot(a.lat - b.lat, (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180))
}

/** The point on a map that may be given besides the commune. The map itself comes on tap. */
export function mapped(field: HTMLElement): void {
  const form = field.closest('form')!
  const part = (name: string) => field.querySelector<HTMLElement>(`[${name}]`)!
  const box = (name: string) => form.elements.namedItem(name) as HTMLInputElement
  const select = form.querySelector<HTMLSelectElement>('select[name="commune"]')!
  const open = part('data-map-open')
  const panel = part('data-map-panel')
  const said = part('data-map-point')
  const clear = part('data-map-clear')
  const places: Place[] = [...select.options].flatMap((option) => {
    const [lat, lon] = (option.dataset.at ?? '').split(',').map(Number)
    return lat && lon ? [{ code: option.value, name: option.text.trim(), lat, lon }] : []
  })
  let map: { mark: (point: Point | null) => void } | null = null

  function given(): Point | null {
    if (box('lat').value === '' || box('lon').value === '') return null
    return { lat: Number(box('lat').value), lon: Number(box('lon').value) }
  }
  function set(point: Point | null): void {
    box('lat').value = point ? point.lat.toFixed(6) : ''
    box('lon').value = point ? point.lon.toFixed(6) : ''
    map?.mark(point)
    tell()
  }
  function tell(commune?: string): void {
    const point = given()
    clear.hidden = point === null
    said.textContent = point
      ? text(commune ? 'point' : 'pointShort', {
          lat: number(point.lat),
          lon: number(point.lon),
          commune: commune ?? '',
        })
      : ''
  }
  function tapped(point: Point): void {
    set(point)
    const nearest = places.reduce((best, place) =>
      distance(point, place) < distance(point, best) ? place : best,
    )
    select.value = nearest.code
    select.dispatchEvent(new Event('change', { bubbles: true }))
    tell(nearest.name)
  }
  async function toggle(): Promise<void> {
    panel.hidden = !panel.hidden
    open.setAttribute('aria-expanded', String(!panel.hidden))
    open.textContent = text(panel.hidden ? 'map' : 'mapClose')
    if (panel.hidden || map) return
    try {
      const { showMap } = await import('./map.ts')
      map ??= showMap(part('data-map-canvas'), places, tapped)
      map.mark(given())
    } catch {
      panel.hidden = true
      open.hidden = true
      said.textContent = text('mapFailed')
    }
  }

  if (places.length === 0) return
  field.hidden = false
  open.addEventListener('click', () => void toggle())
  clear.addEventListener('click', () => {
    set(null)
    open.focus()
  })
  // A restored draft brings its point along.
  box('lat').addEventListener('input', () => tell())
  box('lon').addEventListener('input', () => tell())
  tell()
}
