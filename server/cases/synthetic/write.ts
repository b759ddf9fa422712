import pg from 'pg'
import { copyRows } from '../../platform/database/copy.ts'
import type { CopyValue } from '../../platform/database/copy.ts'
import { reporterCopy, reporterCopyRow } from '../../vault/index.ts'
import type { Seal, Vault } from '../../vault/index.ts'
import type { CaseRecord } from '../tables.ts'
import type { Case, World } from './case.ts'
import { familiesFor, provinceOf } from './province.ts'
import { createRecurrence } from './recurrence.ts'

/** How far a province was written; kept in `platform.settings` under this key. */
const settingKey = 'synthetic_province'
export type Written = {
  seed: number
  /** The end of its history. */
  end: string
  /** Families of which every report is there, and how many reports those are. */
  families: number
  reports: number
  /** The run that is under way, or was broken off: up to which family, how many cases are written. */
  run: { to: number; cases: number; reports: number } | null
}

/** A generator's run was asked for something that the database does not allow. */
export class SyntheticError extends Error {
  override name = 'SyntheticError'
}

const caseColumns = [
  'id',
  'number',
  'version',
  'status',
  'channel',
  'subject',
  'class',
  'description',
  'agency_text',
  'agency_search',
  'commune',
  'lat',
  'lon',
  'address',
  'address_key',
  'search',
  'agency',
  'officer',
  'return_to',
  'question',
  'answer',
  'published_title',
  'published_text',
  'published_answer',
  'public',
  'answered_at',
  'rating',
  'rating_comment',
  'guidance',
  'reopenings',
  'submitted_at',
  'updated_at',
  'due_at',
  'hand_back_until',
  'paused_at',
  'hand_backs',
  'type',
  'answers',
  'merged_into',
  'split_from',
  'extension',
  'extensions',
  'reminders',
  'escalation',
  'urgent',
  'progress_due_at',
  'recurs',
  'callback',
] as unknown as (keyof CaseRecord)[]
const actionColumns = [
  'case_id',
  'seq',
  'type',
  'actor_kind',
  'actor_id',
  'actor_agency',
  'input',
  'at',
  'clock_before',
]
const consentColumns = ['case_id', 'purpose', 'version', 'language', 'channel', 'at']

/** Cases in one transaction. */
const batchSize = 500

/** Any constant of its own: one process at a time writes a province. */
const lock = 7_411_041

/** What was written so far; null: no province. */
export async function readWritten(client: pg.ClientBase): Promise<Written | null> {
  const { rows } = await client.query<{ value: Written }>(
    'select value from platform.settings where key = $1',
    [settingKey],
  )
  return rows[0]?.value ?? null
}

/**
 * Writes an invented province of at least so many reports, or what is missing of it: a call that was
 * broken off goes on, a repeated one adds nothing. Each batch is a transaction of its own that also
 * keeps how far it got. `ownerUrl` is the database owner's: the audit log is told of the run as a
 * whole, by its command, and its trigger stands still in the transactions of the run alone.
 * @throws SyntheticError where there are reports of people, or a province of another seed
 */
export async function writeProvince({
  ownerUrl,
  vault,
  worldAt,
  seed,
  reports,
  now,
  tell,
  progress = () => {},
  signal,
}: {
  ownerUrl: string
  vault: Vault
  /** The world of a history that ends then. */
  worldAt(end: Date): Promise<World>
  seed: number
  reports: number
  now: Date
  /** Tells the audit log of a run before it begins: up to when its history reaches. */
  tell(until: string): Promise<void>
  progress?: (done: number, of: number) => void
  signal?: AbortSignal | undefined
}): Promise<{ added: number; written: Written }> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'nhip-synthetic' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    const before = await readWritten(client)
    if (before && before.seed !== seed) {
      throw new SyntheticError(
        `this installation has the invented province of seed ${before.seed}: another seed needs an empty installation`,
      )
    }
    const written = before ?? {
      seed,
      end: now.toISOString(),
      families: 0,
      reports: 0,
      run: null,
    }
    const world = await worldAt(new Date(written.end))
    const cases = { added: 0 }
    if (!written.run && written.reports >= reports) return { added: 0, written }
    await tell(written.end)
    while (written.run || written.reports < reports) {
      if (!written.run) {
        const planned = familiesFor(world, written.families, reports - written.reports)
        written.run = { to: planned.to, cases: 0, reports: planned.reports }
      }
      const finished = await writeRun(client, { world, vault, written, cases, progress, signal })
      if (!finished) break
    }
    return { added: cases.added, written }
  } finally {
    await client.end()
  }
}

