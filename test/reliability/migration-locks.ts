import pg from 'pg'
import { knownMigrations } from '../../server/db/migrate.ts'

/** The tables that grow with a province's years. */
export const grownTables = [
  'cases.cases',
  'cases.actions',
  'vault.reporters',
  'audit.entries',
  'platform.events',
  'platform.idempotency',
]

/** What one migration did to the tables that were full, ms from the lock to the commit. */
export type Migrated = {
  name: string
  ms: number
  /** Nobody reads them meanwhile (ACCESS EXCLUSIVE). */
  closed: Record<string, number>
  /** Nobody writes to them meanwhile (SHARE and stronger), reads go on. */
  readOnly: Record<string, number>
  /** Copied row by row into new files. */
  rewritten: string[]
}

/** How often an onlooker looks, ms: a hold is told too short by so much at most, and by its delay. */
const lookMs = 2

/**
 * Brings an empty database from the first migration to the last, with `rows` made-up reports in it
 * from the migration on that makes their tables, and tells what each migration held up. A lock is held
 * until its transaction ends, so a hold is the time from when an onlooker first sees it to the commit.
 */
export async function measureMigrations(
  url: string,
  rows: number,
  say: (line: string) => void = () => {},
): Promise<Migrated[]> {
  const client = new pg.Client({ connectionString: url })
  const onlooker = new pg.Client({ connectionString: url })
  await client.connect()
  await onlooker.connect()
  const measured: Migrated[] = []
  try {
    await client.query(`create table public.migrations (
      name text primary key, hash text not null, at timestamptz not null default now())`)
    for (const { name, sql, hash } of await knownMigrations()) {
      const before = await filesOf(client)
      const held = watch(onlooker, (await backend(client)).pid)
      const startedAt = performance.now()
      await client.query('begin')
      await client.query(sql)
      await client.query('insert into public.migrations (name, hash) values ($1, $2)', [name, hash])
      await client.query('commit')
      const ms = performance.now() - startedAt
      const { closed, readOnly } = await held.end()
      const after = await filesOf(client)
      const rewritten = Object.keys(before).filter((table) => before[table] !== after[table])
      measured.push({ name, ms, closed, readOnly, rewritten })
      say(line(measured.at(-1)!))
      if (name.startsWith('0003_')) {
        await fill(client, rows)
        say(`      ${rows} reports filled in`)
      }
    }
    return measured
  } finally {
    await client.end()
    await onlooker.end()
  }
}

/** One line for a person. */
export function line({ name, ms, closed, readOnly, rewritten }: Migrated): string {
  const list = (held: Record<string, number>) =>
    Object.entries(held)
      .map(([table, time]) => `${table} ${Math.round(time)}`)
      .join(', ') || '–'
  const copied = rewritten.length > 0 ? `; rewritten: ${rewritten.join(', ')}` : ''
  return `${name}: ${Math.round(ms)} ms; closed: ${list(closed)}; read only: ${list(readOnly)}${copied}`
}

async function backend(client: pg.Client): Promise<{ pid: number }> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]!
}

/** The files of the tables that hold rows: another one by the end is a table written anew. */
async function filesOf(client: pg.Client): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const table of grownTables) {
    const { rows } = await client.query<{ file: string | null }>(
      'select pg_relation_filenode(to_regclass($1))::text as file',
      [table],
    )
    if (!rows[0]!.file) continue
    const filled = await client.query(`select from ${table} limit 1`)
    if (filled.rowCount) files[table] = rows[0]!.file
  }
  return files
}

/** Looks at the locks of one connection until it is told to end. */
function watch(onlooker: pg.Client, pid: number) {
  const first = new Map<string, { at: number; mode: string; table: string }>()
  let isOver = false
  const looking = (async () => {
    while (!isOver) {
      const { rows } = await onlooker.query<{ table: string; mode: string }>(
        `select c.oid::regclass::text as "table", l.mode from pg_locks l
        join pg_class c on c.oid = l.relation
        where l.pid = $1 and l.granted and c.oid = any($2::text[]::regclass[])
          and l.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')`,
        [pid, await existing(onlooker)],
      )
      const at = performance.now()
      for (const { table, mode } of rows) {
        const key = `${table} ${mode}`
        if (!first.has(key)) first.set(key, { at, mode, table })
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs))
    }
  })()
  return {
    async end() {
      const end = performance.now()
      isOver = true
      await looking
      const closed: Record<string, number> = {}
      const readOnly: Record<string, number> = {}
      for (const { at, mode, table } of first.values()) {
        const held = mode === 'AccessExclusiveLock' ? closed : readOnly
        held[table] = Math.max(held[table] ?? 0, end - at)
      }
      // Where nobody reads nobody writes: told once.
      for (const [table, time] of Object.entries(closed)) {
        if ((readOnly[table] ?? 0) <= time) delete readOnly[table]
      }
      return { closed, readOnly }
    },
  }
}

async function existing(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select name from unnest($1::text[]) as name where to_regclass(name) is not null',
    [grownTables],
  )
  return rows.map(({ name }) => name)
}

/** Reports as the first release kept them: two lines of log, a reporter, two events, one key each. */
async function fill(client: pg.Client, rows: number): Promise<void> {
  const uuid = `md5('case ' || n)::uuid`
  const at = `timestamptz '2026-01-01' + n * interval '20 seconds'`
  for (const statement of [
    `insert into cases.cases (id, number, status, channel, subject, class, description, commune, lat, lon,
      address, search, agency, published_title, published_text, public, answered_at, submitted_at,
      updated_at, due_at)
    select ${uuid}, lpad(n::text, 10, '0'), case when n % 3 = 0 then 'published' else 'submitted' end,
      'web', 'GT01', 'T', repeat('Ổ gà sâu trước cổng trường, trời mưa nước đọng. ', 4), '19789',
      16.4 + (n % 1000) / 5000.0, 107.5 + (n % 777) / 4000.0, n || ' đường Lê Lợi',
      repeat('o ga sau truoc cong truong, troi mua nuoc dong. ', 4), case when n % 2 = 0 then 'X19789' end,
      case when n % 3 = 0 then 'Ổ gà' end, case when n % 3 = 0 then 'Ổ gà sâu trước cổng trường.' end,
      n % 3 = 0, case when n % 3 = 0 then ${at} end, ${at}, ${at}, ${at} + interval '7 days'
    from generate_series(1, $1::int) n`,
    `insert into cases.actions (case_id, seq, type, actor_kind, input, at)
    select ${uuid}, seq, case seq when 1 then 'submit' else 'accept' end,
      case seq when 1 then 'reporter' else 'staff' end, '{"channel": "web"}', ${at}
    from generate_series(1, $1::int) n, generate_series(1, 2) seq`,
    `insert into vault.reporters (case_id, code, name, phone, at)
    select ${uuid}, lpad(n::text, 12, '0'), 'Lê Thị Hồng', '0912345678', ${at}
    from generate_series(1, $1::int) n`,
    `insert into platform.events (position, type, subject, audience, at)
    select n * 2 + part, 'cases.changed', ${uuid}, '{centre}', ${at}
    from generate_series(1, $1::int) n, generate_series(0, 1) part`,
    `insert into platform.idempotency (scope, key, request_hash, response, at)
    select 'POST /api/reports', n, '', '{}', ${at} from generate_series(1, $1::int) n`,
  ]) {
    await client.query(statement, [rows])
  }
  await client.query('analyze')
}
