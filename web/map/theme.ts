import type { MapTheme } from './colours.ts'

const system = () => matchMedia('(prefers-color-scheme: dark)')

/** The theme the page is in: its own switch (`data-theme`), else the system's. */
export function pageTheme(): MapTheme {
  const { theme } = document.documentElement.dataset
  if (theme === 'light' || theme === 'dark') return theme
  return system().matches ? 'dark' : 'light'
}

/** Tells when the page's theme may have changed. Returns how to stop. */
export function onPageTheme(changed: () => void): () => void {
  const query = system()
  query.addEventListener('change', changed)
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  return () => {
    query.removeEventListener('change', changed)
    observer.disconnect()
  }
}
