import type { fileFormats } from '../../contract/administration.ts'
import { keyOf } from '../../contract/records/kinds.ts'
import type { RecordOf } from '../../contract/records/kinds.ts'
import type { KindName } from '../../contract/records/shared.ts'
import { checkRecord } from './check.ts'
import { printCsv, readCsv } from './files/csv.ts'
import { placeOf, printGeoJson, readGeoJson } from './files/geojson.ts'
import { badFile, printJson, readJson } from './files/json.ts'
import type { LineFault, RawFile } from './files/raw.ts'

export type { LineFault } from './files/raw.ts'
export type FileFormat = (typeof fileFormats)[number]

/** The formats in which records of a kind can be written and read. */
export function formatsOf(kind: KindName): FileFormat[] {
  return placeOf(kind) ? ['csv', 'json', 'geojson'] : ['csv', 'json']
}

/** The media type of each format. */
export const mediaTypes: Record<FileFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  geojson: 'application/geo+json',
}

/**
 * Prints records as a file that {@link parseRecordFile} reads back to the same records.
 * @throws Error when the kind has no such format, see {@link formatsOf}
 */
export function printRecordFile<Kind extends KindName>(
  kind: Kind,
  format: FileFormat,
  records: RecordOf<Kind>[],
): string {
  if (!formatsOf(kind).includes(format)) throw new Error(`${kind} cannot be written as ${format}`)
  if (format === 'csv') return printCsv(kind, records)
  return format === 'json' ? printJson(records) : printGeoJson(kind, records)
}

/**
 * Reads a file of records of one kind: those that are right with the line on which each begins, and
 * every fault with its line (the first is 1), the path of the field inside the record, and a code
 * (`field.<code>` in the locales). What refers to what is not looked at here.
 */
export function parseRecordFile<Kind extends KindName>(
  kind: Kind,
  format: FileFormat,
  text: string,
): { records: { record: RecordOf<Kind>; line: number }[]; faults: LineFault[] } {
  const { rows, faults } = read(kind, format, text.replace(/^\ufeff/, ''))
  const records: { record: RecordOf<Kind>; line: number }[] = []
  const seen = new Set<string>()
  for (const { line, raw } of rows) {
    const checked = checkRecord(kind, raw)
    faults.push(...checked.faults.map((fault) => ({ line, ...fault })))
    if (!checked.record) continue
    const key = keyOf(kind, checked.record)
    if (seen.has(key)) faults.push({ line, path: '', code: 'duplicate' })
    else records.push({ record: checked.record, line })
    seen.add(key)
  }
  if (records.length === 0 && faults.length === 0) faults.push(...badFile('empty_file').faults)
  return { records, faults: faults.sort((a, b) => a.line - b.line) }
}

function read(kind: KindName, format: FileFormat, text: string): RawFile {
  if (!formatsOf(kind).includes(format)) return badFile('not_on_a_map')
  if (format === 'csv') return readCsv(kind, text)
  return format === 'json' ? readJson(text) : readGeoJson(kind, text)
}
