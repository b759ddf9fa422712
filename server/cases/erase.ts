import { sql } from 'kysely'
import { actions } from '../../contract/case-types.ts'
import type { ActionType, CaseTypeCode } from '../../contract/case-types.ts'
import { foldText } from '../../contract/fold.ts'
import { erasePictures } from '../pictures/index.ts'
import { appendErasure } from '../platform/audit/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { eraseReporter } from '../vault/index.ts'
import { publicationOf } from './catalogue.ts'
import type { Rules } from './catalogue.ts'
import { forgetFollows } from './follows.ts'
import { actionOf, columnsOf } from './record.ts'
import { fold, ruleOf } from './state.ts'
import { tables } from './tables.ts'
import type { ActionRecord, CaseRecord } from './tables.ts'

/** Why: somebody of the centre granted a request, or the time of keeping is over. */
export type ErasureReason = { by: 'request'; actor: string } | { by: 'retention' }

/** What stands where a text stood. In the language of the reports, Vietnamese. */
const notes = {
  request: '[đã xóa theo yêu cầu]',
  retention: '[đã xóa theo thời hạn lưu giữ]',
}

/** What other domains destroy of a case, in the same transaction. */
export type Erased = (tx: Executor, caseId: string) => Promise<void>

/**
 * Destroys what tells of the person of a report, and of their requests about it: the row in the vault
 * with its key, every text that was not published, the place unless it is published, the pictures.
 * The case stays with its number, steps, times and deadlines, and so do the statistics. The row is
 * made again from the log, so it stays the fold of it. Safe to repeat.
 */
export async function eraseCase(
  tx: Executor,
  rules: Rules,
  caseId: string,
  reason: ErasureReason,
  erased: Erased,
): Promise<void> {
  const rows = await tables(tx)
    .selectFrom('cases.cases')
    .selectAll()
    .where((row) => row.or([row('id', '=', caseId), row('about', '=', caseId)]))
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const row of rows) {
    await sql`select set_config('nhip.erased_case', ${row.id}, true)`.execute(tables(tx))
    await eraseWords(tx, rules, row, notes[reason.by])
    await eraseReporter(tx, row.id)
    await erasePictures(tx, row.id)
    await erased(tx, row.id)
    // Who follows it is no data of its reporter: it goes when its own time is over.
    if (reason.by === 'retention') await forgetFollows(tx, row.id)
    await appendErasure(tx, {
      subject: row.id,
      actorKind: reason.by === 'request' ? 'staff' : 'system',
      actor: reason.by === 'request' ? reason.actor : null,
      data: { reason: reason.by },
    })
  }
  await sql`select set_config('nhip.erased_case', '', true)`.execute(tables(tx))
}

async function eraseWords(tx: Executor, rules: Rules, row: CaseRecord, note: string) {
  const log = await tables(tx)
    .selectFrom('cases.actions')
    .selectAll()
    .where('case_id', '=', row.id)
    .orderBy('seq')
    .execute()
  // What is read instead of the reporter's words: the edited text, where there is one.
  const words = row.published_text ?? note
  const kept = log.map((entry): ActionRecord => {
    return { ...entry, input: withoutWords(entry, words, note) as ActionRecord['input'] }
  })
  for (const { seq, input } of kept) {
    // A new salt: nobody can find the text again by trying digests.
    await tables(tx)
      .updateTable('cases.actions')
      .set({ input: JSON.stringify(input), salt: sql`gen_random_uuid()` })
      .where('case_id', '=', row.id)
      .where('seq', '=', seq)
      .execute()
  }
  const [, ...acts] = kept
  const state = fold(
    firstSubject(kept) ?? row.subject,
    acts.map(actionOf),
    row.type as CaseTypeCode,
  )
  const isPlaced = row.public && publicationOf(rules, row.subject) === 'public'
  await tables(tx)
    .updateTable('cases.cases')
    .set({
      ...columnsOf(state),
      description: words,
      answers: '[]',
      search: foldText(words),
      address: null,
      address_key: null,
      ...(!isPlaced && { lat: null, lon: null }),
      erased_at: sql`coalesce(erased_at, now())`,
    })
    .where('id', '=', row.id)
    .execute()
}

const firstSubject = ([submission]: ActionRecord[]): string | undefined =>
  (submission?.input as { subject?: string } | undefined)?.subject

/** An action's input with codes, days and what was published; every other text is replaced. */
function withoutWords(
  { type, input }: ActionRecord,
  words: string,
  note: string,
): Record<string, unknown> {
  const given = input as Record<string, unknown>
  // The submission holds codes only: its texts stand in the case.
  if (!Object.hasOwn(actions, type)) return given
  const { codes = {}, clean = [], consent } = ruleOf({ type: type as ActionType })
  const stays = (field: string) =>
    field in codes || clean.includes(field) || consent !== undefined || field === 'promisedOn'
  return Object.fromEntries(
    Object.entries(given).map(([field, value]) => {
      if (typeof value !== 'string' || stays(field)) return [field, value]
      return [field, type === 'assign' && field === 'text' ? words : note]
    }),
  )
}
