import type { StyleSpecification } from 'maplibre-gl'
import type { MapTheme } from './colours.ts'

/** Puts the credits behind their button. */
export function foldCredits(container: HTMLElement): void {
  const credits = container.querySelector('.maplibregl-ctrl-attrib')
  credits?.removeAttribute('open')
  credits?.classList.remove('maplibregl-compact-show')
}

/** Names are drawn with the page's font; what is not loaded by then would stay in another. */
export async function loadFonts(): Promise<void> {
  const weights = ['400', '600'].map((weight) =>
    document.fonts.load(`${weight} 16px "Be Vietnam Pro"`, 'aáạễượ'),
  )
  await Promise.allSettled(weights)
}

/** The server's style. Throws when it cannot be had. */
export async function fetchStyle(theme: MapTheme, language: string): Promise<StyleSpecification> {
  const response = await fetch(`/map/style.json?theme=${theme}&language=${language}`)
  if (!response.ok) throw new Error(`style: ${response.status}`)
  return (await response.json()) as StyleSpecification
}
