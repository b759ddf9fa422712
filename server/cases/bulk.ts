import type { z } from 'zod'
import { bulkActions } from '../../contract/bulk.ts'
import type { BulkAction, CaseOutcome, actOnCases, previewBulk } from '../../contract/bulk.ts'
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
 * Some actions on each of some cases, one case after the other, each in its own transaction and under
 * its own part of the key: a repeat does what was not done and finds the rest done.
 */
export async function actOnEach<Chosen extends { id: string; version: number }>(
  chosen: Chosen[],
  once: (id: string) => Idempotency,
  perform: (one: Chosen, once: Idempotency) => Promise<number>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const one of chosen) {
    const outcome = await perform(one, once(one.id)).then(
      (version): CaseOutcome => ({ ...none, outcome: 'done', version }),
      outcomeOf,
    )
    results.push({ id: one.id, ...outcome })
  }
  return results
}

const none = { version: null, reason: null, by: null, fault: null }

/** How it went with one case, from its error; what is no one case's fault is thrown on. */
export function outcomeOf(error: unknown): CaseOutcome {
  if (isUnavailable(error)) return { ...none, outcome: 'failed' }
  if (!(error instanceof Failure)) throw error
  const details = (error.details ?? {}) as { reason?: DisabledReason; by?: string | null }
  switch (error.code) {
    case 'conflict':
      return { ...none, outcome: 'conflict', by: details.by ?? null }
    case 'action_not_allowed':
      return { ...none, outcome: 'not_possible', reason: details.reason ?? null }
    case 'forbidden':
    case 'not_found':
      return { ...none, outcome: 'not_allowed' }
    case 'personal_data_left':
      return { ...none, outcome: 'personal_data' }
    case 'invalid_input':
      return { ...none, outcome: 'incomplete', fault: error.fields?.[0]?.code ?? null }
    default:
      throw error
  }
}
