import { sql } from 'kysely'
import type { Pack } from '../../contract/packs.ts'
import type { Executor } from '../platform/database/index.ts'
import { tables } from './tables.ts'

/**
 * Brings a pack's subjects, deadline classes, reasons and rating scale into force. The same pack
 * twice changes nothing; a row is known by its code and the day from which it holds.
 */
export async function importLaw(tx: Executor, pack: Pack): Promise<void> {
  const db = tables(tx)
  const json = (value: unknown) => sql<string>`${JSON.stringify(value)}::jsonb`

  for (const row of pack.classes ?? []) {
    const values = {
      name: json(row.name),
      result_amount: row.result.amount,
      result_unit: row.result.unit,
      hand_back_amount: row.handBack.amount,
      hand_back_unit: row.handBack.unit,
      source: row.source,
      valid_to: row.validTo ?? null,
    }
    await db
      .insertInto('cases.classes')
      .values({ code: row.code, valid_from: row.validFrom, ...values })
      .onConflict((conflict) => conflict.columns(['code', 'valid_from']).doUpdateSet(values))
      .execute()
  }

  for (const [sort, row] of (pack.subjectGroups ?? []).entries()) {
    const values = { name: json(row.name), icon: row.icon, sort }
    await db
      .insertInto('cases.subject_groups')
      .values({ code: row.code, ...values })
      .onConflict((conflict) => conflict.column('code').doUpdateSet(values))
      .execute()
  }

  for (const [sort, row] of (pack.subjects ?? []).entries()) {
    const values = {
      group_code: row.group,
      name: json(row.name),
      class: row.class,
      publication: row.publication,
      lead: json(row.lead),
      urgent_words: row.urgentWords,
      sort,
      valid_to: row.validTo ?? null,
    }
    await db
      .insertInto('cases.subjects')
      .values({ code: row.code, valid_from: row.validFrom, ...values })
      .onConflict((conflict) => conflict.columns(['code', 'valid_from']).doUpdateSet(values))
      .execute()
  }

  const choices = [
    ...(pack.refusals ?? []).map((row) => ({ list: 'refusal', ...row })),
    ...(pack.returnReasons ?? []).map((row) => ({ list: 'return', guidance: null, ...row })),
    ...(pack.ratingScale?.levels ?? []).map((row) => ({ list: 'rating', guidance: null, ...row })),
  ]
  for (const [sort, row] of choices.entries()) {
    const values = {
      name: json(row.name),
      guidance: row.guidance ? json(row.guidance) : null,
      sort,
    }
    await db
      .insertInto('cases.choices')
      // These lists carry no day of their own yet: they hold from the first day of two-tier rule.
      .values({ list: row.list, code: row.code, valid_from: '2025-07-01', ...values })
      .onConflict((conflict) =>
        conflict.columns(['list', 'code', 'valid_from']).doUpdateSet(values),
      )
      .execute()
  }
}
