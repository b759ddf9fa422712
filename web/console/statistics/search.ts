export const unitChoices = ['today', 'then'] as const
export type UnitChoice = (typeof unitChoices)[number]

/** What the page's address says: the year and whose units. */
export type StatisticsSearch = { nam?: string; theo?: UnitChoice }

/** How many years back can be chosen. */
const span = 10

/** The year in Vietnam. */
export function thisYear(): number {
  const year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'Asia/Ho_Chi_Minh' })
  return Number(year.format(new Date()))
}

export function years(): number[] {
  return Array.from({ length: span + 1 }, (_, back) => thisYear() - back)
}

export function readStatisticsSearch(search: Record<string, unknown>): StatisticsSearch {
  const nam = years()
    .map(String)
    .find((year) => year === String(search.nam))
  const theo = unitChoices.find((choice) => choice === search.theo)
  return { ...(nam && { nam }), ...(theo && { theo }) }
}
