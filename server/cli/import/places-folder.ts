import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Faults } from './faults.ts'
import known from './known-changes.json' with { type: 'json' }
import { boundaryFiles, csvFile, jsonFile, rowsOf } from './place-files.ts'
import type { RowFile } from './place-files.ts'
import { communeRow, featureRow, lineageRow, mergeRow, provinceRow } from './place-rows.ts'
import type { BoundaryRow, CommuneRow, LineageRow, MergeRow, ProvinceRow } from './place-rows.ts'

/** A folder of administrative units as published since the reorganisation, read and checked. */
export type PlacesFolder = {
  provinces: ProvinceRow[]
  communes: CommuneRow[]
  lineage: LineageRow[]
  merges: MergeRow[]
  boundaries: BoundaryRow[]
}

const aliases = new Map(known.aliases.map(({ code, alias }) => [alias, code]))

/**
 * Reads `provinces.json`, `communes.json` or `.csv` and, where they are there, `old_to_new.csv`,
 * `province_merge.json` and `boundaries/*.geojson`. Every row is checked, those of other provinces
 * too; `say` is told each file as it is read.
 */
export async function readPlacesFolder(
  folder: string,
  faults: Faults,
  say: (line: string) => void,
): Promise<PlacesFolder> {
  const told = (file: string, count: number, what: string) =>
    say(`  ${file.padEnd(40)} ${String(count).padStart(6)} ${what}`)

  const provinceFile = await jsonFile(folder, 'provinces.json', 'provinces', faults)
  const provinces = rowsOf(provinceFile, provinceRow, (row) => row.code, faults)
  told(provinceFile.name, provinces.length, 'provinces')
  const provinceCodes = codesIn(provinceFile)

  const communeFile =
    existsSync(join(folder, 'communes.json')) || !existsSync(join(folder, 'communes.csv'))
      ? await jsonFile(folder, 'communes.json', null, faults)
      : await csvFile(folder, 'communes.csv', faults, { province_code: 'provinceCode' })
  const communes = rowsOf(communeFile, communeRow, (row) => row.code, faults)
  told(communeFile.name, communes.length, 'communes')
  for (const { row, line } of communes) {
    if (provinceCodes.has(row.provinceCode)) continue
    faults.add(communeFile.name, line, `provinceCode: no province "${row.provinceCode}"`)
  }
  // Of those with faults too: one fault is told once, not again by whatever refers to it.
  const communeCodes = codesIn(communeFile)

  const lineageFile = await csvFile(folder, 'old_to_new.csv', faults)
  const lineage = rowsOf(
    lineageFile,
    lineageRow,
    (row) => `${row.old_ward_code || row.old_district_code} → ${row.new_ward_code}`,
    faults,
  ).map(({ row, line }) => {
    const code = communeCodes.has(row.new_ward_code)
      ? row.new_ward_code
      : (aliases.get(row.new_ward_code) ?? row.new_ward_code)
    if (!communeCodes.has(code)) {
      faults.add(lineageFile.name, line, `new_ward_code: no commune "${code}"`)
    }
    if (row.old_ward_code !== '' && row.old_ward === '') {
      faults.add(lineageFile.name, line, 'old_ward: is missing')
    }
    return { ...row, new_ward_code: code }
  })
  if (lineageFile.there) told(lineageFile.name, lineage.length, 'successions')

  const mergeFile = await jsonFile(folder, 'province_merge.json', null, faults, 'optional')
  const merges = rowsOf(mergeFile, mergeRow, (row) => row.newCode, faults)
  for (const { row, line } of merges) {
    if (provinceCodes.has(row.newCode)) continue
    faults.add(mergeFile.name, line, `newCode: no province "${row.newCode}"`)
  }
  if (mergeFile.there) told(mergeFile.name, merges.length, 'provinces made from others')

  const boundaries: BoundaryRow[] = []
  const seen = new Map<string, string>()
  const source = String(provinceFile.whole.source ?? '')
  for (const path of await boundaryFiles(folder)) {
    const file = await jsonFile(folder, path, 'features', faults)
    const features = rowsOf(file, featureRow, () => null, faults)
    for (const { row, line } of features) {
      const before = seen.get(row.id)
      if (before) faults.add(path, line, `id: "${row.id}" is in ${before} already`)
      seen.set(row.id, `${path}:${line}`)
      const units = row.id.length === 2 ? provinceCodes : communeCodes
      if (!units.has(row.id)) faults.add(path, line, `id: no unit "${row.id}"`)
      boundaries.push({
        unit: row.id,
        geometry: row.geometry,
        source: [source, path].filter(Boolean).join('; '),
      })
    }
    told(path, features.length, 'boundaries')
  }
  return {
    provinces: provinces.map(({ row }) => row),
    communes: communes.map(({ row }) => row),
    lineage,
    merges: merges.map(({ row }) => row),
    boundaries,
  }
}

function codesIn({ items }: RowFile): Set<string> {
  return new Set(items.map(({ value }) => String((value as { code?: unknown } | null)?.code)))
}
