import { mostAtOnce } from '../../../contract/bulk.ts'
import { newKey } from '../../../contract/client.ts'
import { api, keys, queryClient } from '../api.ts'
import type { BulkResult } from './use-bulk.ts'

/**
 * Takes back what was just done to many, each as it stood when that was done: who acted since is not
 * overrun. Answers how it went with each.
 */
export async function undoMany(done: BulkResult[]): Promise<BulkResult[]> {
  const action = { type: 'undo', input: {} } as const
  const all: BulkResult[] = []
  try {
    for (let at = 0; at < done.length; at += mostAtOnce) {
      const cases = done
        .slice(at, at + mostAtOnce)
        .map(({ id, version }) => ({ id, version: version! }))
      const idempotencyKey = newKey()
      all.push(...(await api.actOnCases({ body: { cases, action }, idempotencyKey })).results)
    }
    return all
  } finally {
    for (const queryKey of [keys.lists, keys.counts, keys.cases]) {
      void queryClient.invalidateQueries({ queryKey })
    }
  }
}
