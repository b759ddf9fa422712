import type { BaseMap } from '../../map/index.ts'
import { devicePosition, placeAt } from './place.ts'
import type { Point } from './place.ts'
import { number, text } from './texts.ts'

/** The event by which another part of the form gives the field a point. */
export const pointGiven = 'nhip-point'

/** A device that knows itself worse than this is told to have a look, metres. */
const exact = 100

/**
 * The point that may be given besides the commune: tapped on a map, which comes only when it is
 * opened, or the device's own position. The server says which commune it is in.
 */
export function mapped(field: HTMLElement): void {
  const form = field.closest('form')!
  const part = (name: string) => field.querySelector<HTMLElement>(`[${name}]`)!
  const box = (name: string) => form.elements.namedItem(name) as HTMLInputElement
  const select = form.querySelector<HTMLSelectElement>('select[name="commune"]')!
  const open = part('data-map-open')
  const locate = part('data-map-locate')
  const panel = part('data-map-panel')
  const said = part('data-map-point')
  const clear = part('data-map-clear')
  let map: BaseMap | null = null
  /** Counts the points asked about: the answer for an earlier one comes too late. */
  let asked = 0

  function given(): Point | null {
    if (box('lat').value === '' || box('lon').value === '') return null
    return { lat: Number(box('lat').value), lon: Number(box('lon').value) }
  }
  function set(point: Point | null): void {
    box('lat').value = point ? point.lat.toFixed(6) : ''
    box('lon').value = point ? point.lon.toFixed(6) : ''
    // The draft is kept by what the form hears.
    form.dispatchEvent(new Event('change', { bubbles: true }))
    show()
  }
  function show(): void {
    const point = given()
    map?.mark(point)
    clear.hidden = point === null
    said.textContent = point ? pointText('pointShort', point) : ''
  }
  function pointText(key: string, { lat, lon }: Point, commune = ''): string {
    return text(key, { lat: number(lat), lon: number(lon), commune })
  }

  /** Takes a point: with its commune, or, when that cannot be asked, as it is. */
  async function take(point: Point, accuracy = 0): Promise<void> {
    const mine = ++asked
    map?.mark(point)
    said.textContent = text('asking')
    const place = await placeAt(point)
    if (mine !== asked) return
    if (place && !place.commune) {
      show()
      said.textContent = text('outside')
      return
    }
    set(point)
    const [key, name] = place?.commune
      ? [place.approximate ? 'pointNear' : 'point', place.commune.name]
      : ['pointAlone', '']
    const inexact =
      accuracy > exact ? ` ${text('accuracy', { metres: number(Math.round(accuracy)) })}` : ''
    said.textContent = pointText(key, point, name) + inexact
    if (!place?.commune) return
    select.value = place.commune.code
    select.dispatchEvent(new Event('change', { bubbles: true }))
  }

  async function fromDevice(): Promise<void> {
    if (locate.getAttribute('aria-disabled') === 'true') return
    const mine = ++asked
    locate.setAttribute('aria-disabled', 'true')
    said.textContent = text('locating')
    const position = await devicePosition()
    locate.removeAttribute('aria-disabled')
    if (mine !== asked) return
    if (typeof position !== 'string') return take(position, position.accuracy)
    show()
    said.textContent = text(`locate_${position}`)
  }

  async function toggle(): Promise<void> {
    panel.hidden = !panel.hidden
    open.setAttribute('aria-expanded', String(!panel.hidden))
    open.textContent = text(panel.hidden ? 'map' : 'mapClose')
    if (panel.hidden || map) return
    try {
      const { createMap } = await import('../../map/index.ts')
      map ??= createMap(part('data-map-canvas'), {
        texts: {
          label: text('mapLabel'),
          zoomIn: text('zoomIn'),
          zoomOut: text('zoomOut'),
          attribution: text('mapSources'),
        },
        onTap: (point) => void take(point),
        onError: failed,
      })
      map.mark(given())
    } catch {
      failed()
    }
  }
  function failed(): void {
    panel.hidden = true
    open.hidden = true
    said.textContent = text('mapFailed')
  }

  // A list with nothing but its first words: no province yet.
  if (select.options.length < 2) return
  field.hidden = false
  // Over plain HTTP a browser knows no position.
  locate.hidden = !(isSecureContext && navigator.geolocation)
  open.addEventListener('click', () => void toggle())
  field.addEventListener(pointGiven, (event) => void take((event as CustomEvent<Point>).detail))
  locate.addEventListener('click', () => void fromDevice())
  clear.addEventListener('click', () => {
    asked++
    set(null)
    open.focus()
  })
  // A restored draft or a found address brings its point along.
  box('lat').addEventListener('input', show)
  box('lon').addEventListener('input', show)
  show()
}
