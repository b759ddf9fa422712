import Papa from 'papaparse'
import type { z } from 'zod'
import { csvFile, readCell } from '../../../contract/csv.ts'
import { recordKinds } from '../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../contract/records/kinds.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import type { LineFault, RawFile } from './raw.ts'

type Column = { path: string[]; type: 'text' | 'number' | 'boolean' | 'json'; nullable: boolean }
type Inner = { def: { type: string; innerType?: z.ZodType } }

/** The columns of a kind: objects as dotted columns, lists and geometries as one cell of JSON. */
function columnsOf(schema: z.ZodType, path: string[] = []): Column[] {
  return Object.entries((schema as z.ZodObject).shape).flatMap(([name, field]) => {
    let inner = field as unknown as z.ZodType
    let nullable = false
    for (;;) {
      const { def } = inner as unknown as Inner
      if (def.type !== 'optional' && def.type !== 'nullable') break
      nullable ||= def.type === 'nullable'
      inner = def.innerType!
    }
    const { type } = (inner as unknown as Inner).def
    const here = [...path, name]
    if (type === 'object') return columnsOf(inner, here)
    if (type === 'number' || type === 'boolean') return [{ path: here, type, nullable }]
    const json = type === 'array' || type === 'record' || type === 'union'
    return [{ path: here, type: json ? 'json' : 'text', nullable }]
  })
}

/** Prints records as CSV for the spreadsheets of offices. */
export function printCsv(kind: KindName, records: AnyRecord[]): string {
  const columns = columnsOf(recordKinds[kind].schema)
  const data = records.map((record) => columns.map((column) => cellOf(column, record)))
  return csvFile(
    columns.map(({ path }) => path.join('.')),
    data,
  )
}

function cellOf({ path, type }: Column, record: AnyRecord) {
  const value = path.reduce<unknown>(
    (inner, key) => (inner as AnyRecord | undefined)?.[key],
    record,
  )
  if (value === undefined || value === null) return ''
  if (type === 'json') return JSON.stringify(value)
  return type === 'text' ? String(value) : (value as number | boolean)
}

/**
 * Reads rows of CSV, with commas or with semicolons (where decimals have commas, as Vietnamese
 * spreadsheets write them). A cell that is not of its column's type stays text for the schema to
 * refuse. Lines are counted as an editor shows them, the header being the first.
 */
export function readCsv(kind: KindName, text: string): RawFile {
  const delimiter = delimiterOf(text)
  const { data, errors } = Papa.parse<string[]>(text, { header: false, delimiter })
  const quotes = errors.find((error) => error.type === 'Quotes')
  if (quotes) {
    const before = text.slice(0, quotes.index ?? 0)
    return { rows: [], faults: [{ line: linesIn(before) + 1, path: '', code: 'invalid_quotes' }] }
  }
  const header = (data[0] ?? []).map((name) => name.trim())
  const columns = new Map(
    columnsOf(recordKinds[kind].schema).map((column) => [column.path.join('.'), column]),
  )
  const faults = headerFaults(header, columns)
  if (faults.length > 0) return { rows: [], faults }

  const file: RawFile = { rows: [], faults: [] }
  let line = 1
  for (const [index, cells] of data.entries()) {
    const here = line
    line += 1 + linesIn(cells.join(''))
    if (index === 0 || cells.every((cell) => cell.trim() === '')) continue
    if (cells.slice(header.length).some((cell) => cell.trim() !== '')) {
      file.faults.push({ line: here, path: '', code: 'too_many_cells' })
      continue
    }
    const raw: AnyRecord = {}
    for (const [at, name] of header.entries()) {
      if (name === '') continue
      const column = columns.get(name)!
      const value = valueOf(column, (cells[at] ?? '').trim(), delimiter === ';')
      if (value !== undefined) put(raw, column.path, value)
    }
    file.rows.push({ line: here, raw })
  }
  return file
}

/** By the header alone: further down anything may stand in a text. */
function delimiterOf(text: string): string {
  const header = text.split('\n', 1)[0]!
  const count = (letter: string) => header.split(letter).length
  return [',', ';', '\t'].reduce((best, letter) => (count(letter) > count(best) ? letter : best))
}

const linesIn = (text: string) => text.split('\n').length - 1

function headerFaults(header: string[], columns: Map<string, Column>): LineFault[] {
  const fault = (path: string, code: string) => ({ line: 1, path, code })
  const named = header.filter((name) => name !== '')
  if (named.length === 0) return [fault('', 'empty_file')]
  return named.flatMap((name, index) => {
    if (!columns.has(name)) return [fault(name, 'unknown_column')]
    return named.indexOf(name) < index ? [fault(name, 'duplicate_column')] : []
  })
}

function valueOf({ type, nullable }: Column, cell: string, commas: boolean): unknown {
  if (cell === '') return nullable ? null : undefined
  if (type === 'number') {
    const number = commas ? cell.replace(',', '.') : cell
    return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(number) ? Number(number) : cell
  }
  // Spreadsheets write TRUE.
  if (type === 'boolean') return { true: true, false: false }[cell.toLowerCase()] ?? cell
  if (type === 'json') {
    try {
      return JSON.parse(cell)
    } catch {
      return cell
    }
  }
  return readCell(cell)
}

function put(raw: AnyRecord, path: string[], value: unknown): void {
  let inner = raw
  for (const key of path.slice(0, -1)) inner = (inner[key] ??= {}) as AnyRecord
  inner[path.at(-1)!] = value
}
