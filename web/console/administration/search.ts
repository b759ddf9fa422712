/** What the addresses of the administration say besides the page. */
export type AdministrationSearch = {
  /** Words to search. */
  q?: string
  /** The day on which records must hold; `all`: every period. */
  ngay?: string
  /** A field and its value: `parent:46`. */
  loc?: string
  /** The key of the period that is shown. */
  ky?: string
  /** The form of a new record is open. */
  them?: string
  /** The year of the calendar. */
  nam?: string
  /** Of people: role and agency. */
  vaitro?: string
  coquan?: string
}

const names = ['q', 'ngay', 'loc', 'ky', 'them', 'nam', 'vaitro', 'coquan'] as const

/** Takes what is known out of an address; the rest is dropped. */
export function readSearch(search: Record<string, unknown>): AdministrationSearch {
  const found: AdministrationSearch = {}
  for (const name of names) {
    const value = search[name]
    if (typeof value === 'string' && value !== '') found[name] = value.slice(0, 200)
  }
  return found
}

/** What stays when another record of the same list is opened. */
export function listSearch({ q, ngay, loc, nam, vaitro, coquan }: AdministrationSearch) {
  return {
    ...(q && { q }),
    ...(ngay && { ngay }),
    ...(loc && { loc }),
    ...(nam && { nam }),
    ...(vaitro && { vaitro }),
    ...(coquan && { coquan }),
  }
}
