import { Failure } from '../../contract/errors.ts'
import { codeOf } from '../../contract/records/kinds.ts'
import type { AnyRecord } from '../../contract/records/kinds.ts'
import type { KindName } from '../../contract/records/shared.ts'
import { once } from '../platform/database/idempotency.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import type { RecordStore, Writer, Written } from '../platform/records/index.ts'
import { writerOf } from './commands.ts'
import type { Command } from './commands.ts'
import { parseRecordFile } from './files.ts'
import type { FileFormat, LineFault } from './files.ts'
import { periodFaults } from './periods.ts'

export type Imported = Written & { written: boolean; faults: LineFault[] }

/** A screen shows no more, and a file of another kind has a fault in every line. */
const mostFaults = 1_000

/**
 * Brings the records of a file in, all or, with any fault in any line, none. A dry run does
 * everything but keep it.
 */
export async function importRecords(
  database: Database,
  store: RecordStore,
  kind: KindName,
  file: { format: FileFormat; text: string; dryRun: boolean },
  command: Command,
): Promise<Imported> {
  const work = (tx: Executor) => writeFile(tx, store, kind, file, writerOf(command))
  if (file.dryRun) return undone(database, work)
  return undoneWithFaults(() =>
    once(database, command.key, async (tx) => {
      const result = await work(tx)
      if (result.faults.length > 0) throw new Refused(result)
      return { ...result, written: true }
    }),
  )
}

/** Carries a result out of a transaction that is to be rolled back. */
class Refused extends Error {
  result: Imported

  constructor(result: Imported) {
    super('refused')
    this.result = result
  }
}

async function undoneWithFaults(work: () => Promise<Imported>): Promise<Imported> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused) return error.result
    throw error
  }
}

function undone(database: Database, work: (tx: Executor) => Promise<Imported>): Promise<Imported> {
  return undoneWithFaults(() =>
    database.transaction(async (tx) => {
      throw new Refused(await work(tx))
    }),
  )
}

async function writeFile(
  tx: Executor,
  store: RecordStore,
  kind: KindName,
  { format, text }: { format: FileFormat; text: string },
  writer: Writer,
): Promise<Imported> {
  const { records: rows, faults } = parseRecordFile(kind, format, text)
  const records: AnyRecord[] = rows.map(({ record }) => record)
  const lineOf = (index: number) => rows[index]?.line ?? 1

  await store.lock(tx)
  const codes = [...new Set(records.map((record) => codeOf(kind, record)))]
  const stored = await store.read(kind).read(tx, codes)
  for (const { index, path, code } of periodFaults(kind, records, stored)) {
    faults.push({ line: lineOf(index), path, code })
  }
  let written: Written = { added: 0, changed: 0, same: 0 }
  try {
    written = await store.write(tx, { [kind]: records }, writer)
  } catch (error) {
    if (!(error instanceof Failure) || !error.fields) throw error
    for (const field of error.fields) {
      const [, index, ...path] = field.path.split('.')
      faults.push({ line: lineOf(Number(index)), path: path.join('.'), code: field.code })
    }
  }
  faults.sort((a, b) => a.line - b.line)
  return { ...written, written: false, faults: faults.slice(0, mostFaults) }
}
