import type { z } from 'zod'
import { bulkActions } from '../../contract/bulk.ts'
import type { BulkAction, actOnCases, previewBulk } from '../../contract/bulk.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { Failure } from '../../contract/errors.ts'
import type { DisabledReason } from '../../contract/field-report.ts'
import type { Viewer } from '../identity/index.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import { isUnavailable } from '../platform/database/index.ts'
import { abilities } from './policy.ts'
import { factsOf } from './record.ts'
import type { CaseRecord } from './tables.ts'

type Preview = z.output<typeof previewBulk.response>['cases'][number]
type Result = z.output<typeof actOnCases.response>['results'][number]

/** A case as far as it decides what can be done to it with others. */
export function presentChosen(row: CaseRecord, viewer: Viewer, now: Date): Preview {
  const { id, number, version } = row
  return {
    id,
    number,
    version,
    abilities: abilities({ kind: 'staff', viewer }, factsOf(row), now).filter(({ action }) =>
      bulkActions.includes(action as BulkAction),
    ),
  }
}

/**
 * One action on each of some cases, one after the other, each in its own transaction and under its
 * own part of the key: a repeat does what was not done and finds the rest done.
 */
export async function actOnEach(
  call: {
    cases: { id: string; version: number }[]
    action: ActionRequest
    once: (id: string) => Idempotency
  },
  perform: (one: {
    caseId: string
    version: number
    action: ActionRequest
    once: Idempotency
  }) => Promise<unknown>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const { id, version } of call.cases) {
    const { action } = call
    const outcome = await perform({ caseId: id, version, action, once: call.once(id) }).then(
      () => ({ outcome: 'done' as const, reason: null, by: null }),
      outcomeOf,
    )
    results.push({ id, ...outcome })
  }
  return results
}

/** How it went with one case, from its error; what is wrong with all of them is thrown on. */
function outcomeOf(error: unknown): Omit<Result, 'id'> {
  const none = { reason: null, by: null }
  if (isUnavailable(error)) return { outcome: 'failed', ...none }
  if (!(error instanceof Failure)) throw error
  const details = (error.details ?? {}) as { reason?: DisabledReason; by?: string | null }
  switch (error.code) {
    case 'conflict':
      return { outcome: 'conflict', reason: null, by: details.by ?? null }
    case 'action_not_allowed':
      return { outcome: 'not_possible', reason: details.reason ?? null, by: null }
    case 'forbidden':
    case 'not_found':
      return { outcome: 'not_allowed', ...none }
    case 'personal_data_left':
      return { outcome: 'personal_data', ...none }
    default:
      throw error
  }
}
