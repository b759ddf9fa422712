import { v7 as uuidv7 } from 'uuid'
import { Failure } from '../../contract/errors.ts'
import { fieldReport } from '../../contract/field-report.ts'
import { foldText } from '../../contract/fold.ts'
import { audienceOfCase } from '../identity/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { appendEvents } from '../platform/events/index.ts'
import type { Vault } from '../vault/index.ts'
import type { Rules } from './catalogue.ts'
import { dueAfter } from './deadlines.ts'
import { newCode, newNumber } from './numbers.ts'
import { tables } from './tables.ts'
import type { CaseRecord } from './tables.ts'

/** Another matter that a report speaks of, in the centre's words. */
export type Part = { subject: string; text: string }

/** @throws Failure invalid_input when a subject is not in force */
export function checkParts(rules: Rules, parts: Part[]): void {
  const fields = parts.flatMap(({ subject }, index) =>
    rules.subjects.has(subject)
      ? []
      : [{ path: `action.input.parts.${index}.subject`, code: 'unknown' }],
  )
  if (fields.length > 0) throw new Failure('invalid_input', { fields })
}

/**
 * Makes a report of each part: the same place, channel, consents and reporter, who has a code for
 * it; its deadline counts from when the whole was sent. Pictures stay with the whole. Answers what
 * the log keeps, which has no words.
 */
export async function splitOff(
  tx: Executor,
  { rules, persons }: { rules: Rules; persons: Pick<Vault, 'shareReporter'> },
  row: CaseRecord,
  parts: Part[],
): Promise<{ number: string; subject: string }[]> {
  const made: { number: string; subject: string }[] = []
  for (const { subject, text } of parts) {
    const [id, number] = [uuidv7(), newNumber()]
    const { class: deadlines } = rules.subjects.get(subject)!
    await tables(tx)
      .insertInto('cases.cases')
      .values({
        id,
        number,
        split_from: row.number,
        status: fieldReport.first,
        channel: row.channel,
        subject,
        class: deadlines,
        description: text,
        search: foldText([text, row.address].join(' ')),
        commune: row.commune,
        lat: row.lat,
        lon: row.lon,
        address: row.address,
        submitted_at: row.submitted_at,
        due_at: dueAfter(rules, deadlines, row.submitted_at),
      })
      .execute()
    await tables(tx)
      .insertInto('cases.actions')
      .values({
        case_id: id,
        seq: 1,
        type: 'submit',
        actor_kind: 'reporter',
        input: JSON.stringify({ channel: row.channel, subject }),
      })
      .execute()
    await tables(tx)
      .insertInto('cases.consents')
      .columns(['case_id', 'purpose', 'version', 'language', 'channel', 'at', 'withdrawn_at'])
      .expression((given) =>
        given
          .selectFrom('cases.consents')
          .select(({ val }) => [
            val(id).$castTo<string>().as('case_id'),
            'purpose',
            'version',
            'language',
            'channel',
            'at',
            'withdrawn_at',
          ])
          .where('case_id', '=', row.id),
      )
      .execute()
    await persons.shareReporter(tx, row.id, { caseId: id, code: newCode() })
    await appendEvents(tx, [
      {
        type: 'cases.submitted',
        subject: id,
        audience: audienceOfCase(row.commune, []),
        data: { version: 1 },
      },
    ])
    made.push({ number, subject })
  }
  return made
}

/** What was split from a case, the oldest first. */
export async function partsOf(executor: Executor, number: string): Promise<CaseRecord[]> {
  return tables(executor)
    .selectFrom('cases.cases')
    .selectAll()
    .where('split_from', '=', number)
    .orderBy('id')
    .execute()
}
