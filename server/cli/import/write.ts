import { Failure } from '../../../contract/errors.ts'
import { keyOf } from '../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../contract/records/kinds.ts'
import { kindNames } from '../../../contract/records/shared.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import type { Database, Executor } from '../../platform/database/index.ts'
import type { Batch, Written } from '../../platform/records/index.ts'
import { records } from '../../records.ts'
import { UserError } from '../errors.ts'

/** What an import did, or would do, kind by kind. */
export type Imported = { kind: KindName; written: Written }[]

/** Ends a transaction whose work was only to be seen. */
class DryRun extends Error {}

/**
 * Writes records and what belongs to them in one transaction, whole or not at all. A dry run does
 * all of it and takes it back, so that what it tells is what would happen.
 * @throws UserError naming every record that refers to nothing
 */
export async function writeImport(
  database: Database,
  batch: Batch,
  options: {
    origin: string
    dryRun: boolean
    say: (line: string) => void
    /** Write so many at a time, for lists in which what is referred to comes first. */
    atOnce?: number
    also?: (tx: Executor) => Promise<void>
  },
): Promise<Imported> {
  const { origin, dryRun, say, atOnce = Infinity, also } = options
  const imported: Imported = []
  try {
    await database.transaction(async (tx) => {
      for (const kind of kindNames) {
        const list = batch[kind] ?? []
        if (list.length === 0) continue
        const sum: Written = { added: 0, changed: 0, same: 0 }
        for (let from = 0; from < list.length; from += atOnce) {
          const part = list.slice(from, from + atOnce)
          say(
            `  ${dryRun ? 'comparing' : 'writing'} ${kind}: ${from + part.length} of ${list.length}`,
          )
          const written = await records.write(tx, { [kind]: part }, { actor: null, origin })
          sum.added += written.added
          sum.changed += written.changed
          sum.same += written.same
        }
        imported.push({ kind, written: sum })
      }
      await also?.(tx)
      if (dryRun) throw new DryRun()
    })
  } catch (error) {
    if (error instanceof Failure) throw new UserError(danglingWords(error, batch))
    if (!(error instanceof DryRun)) throw error
  }
  return imported
}

/** `agencies 19789 2025-07-01: parent: unknown`, a line for each. */
function danglingWords({ fields = [] }: Failure, batch: Batch): string {
  const lines = fields.map(({ path, code }) => {
    const [kind, index, ...field] = path.split('.') as [KindName, string, ...string[]]
    const record = batch[kind]?.[Number(index)] as AnyRecord | undefined
    return `${kind} ${record ? keyOf(kind, record) : index}: ${field.join('.')}: ${code}`
  })
  return [...lines, 'nothing was written'].join('\n')
}

/** `units: 174 added, 0 changed, 40 the same`, a line for each kind. */
export function importedLines(imported: Imported): string[] {
  return imported.map(
    ({ kind, written: { added, changed, same } }) =>
      `${kind}: ${added} added, ${changed} changed, ${same} the same`,
  )
}
