import type { AuditEntry, AuditFilter } from '../../../contract/audit.ts'
import { csvFile } from '../../../contract/csv.ts'
import type { Viewer } from '../../identity/index.ts'
import { appendAudit, readEntries } from '../../platform/audit/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import { today } from '../queries.ts'
import { wantedOf, withNames } from './queries.ts'

const mostRows = 50_000
const pageSize = 5_000

const columns = {
  seq: ({ seq }) => seq,
  at: ({ at }) => at,
  kind: ({ kind }) => kind,
  actor_kind: ({ actor }) => actor.kind,
  actor: ({ actor }) => actor.name,
  actor_id: ({ actor }) => actor.id,
  subject: ({ subject }) => subject?.name,
  subject_id: ({ subject }) => subject?.id,
  data: ({ data }) => JSON.stringify(data),
  hash: ({ hash }) => hash,
} satisfies Record<string, (entry: AuditEntry) => string | number | null | undefined>

/** The log as a CSV file for spreadsheets; that it was taken is told in the log. */
export async function exportAudit(
  executor: Executor,
  filter: AuditFilter,
  viewer: Viewer,
): Promise<{ name: string; text: string; rows: number; cut: boolean }> {
  const wanted = await wantedOf(executor, filter)
  const data: (string | number | null | undefined)[][] = []
  let after: string | undefined
  let cut = false
  for (;;) {
    const page = await readEntries(executor, { ...wanted, after, limit: pageSize })
    const named = await withNames(executor, page)
    data.push(...named.map((entry) => Object.values(columns).map((cell) => cell(entry))))
    after = page.at(-1)?.cursor
    if (page.length < pageSize) break
    cut = data.length >= mostRows
    if (cut) break
  }
  const filters = Object.entries(filter).flatMap(([name, value]) => (value ? [name] : []))
  await appendAudit(executor, {
    kind: 'export',
    actorKind: 'staff',
    actor: viewer.id,
    data: { rows: data.length, filters },
  })
  return {
    name: `audit-${await today(executor)}.csv`,
    text: csvFile(Object.keys(columns), data),
    rows: data.length,
    cut,
  }
}
