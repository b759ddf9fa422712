import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileFormats } from '../../../contract/administration.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import { parseRecordFile } from '../../administration/index.ts'
import type { FileFormat } from '../../administration/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { UserError } from '../errors.ts'
import { faultLine } from './faults.ts'
import { writeImport } from './write.ts'
import type { Imported } from './write.ts'

/**
 * Imports a file of records of one kind, as the console exports and imports it.
 * @throws UserError naming every bad row by its line; nothing is written then
 */
export async function importRecordFile(
  database: Database,
  wanted: { kind: KindName; file: string; dryRun: boolean },
  say: (line: string) => void,
): Promise<Imported> {
  const { kind, file, dryRun } = wanted
  const format = extname(file).slice(1).toLowerCase() as FileFormat
  if (!fileFormats.includes(format)) {
    throw new UserError(`${file}: the name must end in .${fileFormats.join(', .')}`)
  }
  say(`Reading ${file}`)
  const { records, faults } = parseRecordFile(kind, format, await readText(file))
  if (faults.length > 0) {
    const lines = faults.map(({ line, path, code }) =>
      faultLine({ file, line, words: path ? `${path}: ${code}` : code }),
    )
    throw new UserError([`${file} is not right; nothing was written`, ...lines].join('\n'))
  }
  const batch = { [kind]: records.map(({ record }) => record) }
  return writeImport(database, batch, { origin: `import ${kind}`, dryRun, say })
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UserError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
