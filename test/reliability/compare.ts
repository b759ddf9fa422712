import pg from 'pg'
import type { Executor } from '../../server/platform/database/index.ts'
import { openDatabase } from '../../server/platform/database/index.ts'
import { createVault, masterKeySource } from '../../server/vault/index.ts'
import type { Vault } from '../../server/vault/index.ts'
import type { Entry } from './ledger.ts'
import type { Reader } from './reader.ts'

/** What the database holds against what was promised; every list must be empty. */
export type Comparison = {
  /** Acknowledged, but not there, or not there as acknowledged. */
  lost: string[]
  /** There more than once. */
  doubled: string[]
  /** Rows that do not fit each other. */
  broken: string[]
  /** What readers of the live stream missed, were told twice or in the wrong order. */
  misread: string[]
  cases: number
  events: number
}

type CaseRow = { id: string; number: string; key: string; kept: unknown }
type ActionRow = { case_id: string; seq: number; type: string }

/** The reports of the load carry their key; those of the demo province were there before. */
const ofLoad = `c.description ~ '\\[[0-9a-f-]{36}\\]$'`

/** Compares ledger, database and readers. Nothing may be in flight and every event numbered. */
export async function compare(
  { url, dataDir }: { url: string; dataDir: string },
  entries: Entry[],
  readers: { reader: Reader; tag: string }[],
): Promise<Comparison> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { executor, close } = openDatabase(url)
  const vault = createVault({ executor, keys: masterKeySource({ dataDir }) })
  try {
    const result: Comparison = {
      lost: [],
      doubled: [],
      broken: await findBroken(client),
      misread: [],
      cases: 0,
      events: 0,
    }
    await compareReports(client, { vault, executor }, entries, result)
    await compareActions(client, entries, result)
    for (const { reader, tag } of readers) await compareReader(client, reader, tag, result)
    const { rows } = await client.query('select count(*)::int as count from platform.events')
    result.events = rows[0].count
    return result
  } finally {
    await close()
    await client.end()
  }
}

async function compareReports(
  client: pg.Client,
  { vault, executor }: { vault: Vault; executor: Executor },
  entries: Entry[],
  result: Comparison,
) {
  const { rows } = await client.query<CaseRow>(
    `select c.id, c.number, substring(c.description from '\\[([0-9a-f-]{36})\\]$') as key,
       (select i.response->>'id' from platform.idempotency i
         where i.scope = 'POST /api/reports'
           and i.key = substring(c.description from '\\[([0-9a-f-]{36})\\]$')) as kept
     from cases.cases c where ${ofLoad}`,
  )
  result.cases = rows.length
  const byKey = new Map<string, CaseRow>()
  for (const row of rows) {
    const twin = byKey.get(row.key)
    if (twin) result.doubled.push(`report ${row.key}: cases ${twin.id} and ${row.id}`)
    byKey.set(row.key, row)
    if (row.kept !== row.id) result.broken.push(`key of case ${row.id} keeps ${String(row.kept)}`)
  }
  const acknowledged = new Set<string>()
  for (const entry of entries) {
    if (entry.kind !== 'report') continue
    acknowledged.add(entry.key)
    const row = byKey.get(entry.key)
    const isSame =
      row?.id === entry.id &&
      row.number === entry.number &&
      (await vault.codeOfCase(executor, row.id)) === entry.code &&
      (await vault.caseOfCode(executor, entry.code)) === row.id
    if (!isSame) result.lost.push(`report ${entry.key}: ${row ? 'is another' : 'is not there'}`)
  }
  // Everything begun was acknowledged in the end, so a case without an entry came from nowhere.
  for (const key of byKey.keys()) {
    if (!acknowledged.has(key)) result.broken.push(`case of ${key} was never acknowledged`)
  }
}

