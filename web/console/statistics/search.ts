export const unitChoices = ['today', 'then'] as const
export type UnitChoice = (typeof unitChoices)[number]

/** What the page's address says: the year and whose units. */
export type StatisticsSearch = { year?: string; units?: UnitChoice }

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
  const year = years()
    .map(String)
    .find((year) => year === String(search.year))
  const units = unitChoices.find((choice) => choice === search.units)
  return { ...(year && { year }), ...(units && { units }) }
}
