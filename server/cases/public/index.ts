import type { PublicReport } from '../../../contract/cases.ts'
import { Failure } from '../../../contract/errors.ts'
import { noAgency } from '../../../contract/public.ts'
import type {
  DensityRow,
  FiguresRow,
  MapBox,
  MapCell,
  NearReport,
  PublicFilter,
  PublicStatistics,
  StatisticPeriod,
} from '../../../contract/public.ts'
import { agencyNames } from '../../identity/index.ts'
import { dayText, localDay, unitNamesAt } from '../../places/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import type { Language, Rules } from '../catalogue.ts'
import type { CaseRecord } from '../tables.ts'
import { figuresBy, periodDays, sumOf } from './figures.ts'
import type { ShownQuery } from './filter.ts'
import { findShown, listShown, shownAgencies } from './list.ts'
import type { PageQuery } from './list.ts'
import { remembered } from './remembered.ts'
import { listNear, listSimilar } from './near.ts'
import type { Place } from './near.ts'
import { density, isProvinceZoom, mapCells, stepsOf } from './map.ts'

const withoutAgency = { vi: 'Chưa chuyển đơn vị', en: 'Not sent to an agency yet' }
const similar = 5
/** As many are shown to whoever is about to report; more are not read. */
const mostSimilar = 4
/** For so long counts of the whole province are good. */
const freshSeconds = 20

/** What reading reports as anybody may see them needs. */
export type PublicReading = {
  executor: Executor
  rules: () => Promise<Rules>
  now: () => Promise<Date>
  present: (rows: CaseRecord[], language: Language) => Promise<PublicReport[]>
}

/** What anybody may look up of reports; the addresses and the page's parts are the web's. */
export function createPublicReports({ executor, rules, now, present }: PublicReading) {
  /** Names of communes by code, of today or, where they are past, the last. */
  async function communeNames(codes: string[]): Promise<Map<string, string>> {
    const { communes } = await rules()
    const past = codes.filter((code) => !communes.has(code))
    // Units before the reorganisation of 2025 held until its eve.
    const named = await unitNamesAt(
      executor,
      past.map((code) => ({ code, day: '2025-06-30' })),
    )
    return new Map(
      codes.map((code) => [
        code,
        communes.get(code)?.name ?? named.get(`${code} 2025-06-30`) ?? code,
      ]),
    )
  }

  // Counts of the whole province: the same for everybody, and the most that is read at once.
  const densityOf = remembered(freshSeconds, async (filter: PublicFilter) => {
    const communes = await density(executor, await rules(), filter, communeNames)
    return { communes, steps: stepsOf(communes) }
  })
  const agencyCodes = remembered(freshSeconds, async () => shownAgencies(executor, await rules()))
  const figures = remembered(freshSeconds, async (period: StatisticPeriod) => {
    const current = await rules()
    const at = await now()
    const days = periodDays(period, dayText(localDay(at)))
    const [byAgency, byCommune] = await Promise.all([
      figuresBy(executor, current, 'agency', days),
      figuresBy(executor, current, 'commune', days),
    ])
    return { at, days, byAgency, byCommune }
  })

  return {
    /** One page of the reports that anybody may see. */
    async listShown(query: ShownQuery & PageQuery, language: Language) {
      const { rows, ...page } = await listShown(executor, await rules(), query)
      return { reports: await present(rows, language), ...page }
    },

    /** One of them; `isPublished`: its words may be read, not only how it stands. */
    async getShown(
      number: string,
      language: Language,
    ): Promise<{ report: PublicReport; isPublished: boolean; near: PublicReport[] }> {
      const current = await rules()
      const row = await findShown(executor, current, number)
      if (!row) throw new Failure('not_found')
      const others = await listNear(executor, current, { number, limit: similar })
      const [report, ...near] = await present([row, ...others], language)
      return { report: report!, isPublished: row.public, near }
    },

    /** Those that may be about what somebody is about to report; see {@link listSimilar}. */
    async similar(place: Place, language: Language): Promise<NearReport[]> {
      const found = await listSimilar(executor, await rules(), { ...place, limit: mostSimilar })
      const reports = await present(
        found.map(({ row }) => row),
        language,
      )
      return reports.map((report, index) => ({ ...report, metres: found[index]!.metres }))
    },

    /** The agencies of those reports, sorted by name. */
    async shownAgencies(): Promise<{ code: string; name: string }[]> {
      const codes = await agencyCodes(null)
      const names = await agencyNames(executor, codes)
      const collator = new Intl.Collator('vi', { numeric: true })
      return codes
        .map((code) => ({ code, name: names.get(code) ?? code }))
        .sort((a, b) => collator.compare(a.name, b.name))
    },

    /** How many reports each commune has. */
    density: densityOf,

    /** What a map shows of its window. */
    async map(
      query: PublicFilter & { box: MapBox; zoom: number },
    ): Promise<{ cells: MapCell[]; communes: DensityRow[]; steps: number[] }> {
      const { box: _, zoom, ...filter } = query
      if (isProvinceZoom(zoom)) return { cells: [], ...(await densityOf(filter)) }
      return { cells: await mapCells(executor, await rules(), query), communes: [], steps: [] }
    },

    /** Figures of a period by agency and by commune. */
    async statistics(period: StatisticPeriod, language: Language): Promise<PublicStatistics> {
      const { at, days, byAgency, byCommune } = await figures(period)
      const agencies = await agencyNames(
        executor,
        byAgency.map(({ code }) => code),
      )
      const communes = await communeNames(byCommune.map(({ code }) => code))
      const collator = new Intl.Collator('vi', { numeric: true })
      const named = (rows: typeof byAgency, nameOf: (code: string) => string): FiguresRow[] =>
        rows
          .map((row) => ({ ...row, name: nameOf(row.code) }))
          .sort((a, b) => collator.compare(a.name, b.name))
      return {
        period: days.now,
        before: days.before,
        asOf: at.toISOString(),
        total: sumOf(byCommune),
        agencies: named(byAgency, (code) =>
          code === noAgency ? withoutAgency[language] : (agencies.get(code) ?? code),
        ),
        communes: named(byCommune, (code) => communes.get(code)!),
      }
    },
  }
}
