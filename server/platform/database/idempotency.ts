import { createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { Failure } from '../../../contract/errors.ts'
import { tablesOf } from './index.ts'
import type { Database, Executor } from './index.ts'

const tables = tablesOf('platform')

/** What makes a retry a retry: the caller's scope, their key, and the body it was used with. */
export type Idempotency = { scope: string; key: string; hash: Buffer }

/**
 * The key of the hashes: outside the database, so that nobody who has that can find a telephone
 * number again by trying. Until it is set, one that lasts as long as the process.
 */
let hashKey: string | Buffer = randomBytes(32)

/** Sets the installation's key of request hashes; all its processes need the same. */
export function keyRequestHashes(secret: string): void {
  hashKey = secret
}

/** Builds the key of a request. The body is hashed as parsed, so white space does not matter. */
export function idempotency(scope: string, key: string, body: unknown): Idempotency {
  return { scope, key, hash: createHmac('sha256', hashKey).update(JSON.stringify(body)).digest() }
}

/** The first answer to this key, or null. A key used before with another body is an error. */
export async function firstAnswer(executor: Executor, once: Idempotency): Promise<unknown> {
  const row = await tables(executor)
    .selectFrom('platform.idempotency')
    .select(['request_hash', 'response'])
    .where('scope', '=', once.scope)
    .where('key', '=', once.key)
    .executeTakeFirst()
  if (!row) return null
  if (!once.hash.equals(row.request_hash)) throw new Failure('idempotency_mismatch')
  return row.response
}

/**
 * Does `work` once per key, in one transaction with the key itself. A repeat gets the first answer,
 * a race waits for the first to commit (the unique key is the lock), another body is a 422.
 */
export async function once<Result>(
  database: Database,
  key: Idempotency,
  work: (tx: Executor) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (tx) => {
    const taken = await tables(tx)
      .insertInto('platform.idempotency')
      .values({ scope: key.scope, key: key.key, request_hash: key.hash })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (taken.numInsertedOrUpdatedRows === 0n) return (await firstAnswer(tx, key)) as Result
    const result = await work(tx)
    await tables(tx)
      .updateTable('platform.idempotency')
      .set({ response: sql`${JSON.stringify(result)}::jsonb` })
      .where('scope', '=', key.scope)
      .where('key', '=', key.key)
      .execute()
    return result
  })
}
