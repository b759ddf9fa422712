import { createSecretKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { VaultError, decrypt, deriveKey, encrypt } from './cipher.ts'
import type { KeySource, MasterKey } from './master-keys.ts'

const tables = tablesOf('vault')
export const indexKeyContext = 'index key'

/** What it takes to seal and open persons. */
export type Keys = {
  /** The master key to seal under. */
  current: MasterKey
  /** Every master key that a person is sealed under at present. */
  byId: ReadonlyMap<string, KeyObject>
  /** Of the searchable fingerprints. */
  code: KeyObject
  phone: KeyObject
  email: KeyObject
  /** Of fingerprints that other domains keep, and of their short-lived texts. */
  print: KeyObject
  text: KeyObject
}

/** A master key as the database knows it: by its fingerprint, with the index key sealed under it. */
export type Registered = { id: string; index_key: Buffer }

/**
 * The keys of a database: those it names, from where they are kept. The first use of all makes them.
 * @throws VaultError when a key that persons are sealed under is not there
 */
export async function loadKeys(executor: Executor, source: KeySource): Promise<Keys> {
  let registered = await registeredKeys(executor)
  if (registered.length === 0) registered = await register(executor, source)
  return keysOf(registered, source)
}

/** The master keys the database names, the newest first; none before the first use. */
async function registeredKeys(executor: Executor): Promise<Registered[]> {
  return tables(executor)
    .selectFrom('vault.master_keys')
    .select(['id', 'index_key'])
    .orderBy('position', 'desc')
    .execute()
}

/** Of processes that start at once on an empty database one names its key; the others find it. */
async function register(executor: Executor, source: KeySource): Promise<Registered[]> {
  if (source.read() === null) source.create()
  const [first] = source.read() ?? []
  if (!first) throw new VaultError(`${source.name} holds no key`)
  return executor.transaction().execute(async (tx) => {
    await sql`lock table vault.master_keys in exclusive mode`.execute(tx)
    const found = await registeredKeys(tx)
    if (found.length > 0) return found
    const made = { id: first.id, index_key: encrypt(first.key, randomBytes(32), indexKeyContext) }
    await tables(tx).insertInto('vault.master_keys').values(made).execute()
    return [made]
  })
}

/**
 * Matches what the database names with what there is.
 * @throws VaultError when one is missing; the text names keys by their ids and is for administrators
 */
export function keysOf(registered: Registered[], source: KeySource): Keys {
  const ring = source.read()
  if (ring === null) {
    throw new VaultError(
      `${source.name} is missing, and persons are sealed under it (key ${registered[0]!.id}): ` +
        'put it back from where it was kept',
    )
  }
  const byId = new Map(ring.map(({ id, key }) => [id, key]))
  const missing = registered.find(({ id }) => !byId.has(id))
  if (missing) {
    throw new VaultError(
      `${source.name} is not the master key of this database: it needs key ${missing.id} and there ` +
        `is ${ring.map(({ id }) => id).join(', ') || 'none'}`,
    )
  }
  const { id, index_key: sealed } = registered[0]!
  const key = byId.get(id)!
  const indexKey = createSecretKey(decrypt(key, sealed, indexKeyContext))
  return {
    current: { id, key },
    byId,
    code: deriveKey(indexKey, 'code'),
    phone: deriveKey(indexKey, 'phone'),
    email: deriveKey(indexKey, 'email'),
    print: deriveKey(indexKey, 'print'),
    text: deriveKey(indexKey, 'text'),
  }
}
