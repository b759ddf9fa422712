import type { Boundary, Unit, UnitChange } from '../../../contract/records/places.ts'
import { cellsOf } from '../../../packs/cells.ts'
import known from './known-changes.json' with { type: 'json' }
import type { CommuneRow, LineageRow, ProvinceRow } from './place-rows.ts'
import type { PlacesFolder } from './places-folder.ts'
import { officialSpelling } from './spelling.ts'

export type PlaceRecords = { units: Unit[]; unitChanges: UnitChange[]; boundaries: Boundary[] }

/** The day on which districts ended and provinces and communes were made anew. */
const reorganisedOn = known.reorganisedOn
/** As far back as is known: how long the units of before had been there, the files do not tell. */
const earliest = '1900-01-01'

type Point = { lat: number; lon: number }

/**
 * The records of some provinces: units of today and of before the reorganisation, what became of
 * which, and where those of today lie. Old units have no position of their own in the files and
 * stand where their successors do.
 */
export function placeRecordsOf(folder: PlacesFolder, provinces: Set<string>): PlaceRecords {
  const communes = folder.communes.filter((row) => provinces.has(row.provinceCode))
  const codes = new Set(communes.map((row) => row.code))
  const lineage = folder.lineage.filter((row) => codes.has(row.new_ward_code))
  const today = communes.map(communeUnit)
  const old = oldUnits(lineage, new Map(communes.map((row) => [row.code, row])))
  const tops = folder.provinces
    .filter((row) => provinces.has(row.code))
    .map((row) => provinceUnits(row, folder, old.provinces))
  return {
    units: [
      ...tops.flatMap(({ units }) => units),
      ...old.districts,
      ...old.wards,
      ...today,
    ].flatMap(withFormer),
    unitChanges: [...tops.flatMap(({ changes }) => changes), ...old.changes],
    boundaries: [
      ...folder.boundaries
        .filter(({ unit }) => codes.has(unit) || provinces.has(unit))
        .map((row) => ({ ...row, approximate: false, validFrom: reorganisedOn })),
      ...[...provinces].flatMap((province) => cellsWithoutBoundaries(folder, province, today)),
    ],
  }
}

/** Cells for the communes of a province of which only the outline is known. */
function cellsWithoutBoundaries(folder: PlacesFolder, province: string, today: Unit[]): Boundary[] {
  const communes = today.filter(({ parent }) => parent === province)
  const codes = new Set(communes.map(({ code }) => code))
  if (communes.length === 0 || folder.boundaries.some(({ unit }) => codes.has(unit))) return []
  const outline = folder.boundaries.find(({ unit }) => unit === province)
  return outline ? cellsOf(communes, outline.geometry) : []
}

function communeUnit({ code, name, type, provinceCode, lat, lon }: CommuneRow): Unit {
  return {
    code,
    ...spelled(code, name),
    kind: 'commune',
    type,
    parent: provinceCode,
    lat,
    lon,
    validFrom: reorganisedOn,
  }
}

/** The official spelling, with the file's as another name where it differs. */
function spelled(code: string, written: string): Pick<Unit, 'name' | 'aliases'> {
  const name = officialSpelling(written)
  const aliases = known.aliases.filter((row) => row.code === code).map(({ alias }) => alias)
  if (name !== written) aliases.unshift(written)
  return aliases.length > 0 ? { name, aliases } : { name }
}

const typeWords: [word: string, type: Unit['type']][] = [
  ['Thành phố', 'thanh_pho'],
  ['Thị trấn', 'thi_tran'],
  ['Thị xã', 'thi_xa'],
  ['Phường', 'phuong'],
  ['Huyện', 'huyen'],
  ['Quận', 'quan'],
  ['Tỉnh', 'tinh'],
  ['Xã', 'xa'],
]

/** "Thị trấn Ba Chẽ" as its type and the bare name; "Phường Phường Đúc" is the ward "Phường Đúc". */
function typed(fullName: string): { type: Unit['type']; bare: string } {
  const [word, type] = typeWords.find(([word]) => fullName.startsWith(`${word} `)) ?? ['', 'xa']
  return { type, bare: fullName.slice(word.length).trim() }
}

