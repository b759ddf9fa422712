import type { KeyObject } from 'node:crypto'
import type pg from 'pg'
import type { Executor } from '../platform/database/index.ts'
import { VaultError, decrypt, encrypt } from './cipher.ts'
import { beAlone, connected, inTransaction } from './connection.ts'
import { indexKeyContext, keysOf, loadKeys } from './keys.ts'
import type { Registered } from './keys.ts'
import type { KeySource, MasterKey } from './master-keys.ts'
import { dataKeyOf } from './reporter.ts'

const batch = 1_000

/** Where persons are: each table with the column that names them. */
const persons = [
  { table: 'vault.reporters', id: 'case_id' },
  { table: 'vault.citizens', id: 'id' },
] as const
type Persons = (typeof persons)[number]

type WrappedRow = { id: string; key_id: string; wrapped_key: Buffer }

/** What became of the master keys, by their ids. */
export type Rotation = { current: string; retired: string[]; rewrapped: number }

/**
 * Puts every person's data key under a new master key, while reports come in. Interrupted, the next
 * run goes on with the same new key. When it returns the database needs none of the retired keys, and
 * a process that does not know yet has its rows refused, reads the keys again and repeats them.
 * @throws VaultError when a key is missing, or there is no new one to change to
 */
export async function rotateMasterKey(options: {
  executor: Executor
  url: string
  keys: KeySource
}): Promise<Rotation> {
  const { executor, url, keys: source } = options
  await loadKeys(executor, source)
  return connected(url, async (client) => {
    await beAlone(client)
    const before = await registered(client)
    // All of them must be there before anything is changed.
    keysOf(before, source)
    if (before.length === 1 && firstOf(source).id === before[0]!.id) source.add()
    const target = firstOf(source)
    await register(client, source, before, target)
    let rewrapped = 0
    for (const kind of persons) rewrapped += await rewrapAll(client, source, target, kind)
    const retired = await retire(client, source, target)
    return { current: target.id, retired: retired.ids, rewrapped: rewrapped + retired.rewrapped }
  })
}

function firstOf(source: KeySource): MasterKey {
  const [first] = source.read() ?? []
  if (!first) throw new VaultError(`${source.name} holds no key`)
  return first
}

async function registered(client: pg.Client): Promise<Registered[]> {
  const { rows } = await client.query<Registered>(
    'select id, index_key from vault.master_keys order by position desc',
  )
  return rows
}

/** From here on whoever reads the keys writes under the new one. */
async function register(
  client: pg.Client,
  source: KeySource,
  before: Registered[],
  target: MasterKey,
): Promise<void> {
  if (before.some(({ id }) => id === target.id)) return
  const [{ id, index_key: sealed }] = before as [Registered]
  const indexKey = decrypt(keyOf(source, id), sealed, indexKeyContext)
  await client.query('insert into vault.master_keys (id, index_key) values ($1, $2)', [
    target.id,
    encrypt(target.key, indexKey, indexKeyContext),
  ])
}

function keyOf(source: KeySource, id: string): KeyObject {
  const found = source.read()?.find((candidate) => candidate.id === id)
  if (!found) throw new VaultError(`${source.name} does not hold key ${id}`)
  return found.key
}

async function rewrapAll(
  client: pg.Client,
  source: KeySource,
  target: MasterKey,
  kind: Persons,
): Promise<number> {
  let rewrapped = 0
  for (let last: string | null = null; ;) {
    const rows: WrappedRow[] = await nextRows(client, target, kind, last)
    if (rows.length === 0) return rewrapped
    rewrapped += await rewrap(client, source, target, kind, rows)
    last = rows.at(-1)!.id
  }
}

async function nextRows(
  client: pg.Client,
  target: MasterKey,
  { table, id }: Persons,
  after: string | null,
): Promise<WrappedRow[]> {
  const { rows } = await client.query<WrappedRow>(
    `select ${id} as id, key_id, wrapped_key from ${table}
     where key_id <> $1 and ($2::uuid is null or ${id} > $2) order by ${id} limit $3`,
    [target.id, after, batch],
  )
  return rows
}

async function rewrap(
  client: pg.Client,
  source: KeySource,
  target: MasterKey,
  { table, id: idColumn }: Persons,
  rows: WrappedRow[],
): Promise<number> {
  const ring = new Map(source.read()?.map(({ id, key }) => [id, key]))
  const wrapped = rows.map(({ id, key_id: keyId, wrapped_key: old }) => {
    const key = ring.get(keyId)
    if (!key) throw new VaultError(`${source.name} does not hold key ${keyId}`)
    const dataKey = decrypt(key, old, dataKeyOf(id))
    return encrypt(target.key, dataKey, dataKeyOf(id))
  })
  const { rowCount } = await client.query(
    `update ${table} r set key_id = $1, wrapped_key = n.wrapped_key
     from unnest($2::uuid[], $3::text[], $4::bytea[]) as n(id, key_id, wrapped_key)
     where r.${idColumn} = n.id and r.key_id = n.key_id`,
    [target.id, rows.map((row) => row.id), rows.map((row) => row.key_id), wrapped],
  )
  return rowCount ?? 0
}

/**
 * Takes the older keys out of use. Locked, they take no new rows, and those under way have come: what
 * is left is re-wrapped, and then nothing stands under them any more.
 */
async function retire(
  client: pg.Client,
  source: KeySource,
  target: MasterKey,
): Promise<{ ids: string[]; rewrapped: number }> {
  return inTransaction(client, async () => {
    const older = await client.query<{ id: string }>(
      'select id from vault.master_keys where id <> $1 order by position for update',
      [target.id],
    )
    let rewrapped = 0
    for (const kind of persons) rewrapped += await rewrapAll(client, source, target, kind)
    await client.query('delete from vault.master_keys where id <> $1', [target.id])
    return { ids: older.rows.map(({ id }) => id), rewrapped }
  })
}
