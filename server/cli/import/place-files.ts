import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { csvRows } from './csv-rows.ts'
import type { Faults } from './faults.ts'
import { jsonItems } from './json-items.ts'
import type { Item, ItemFault } from './json-items.ts'

/** A file of a folder as items with their lines; `there` is false for one that may be absent. */
export type RowFile = {
  name: string
  there: boolean
  items: Item[]
  whole: Record<string, unknown>
}

async function readText(folder: string, name: string): Promise<string | null> {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** A JSON file whose rows are a list: the whole of it, or what stands under `key`. */
export async function jsonFile(
  folder: string,
  name: string,
  key: string | null,
  faults: Faults,
  presence: 'needed' | 'optional' = 'needed',
): Promise<RowFile> {
  const text = await readText(folder, name)
  if (text === null) {
    if (presence === 'needed') faults.add(name, 1, 'the file is missing')
    return { name, there: false, items: [], whole: {} }
  }
  const read = jsonItems(text, key)
  return file(name, read.items, read.faults, faults, read.whole)
}

/** A CSV file, there or not; `fields` are the columns called otherwise in JSON. */
export async function csvFile(
  folder: string,
  name: string,
  faults: Faults,
  fields: Record<string, string> = {},
): Promise<RowFile> {
  const text = await readText(folder, name)
  if (text === null) return { name, there: false, items: [], whole: {} }
  const read = csvRows(text)
  const items = read.items.map(({ line, value }) => ({
    line,
    value: Object.fromEntries(
      Object.entries(value as object).map(([field, text]) => [fields[field] ?? field, text]),
    ),
  }))
  return file(name, items, read.faults, faults)
}

function file(
  name: string,
  items: Item[],
  found: ItemFault[],
  faults: Faults,
  whole: Record<string, unknown> = {},
): RowFile {
  for (const { line, words } of found) faults.add(name, line, words)
  return { name, there: true, items, whole }
}

const words: Record<string, string> = {
  outside_vietnam: 'a coordinate lies outside Vietnam',
  too_short: 'a ring has fewer than four positions',
  unclosed_ring: 'a ring does not end where it begins',
}

/** The items that have the shape of a row; the others, and what comes twice, are faults. */
export function rowsOf<Schema extends z.ZodType>(
  { name, items }: RowFile,
  schema: Schema,
  keyOf: (row: z.output<Schema>) => string | null,
  faults: Faults,
): { row: z.output<Schema>; line: number }[] {
  const seen = new Map<string, number>()
  return items.flatMap(({ line, value }) => {
    const parsed = schema.safeParse(value)
    if (!parsed.success) {
      // One thing told for each field: a bad ring has a thousand bad positions.
      const told = new Map(parsed.error.issues.map((issue) => [issue.path[0], issue.message]))
      for (const [field, message] of told) {
        faults.add(name, line, `${String(field ?? 'row')}: ${words[message] ?? message}`)
      }
      return []
    }
    const key = keyOf(parsed.data)
    if (key !== null && seen.has(key)) {
      faults.add(name, line, `"${key}" is on line ${seen.get(key)} already`)
    }
    if (key !== null) seen.set(key, line)
    return [{ row: parsed.data, line }]
  })
}

/** The boundary files of a folder, by their paths in it. */
export async function boundaryFiles(folder: string): Promise<string[]> {
  const below = join(folder, 'boundaries')
  if (!existsSync(below)) return []
  const names = (await readdir(below)).filter((name) => name.endsWith('.geojson'))
  return names.sort().map((name) => `boundaries/${name}`)
}
