/** What the addresses of the administration say besides the page. */
export type AdministrationSearch = {
  /** Words to search. */
  q?: string
  /** The day on which records must hold; `all`: every period. */
  day?: string
  /** A field and its value: `parent:46`. */
  where?: string
  /** The key of the period that is shown. */
  period?: string
  /** The form of a new record is open. */
  add?: string
  /** The year of the calendar. */
  year?: string
  /** Of people: role and agency. */
  role?: string
  agency?: string
}

const names = ['q', 'day', 'where', 'period', 'add', 'year', 'role', 'agency'] as const

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
export function listSearch({ q, day, where, year, role, agency }: AdministrationSearch) {
  return {
    ...(q && { q }),
    ...(day && { day }),
    ...(where && { where }),
    ...(year && { year }),
    ...(role && { role }),
    ...(agency && { agency }),
  }
}
