import { createHash, randomBytes } from 'node:crypto'
import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'

const tables = tablesOf('exchange')

/** Who calls, by the hash of their key; the key itself is kept nowhere. */
export type ApiKey = { hash: Buffer; name: string; test: boolean }

const hashOf = (key: string) => createHash('sha256').update(key).digest()

/**
 * Lets a key in and returns it: a new random one unless `key` is given. The same key twice changes
 * nothing. Only random keys are long enough for use in earnest.
 */
export async function createApiKey(
  executor: Executor,
  options: { name: string; key?: string; test?: boolean },
): Promise<string> {
  const key = options.key ?? randomBytes(24).toString('base64url')
  await tables(executor)
    .insertInto('exchange.api_keys')
    .values({ hash: hashOf(key), name: options.name, test: options.test ?? false })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
  return key
}

/** Whose key this is; null for one that is unknown or revoked. */
export async function findApiKey(executor: Executor, key: string): Promise<ApiKey | null> {
  const row = await tables(executor)
    .selectFrom('exchange.api_keys')
    .select(['hash', 'name', 'test'])
    .where('hash', '=', hashOf(key))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

/** What a client sent besides the report; given back to its own key only. */
export type Extras = { attributes: Record<string, string[]>; mediaUrl: string | null }

/** Keeps which key brought a case; a repeat changes nothing. */
export async function keepSubmission(
  executor: Executor,
  caseId: string,
  key: ApiKey,
  extras: Extras,
): Promise<void> {
  await tables(executor)
    .insertInto('exchange.submissions')
    .values({ case_id: caseId, api_key: key.hash, attributes: JSON.stringify(extras) })
    .onConflict((conflict) => conflict.column('case_id').doNothing())
    .execute()
}

/** Which of the cases this key brought, with what it sent; none without a key. */
export async function submissionsOf(
  executor: Executor,
  key: ApiKey | null,
  caseIds: string[],
): Promise<Map<string, Extras>> {
  if (!key || caseIds.length === 0) return new Map()
  const rows = await tables(executor)
    .selectFrom('exchange.submissions')
    .select(['case_id', 'attributes'])
    .where('api_key', '=', key.hash)
    .where('case_id', 'in', caseIds)
    .execute()
  return new Map(rows.map((row) => [row.case_id, row.attributes as Extras]))
}

/** Destroys what a client sent besides a report; that it brought the report stays. */
export async function eraseSubmission(tx: Executor, caseId: string): Promise<void> {
  const nothing: Extras = { attributes: {}, mediaUrl: null }
  await tables(tx)
    .updateTable('exchange.submissions')
    .set({ attributes: JSON.stringify(nothing) })
    .where('case_id', '=', caseId)
    .execute()
}
