import type { Boundary } from '../../../contract/records/places.ts'
import type { Database, Executor } from '../../platform/database/index.ts'
import { readSetting, writeSetting } from '../../platform/settings.ts'
import { records } from '../../records.ts'
import { UserError } from '../errors.ts'
import { collectFaults, faultLine } from './faults.ts'
import { readPlacesFolder } from './places-folder.ts'
import type { PlacesFolder } from './places-folder.ts'
import { placeRecordsOf } from './places-records.ts'
import { writeImport } from './write.ts'
import type { Imported } from './write.ts'

export type PlacesImport = {
  folder: string
  /** Codes of provinces; absent: the province served, or all where none is served yet. */
  provinces?: string[] | undefined
  /** All provinces of the folder. */
  all?: boolean | undefined
  /** The province to be served from now on. */
  serve?: string | undefined
  dryRun?: boolean | undefined
}

/**
 * Imports units with their history and boundaries from a folder. The first import of one province
 * makes it the province served, as a pack does.
 * @throws UserError naming every bad row by file and line; nothing is written then
 */
export async function importPlaces(
  database: Database,
  wanted: PlacesImport,
  say: (line: string) => void,
): Promise<Imported> {
  say(`Reading ${wanted.folder}`)
  const faults = collectFaults()
  const folder = await readPlacesFolder(wanted.folder, faults, say)
  if (faults.list.length > 0) {
    const count = faults.list.length === 1 ? '1 fault' : `${faults.list.length} faults`
    throw new UserError(
      [`${count} in ${wanted.folder}; nothing was written`, ...faults.list.map(faultLine)].join(
        '\n',
      ),
    )
  }
  const served = (await readSetting(database.executor, 'province')) as string | null
  const chosen = choose(folder, wanted, served)
  const made = placeRecordsOf(folder, chosen)
  const boundaries = await withoutWorse(database.executor, made.boundaries)
  const alone = chosen.size === 1 ? [...chosen][0]! : null
  const serve = wanted.serve ?? (served === null ? alone : null)
  say(`Provinces: ${[...chosen].join(', ')}`)
  return writeImport(
    database,
    { ...made, boundaries },
    {
      origin: 'import places',
      dryRun: wanted.dryRun ?? false,
      say,
      also: async (tx) => {
        if (serve !== null && serve !== served) await writeSetting(tx, 'province', serve)
      },
    },
  )
}

function choose(folder: PlacesFolder, wanted: PlacesImport, served: string | null): Set<string> {
  const known = new Set(folder.provinces.map(({ code }) => code))
  const named = wanted.provinces ?? (wanted.all || served === null ? [...known] : [served])
  const chosen = new Set(named)
  for (const code of [...chosen, ...(wanted.serve === undefined ? [] : [wanted.serve])]) {
    if (!known.has(code)) throw new UserError(`no province "${code}" in ${wanted.folder}`)
  }
  if (wanted.serve !== undefined && !chosen.has(wanted.serve)) {
    throw new UserError(`--serve ${wanted.serve}: the province is not among those imported`)
  }
  return chosen
}

/** Boundaries without the approximate ones of units whose own are known already. */
async function withoutWorse(executor: Executor, boundaries: Boundary[]): Promise<Boundary[]> {
  const codes = boundaries.filter(({ approximate }) => approximate).map(({ unit }) => unit)
  if (codes.length === 0) return boundaries
  const exact = new Set(
    (await records.read('boundaries').read(executor, codes))
      .filter(({ approximate }) => !approximate)
      .map(({ unit }) => unit),
  )
  return boundaries.filter(({ unit, approximate }) => !approximate || !exact.has(unit))
}
