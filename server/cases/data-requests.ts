import { v7 as uuidv7 } from 'uuid'
import { Failure } from '../../contract/errors.ts'
import type { DataRequest, DataRequestReceipt } from '../../contract/data-requests.ts'
import { foldText } from '../../contract/fold.ts'
import { dataRequestKinds, personalData } from '../../contract/personal-data.ts'
import type { DataRequestInput } from '../../contract/personal-data.ts'
import { dayText, localDay } from '../places/index.ts'
import type { Clock } from '../platform/clock.ts'
import { once } from '../platform/database/idempotency.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import type { Database } from '../platform/database/index.ts'
import { appendEvents } from '../platform/events/index.ts'
import type { Vault } from '../vault/index.ts'
import type { Language, Rules } from './catalogue.ts'
import { caseByCode } from './commands.ts'
import { dueAfter } from './deadlines.ts'
import { newNumber } from './numbers.ts'
import { findCase } from './queries.ts'
import { tables } from './tables.ts'

/** Requests about one's data: made and read by whoever holds the code of a report. */
export function createDataRequests(database: Database, vault: Vault, clock: Clock) {
  const { executor } = database

  return {
    /**
     * Takes a request in; durable when it resolves.
     * @throws Failure not_found for a code that opens nothing
     */
    async submit(
      rules: Rules,
      code: string,
      { kind, text }: DataRequestInput,
      key: Idempotency,
    ): Promise<DataRequestReceipt> {
      const about = await caseByCode(executor, vault, code)
      const at = await clock.now()
      return once(database, key, async (tx) => {
        const report = await findCase(tx, about)
        if (!report) throw new Failure('not_found')
        const [id, number] = [uuidv7(), newNumber()]
        const { class: deadlines } = dataRequestKinds[kind]
        const dueAt = dueAfter(rules, deadlines, at, personalData.firstDue)
        await tables(tx)
          .insertInto('cases.cases')
          .values({
            id,
            number,
            type: personalData.code,
            about,
            status: personalData.first,
            channel: 'web',
            subject: kind,
            class: deadlines,
            description: text,
            search: foldText(text),
            commune: report.commune,
            submitted_at: at,
            updated_at: at,
            due_at: dueAt,
          })
          .execute()
        await tables(tx)
          .insertInto('cases.actions')
          .values({
            case_id: id,
            seq: 1,
            type: 'submit',
            actor_kind: 'reporter',
            input: JSON.stringify({ channel: 'web', subject: kind }),
            at,
          })
          .execute()
        await appendEvents(tx, [
          { type: 'cases.submitted', subject: id, audience: ['centre'], data: { version: 1 } },
        ])
        return { id, number, dueAt: dueAt.toISOString() }
      })
    },

    /** @throws Failure not_found for a code that opens nothing */
    async list(rules: Rules, code: string, language: Language): Promise<DataRequest[]> {
      const about = await caseByCode(executor, vault, code)
      const rows = await tables(executor)
        .selectFrom('cases.cases')
        .selectAll()
        .where('about', '=', about)
        .where('type', '=', personalData.code)
        .orderBy('submitted_at', 'desc')
        .execute()
      return rows.map((row) => ({
        number: row.number,
        kind: {
          code: row.subject,
          name:
            rules.ever.choices.near(row.subject, dayText(localDay(row.submitted_at)))?.name[
              language
            ] ?? row.subject,
        },
        status: row.status as DataRequest['status'],
        submittedAt: row.submitted_at.toISOString(),
        dueAt: row.due_at.toISOString(),
        extended: row.guidance,
        answer: row.answer,
        answeredAt: row.answered_at?.toISOString() ?? null,
      }))
    },
  }
}