/** The units of before: by their codes, what they were part of, and what took their place. */
function oldUnits(lineage: LineageRow[], communes: Map<string, CommuneRow>) {
  const wards = new Map<string, { row: LineageRow; to: CommuneRow[] }>()
  const districts = new Map<string, { row: LineageRow; to: Set<CommuneRow> }>()
  const provinces = new Map<string, { name: string; points: Point[] }>()
  for (const row of lineage) {
    const to = communes.get(row.new_ward_code)!
    const ward = wards.get(row.old_ward_code) ?? { row, to: [] }
    if (row.old_ward_code !== '') wards.set(row.old_ward_code, { row, to: [...ward.to, to] })
    const district = districts.get(row.old_district_code) ?? { row, to: new Set() }
    districts.set(row.old_district_code, { row, to: district.to.add(to) })
    const province = provinces.get(row.old_province_code) ?? { name: row.old_province, points: [] }
    province.points.push(to)
    provinces.set(row.old_province_code, province)
  }
  const past = { validFrom: earliest, validTo: reorganisedOn }
  const changes = (from: string, to: CommuneRow[], divided: boolean): UnitChange[] =>
    to.map(({ code }) => ({ from, to: code, day: reorganisedOn, divided }))

  return {
    provinces,
    wards: [...wards].map(([code, { row, to }]): Unit => {
      const { type, bare } = typed(row.old_ward)
      const { lat, lon } = to[0]!
      const parent = row.old_district_code
      return { code, ...spelled(code, bare), kind: 'commune', type, parent, lat, lon, ...past }
    }),
    districts: [...districts].map(([code, { row, to }]): Unit => {
      const { type, bare } = typed(row.old_district)
      const parent = row.old_province_code
      return {
        code,
        ...spelled(code, bare),
        kind: 'district',
        type,
        parent,
        ...middle([...to]),
        ...past,
      }
    }),
    changes: [
      ...[...wards].flatMap(([code, { row, to }]) =>
        changes(code, to, row.old_ward_divided === '1' || to.length > 1),
      ),
      ...[...districts].flatMap(([code, { to }]) => changes(code, [...to], to.size > 1)),
    ],
  }
}

/**
 * A province and those it was made from. One that nobody joined and that kept its name went on as it
 * was; else the old ones ended with the reorganisation.
 */
function provinceUnits(
  row: ProvinceRow,
  folder: PlacesFolder,
  old: Map<string, { name: string; points: Point[] }>,
): { units: Unit[]; changes: UnitChange[] } {
  const { code, lat, lon } = row
  const type = row.type === 'tinh' ? 'tinh' : 'thanh_pho'
  const unit: Unit = {
    code,
    ...spelled(code, row.fullName),
    kind: 'province',
    type,
    parent: null,
    lat,
    lon,
    validFrom: reorganisedOn,
  }
  const parts = folder.merges.find(({ newCode }) => newCode === code)?.old ?? []
  const [only] = parts
  if (parts.length === 1 && only!.code === code && officialSpelling(only!.name) === unit.name) {
    return { units: [{ ...unit, validFrom: earliest }], changes: [] }
  }
  const formers = parts.map((part): Unit => ({
    code: part.code,
    ...spelled(part.code, part.name),
    kind: 'province',
    type: typed(part.name).type,
    parent: null,
    ...middle(old.get(part.code)?.points ?? [{ lat, lon }]),
    validFrom: earliest,
    validTo: reorganisedOn,
  }))
  const changes = parts.map((part) => ({
    from: part.code,
    to: code,
    day: reorganisedOn,
    divided: false,
  }))
  return { units: [...formers, unit], changes }
}

/** A point among others, to four decimals (10 m). */
function middle(points: Point[]): Point {
  const mean = (of: (point: Point) => number) =>
    Math.round((points.reduce((sum, point) => sum + of(point), 0) / points.length) * 1e4) / 1e4
  return { lat: mean(({ lat }) => lat), lon: mean(({ lon }) => lon) }
}

type Former = { code: string; until: string; name?: string; type?: string; madeFrom?: string }
const before: Former[] = known.before

/**
 * A unit as it is and, where a change of its name, type or parent is known, as it was before that
 * day. A unit that was made from another (`madeFrom`) began then; what it has now was the other's.
 */
function withFormer(unit: Unit): Unit[] {
  const change = before.find(
    ({ code, until, madeFrom }) =>
      (code === unit.code || (madeFrom !== undefined && code === unit.parent)) &&
      unit.validFrom < until &&
      (unit.validTo === undefined || until < unit.validTo),
  )
  if (!change) return [unit]
  const { until, name = unit.name, madeFrom } = change
  const type = (change.type ?? unit.type) as Unit['type']
  const since = { ...unit, validFrom: until }
  if (madeFrom !== undefined) {
    return change.code === unit.code
      ? [since]
      : [{ ...unit, parent: madeFrom, validTo: until }, since]
  }
  // A file of before the change tells the unit as it then was.
  if (name === unit.name && type === unit.type) return [unit]
  const { aliases: _, ...rest } = unit
  return [{ ...rest, name, type, validTo: until }, since]
}