async function writeRun(
  client: pg.Client,
  {
    world,
    vault,
    written,
    cases,
    progress,
    signal,
  }: {
    world: World
    vault: Vault
    written: Written
    cases: { added: number }
    progress: (done: number, of: number) => void
    signal: AbortSignal | undefined
  },
): Promise<boolean> {
  const run = written.run!
  const recurrence = createRecurrence()
  const total = written.reports + run.reports
  let toSkip = run.cases
  let batch: Case[] = []

  async function flush(): Promise<void> {
    if (batch.length === 0) return
    const rows = batch
    batch = []
    run.cases += rows.length
    await vault.write((seal) => writeBatch(client, rows, seal, written))
    cases.added += rows.length
    progress(Math.min(total, written.reports + run.cases), total)
  }

  for (const today of provinceOf(world, { from: written.families, to: run.to })) {
    for (const life of today) {
      life.row.recurs = recurrence.countAndAdd(life)
      if (toSkip > 0) toSkip -= 1
      else batch.push(life)
      if (batch.length >= batchSize) await flush()
      if (signal?.aborted) return false
    }
  }
  await flush()
  written.families = run.to
  written.reports = total
  written.run = null
  await keep(client, written)
  await client.query('analyze cases.cases')
  await client.query('analyze cases.actions')
  return true
}

async function keep(client: pg.Client, written: Written): Promise<void> {
  await client.query(
    `insert into platform.settings (key, value) values ($1, $2)
    on conflict (key) do update set value = excluded.value`,
    [settingKey, JSON.stringify(written)],
  )
}

async function writeBatch(
  client: pg.Client,
  batch: Case[],
  seal: Seal,
  written: Written,
): Promise<void> {
  await client.query('begin')
  try {
    await client.query('alter table cases.actions disable trigger actions_audited')
    await copyRows(
      client,
      'cases.cases',
      caseColumns,
      batch.map(({ row }) => caseColumns.map((column) => valueOf(row[column]))),
    )
    await copyRows(client, 'cases.actions', actionColumns, batch.flatMap(actionRows))
    await copyRows(client, 'cases.consents', consentColumns, batch.flatMap(consentRows))
    const { table, columns } = reporterCopy
    const persons = batch.map(({ row, code, reporter }) =>
      reporterCopyRow(row.id, seal({ caseId: row.id, code, ...reporter, citizenId: null })),
    )
    await copyRows(client, table, columns, persons)
    await keep(client, written)
    await client.query('alter table cases.actions enable trigger actions_audited')
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

function valueOf(value: unknown): CopyValue {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
    ? JSON.stringify(value)
    : (value as CopyValue)
}

function actionRows({ row, log }: Case): CopyValue[][] {
  return log.map((line, index) => [
    row.id,
    index + 1,
    line.type,
    line.actor_kind,
    line.actor_id,
    line.actor_agency,
    JSON.stringify(line.input),
    line.at,
    line.clock_before,
  ])
}

function consentRows({ row, consents }: Case): CopyValue[][] {
  return consents.map(({ purpose, version, language }) => [
    row.id,
    purpose,
    version,
    language,
    row.channel,
    row.submitted_at,
  ])
}
