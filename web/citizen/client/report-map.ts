import type { DensityRow, MapCell } from '../../../contract/public.ts'
import type { BaseMap, MapBounds, MapPoint } from '../../map/index.ts'
import { element, number, text } from './texts.ts'

/** How far around a tap reports are looked for, pixels. */
const reach = 8
/** How far around the middle of a chosen commune the map begins, degrees: some four kilometres. */
const wide = 0.04
/** As many are told of one place. */
const mostOnCard = 5

type Answer = { cells: MapCell[]; communes: DensityRow[]; steps: number[] }
type View = { box: MapBounds; zoom: number }

/** Boxes left empty stay out of the address. */
export function filterForm(form: HTMLFormElement): void {
  form.addEventListener('formdata', ({ formData }) => {
    const empty = [...formData].filter(([, value]) => value === '')
    for (const [name] of empty) formData.delete(name)
  })
}

/**
 * The public map: counts from the server for each of its windows, and beside it the list of what is
 * in the window. The map comes with this page alone; where it cannot come, the table stays.
 */
export function reportMap(root: HTMLElement): void {
  const part = (name: string) => root.querySelector<HTMLElement>(`[data-${name}]`)!
  const frame = part('map-part')
  const said = part('map-said')
  const card = part('map-card')
  const filter = new URL(root.dataset.filter!, location.href).searchParams
  let map: BaseMap | null = null
  let communes: DensityRow[] = []
  let view: View | null = null
  let asked = new AbortController()

  /** The address of a window: of its counts, or of the page that lists it. */
  function addressOf(path: string, more: Record<string, string>): string {
    return `${path}?${new URLSearchParams({ ...Object.fromEntries(filter), ...more })}`
  }
  const boxText = (box: MapBounds) => box.map((side) => side.toFixed(6)).join(',')

  /** The list of the server's own page about a window. */
  async function listIn(box: MapBounds, signal: AbortSignal) {
    const response = await fetch(addressOf('/phan-anh', { box: boxText(box) }), { signal })
    if (!response.ok) throw new Error(`list: ${response.status}`)
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const total = page.querySelector<HTMLElement>('[data-total]')?.dataset.total
    return {
      total: Number(total ?? 0),
      reports: page.querySelector('.reports'),
      pager: page.querySelector('.pager a[rel="next"]'),
    }
  }

  async function show(next: View): Promise<void> {
    // What was told of a commune or a point belongs to the view before.
    if (view && view.zoom !== next.zoom) dropCard()
    view = next
    asked.abort()
    asked = new AbortController()
    const { signal } = asked
    const query = { box: boxText(clipped(next.box)), zoom: next.zoom.toFixed(2) }
    try {
      const response = await fetch(addressOf('/api/public/map', query), { signal })
      if (!response.ok) throw new Error(`map: ${response.status}`)
      const counts = (await response.json()) as Answer
      map?.showReports(counts)
      communes = counts.communes
      const isProvince = counts.steps.length > 0
      part('legend-communes').hidden = !isProvince
      part('legend-states').hidden = isProvince
      part('map-communes').hidden = !isProvince
      part('map-window').hidden = isProvince
      said.textContent = ''
      if (!isProvince) await showList(clipped(next.box), signal)
    } catch {
      if (!signal.aborted) said.textContent = text('away')
    }
  }

  async function showList(box: MapBounds, signal: AbortSignal): Promise<void> {
    const { total, reports, pager } = await listIn(box, signal)
    part('map-window-title').textContent =
      total === 0 ? text('inWindowNone') : text('inWindow', { count: number(total) })
    part('map-window-list').replaceChildren(...[reports, pager].filter((one) => one !== null))
  }

  /** What is at a point that was tapped, in a small card over the map. */
  async function pick(found: MapPoint | { commune: string }): Promise<void> {
    if ('commune' in found) return tellCommune(found.commune)
    const { lat, lon } = found
    const near = (360 / (512 * 2 ** (view?.zoom ?? 17))) * reach
    try {
      const box: MapBounds = [lon - near, lat - near, lon + near, lat + near]
      const { reports } = await listIn(box, asked.signal)
      if (!reports) return
      for (const more of [...reports.children].slice(mostOnCard)) more.remove()
      openCard(reports)
      map?.mark(found)
    } catch {
      said.textContent = text('away')
    }
  }

  function tellCommune(code: string): void {
    const row = communes.find((one) => one.code === code)
    if (!row) return
    const words = element(
      'p',
      '',
      text('communeCounts', {
        commune: row.name,
        open: number(row.open),
        overdue: number(row.overdue),
        answered: number(row.answered),
      }),
    )
    const link = part('map-communes').querySelector(`a[href*="commune=${code}"]`)?.cloneNode(true)
    openCard(words, ...(link ? [link] : []))
  }

  function openCard(...content: Node[]): void {
    const close = element('button', 'map-card-close', '×')
    close.type = 'button'
    close.setAttribute('aria-label', text('close'))
    close.addEventListener('click', closeCard)
    card.replaceChildren(close, ...content)
    card.hidden = false
  }
  function dropCard(): void {
    card.hidden = true
    map?.mark(null)
  }
  function closeCard(): void {
    dropCard()
    root.querySelector<HTMLElement>('canvas')?.focus()
  }

  async function open(): Promise<void> {
    frame.hidden = false
    try {
      const { createMap } = await import('../../map/index.ts')
      const [lat, lon] = (root.dataset.around ?? '').split(',').map(Number)
      map = createMap(part('map-canvas'), {
        ...(lat && lon && { bounds: [lon - wide, lat - wide, lon + wide, lat + wide] }),
        texts: {
          label: text('mapLabel'),
          zoomIn: text('zoomIn'),
          zoomOut: text('zoomOut'),
          attribution: text('mapSources'),
        },
        onView: (next) => void show(next),
        onReport: (found) => void pick(found),
        onError: failed,
      })
    } catch {
      failed()
    }
  }
  function failed(): void {
    map?.destroy()
    map = null
    frame.hidden = true
    part('map-window').hidden = true
    part('map-communes').hidden = false
    frame.after(element('p', 'note', text('failed')))
  }

  card.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') closeCard()
  })
  void open()
}

/** The map's edges may lie beyond what a position can be. */
function clipped([west, south, east, north]: MapBounds): MapBounds {
  return [Math.max(-180, west), Math.max(-85, south), Math.min(180, east), Math.min(85, north)]
}