async function compareActions(client: pg.Client, entries: Entry[], result: Comparison) {
  const { rows } = await client.query<ActionRow>(
    `select a.case_id, a.seq, a.type from cases.actions a join cases.cases c on c.id = a.case_id
     where a.type <> 'submit' and ${ofLoad}`,
  )
  const bySeq = new Map(rows.map((row) => [`${row.case_id} ${row.seq}`, row.type]))
  const counts = new Map<string, number>()
  for (const { case_id: id, type } of rows) {
    counts.set(`${id} ${type}`, (counts.get(`${id} ${type}`) ?? 0) + 1)
  }
  let acknowledged = 0
  for (const entry of entries) {
    if (entry.kind !== 'action') continue
    acknowledged += 1
    const name = `${entry.type} of case ${entry.caseId}`
    if (bySeq.get(`${entry.caseId} ${entry.version}`) !== entry.type) result.lost.push(name)
    if ((counts.get(`${entry.caseId} ${entry.type}`) ?? 0) > 1) result.doubled.push(name)
  }
  if (acknowledged !== rows.length) {
    result.broken.push(`${rows.length} actions in the log, ${acknowledged} acknowledged`)
  }
}

/** Each line is a question whose right answer is "none". */
const questions: Record<string, string> = {
  'case whose version is not the number of its actions': `
    select c.id::text as it from cases.cases c
    where c.version <> (select count(*) from cases.actions a where a.case_id = c.id)
       or c.version <> (select max(a.seq) from cases.actions a where a.case_id = c.id)`,
  'case without exactly one submission and one reporter': `
    select c.id::text as it from cases.cases c
    where (select count(*) from cases.actions a where a.case_id = c.id and a.type = 'submit') <> 1
       or (select count(*) from vault.reporters r where r.case_id = c.id) <> 1`,
  'action without exactly one event': `
    select a.case_id || ' ' || a.seq as it
    from cases.actions a
    left join platform.events e on e.subject = a.case_id
      and e.type = case a.type when 'submit' then 'cases.submitted' else 'cases.' || a.type end
      and coalesce((e.data->>'version')::int, 1) = a.seq
    group by a.case_id, a.seq having count(e.id) <> 1`,
  'event without an action': `
    select e.id::text as it from platform.events e
    where e.type like 'cases.%'
      and not exists (select from cases.actions a where a.case_id = e.subject
      and a.seq = coalesce((e.data->>'version')::int, 1))`,
  'event that is not numbered, or not alone with its number': `
    select min(id)::text as it from platform.events
    group by position having position is null or count(*) > 1`,
  'case whose events are numbered in another order than they happened': `
    select subject::text as it from (
      select subject, position, lag(position) over (
        partition by subject order by coalesce((data->>'version')::int, 1)) as before
      from platform.events where type like 'cases.%') as ordered
    where position <= before`,
  'key without an answer': `
    select scope || ' ' || key as it from platform.idempotency where response is null`,
}

async function findBroken(client: pg.Client): Promise<string[]> {
  const found: string[] = []
  for (const [what, question] of Object.entries(questions)) {
    const { rows } = await client.query<{ it: string }>(`${question} limit 20`)
    found.push(...rows.map(({ it }) => `${what}: ${it}`))
  }
  return found
}

async function compareReader(client: pg.Client, reader: Reader, tag: string, result: Comparison) {
  const name = `reader of ${tag}`
  result.misread.push(...reader.faults.map((fault) => `${name}: ${fault}`))
  const told = new Set(reader.positions)
  if (told.size !== reader.positions.length) {
    result.misread.push(`${name}: ${reader.positions.length - told.size} events told twice`)
  }
  const isRising = reader.positions.every(
    (position, index) => index === 0 || position > reader.positions[index - 1]!,
  )
  if (!isRising) result.misread.push(`${name}: positions out of order`)
  const { rows } = await client.query<{ position: string }>(
    'select position from platform.events where position > $1 and audience @> $2 order by position',
    [reader.start() ?? 0, [tag]],
  )
  const owed = new Set(rows.map((row) => Number(row.position)))
  const missed = [...owed].filter((position) => !told.has(position))
  const strange = [...told].filter((position) => !owed.has(position))
  if (missed.length > 0) result.misread.push(`${name}: ${missed.length} missed, ${missed[0]} first`)
  if (strange.length > 0) result.misread.push(`${name}: ${strange.length} not meant for it`)
}

/** The last position of a tag's events; null while some events have no number yet. */
export async function lastNumbered(url: string, tag: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ waiting: boolean; last: string | null }>(
      `select exists (select from platform.events where position is null) as waiting,
              (select max(position) from platform.events where audience @> $1) as last`,
      [[tag]],
    )
    return rows[0]!.waiting ? null : Number(rows[0]!.last ?? 0)
  } finally {
    await client.end()
  }
}
