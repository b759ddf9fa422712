import type pg from 'pg'
import { beAlone, connected } from './connection.ts'
import { sealedColumns } from './reporter.ts'
import type { Vault } from './vault.ts'

const batch = 500

type ClearRow = {
  case_id: string
  code: string
  name: string | null
  phone: string | null
  email: string | null
}

/**
 * Seals the persons of versions before this one, in batches: an interrupted run is gone on with by
 * the next. Afterwards the database guarantees that none is in clear, and the pages that held them
 * are written anew. Returns how many there were.
 */
export async function sealClearReporters(url: string, vault: Vault): Promise<number> {
  return connected(url, async (client) => {
    if (await isGuaranteed(client)) return 0
    await beAlone(client)
    if (await isGuaranteed(client)) return 0
    let sealed = 0
    for (let last: string | null = null; ;) {
      const rows: ClearRow[] = await nextRows(client, last)
      if (rows.length === 0) break
      await sealRows(client, vault, rows)
      sealed += rows.length
      last = rows.at(-1)!.case_id
    }
    // PostgreSQL only marks what was updated as free; its old pages would still be readable.
    if (sealed > 0) await client.query('vacuum (full, analyze) vault.reporters')
    await client.query('alter table vault.reporters validate constraint reporters_sealed')
    return sealed
  })
}

async function isGuaranteed(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ convalidated: boolean }>(
    `select convalidated from pg_constraint
     where conname = 'reporters_sealed' and conrelid = 'vault.reporters'::regclass`,
  )
  return rows[0]!.convalidated
}

async function nextRows(client: pg.Client, after: string | null): Promise<ClearRow[]> {
  const { rows } = await client.query<ClearRow>(
    `select case_id, code, name, phone, email from vault.reporters
     where code is not null and ($1::uuid is null or case_id > $1) order by case_id limit $2`,
    [after, batch],
  )
  return rows
}

async function sealRows(client: pg.Client, vault: Vault, rows: ClearRow[]): Promise<void> {
  await vault.write((seal) =>
    client.query(
      `update vault.reporters r
       set code = null, name = null, phone = null, email = null, code_hmac = s.code_hmac,
         phone_hmac = s.phone_hmac, email_hmac = s.email_hmac, key_id = s.key_id, wrapped_key = s.wrapped_key, sealed = s.sealed
       from jsonb_to_recordset($1) as s(case_id uuid, ${sealedColumns})
       where r.case_id = s.case_id`,
      [
        JSON.stringify(
          rows.map(({ case_id, ...person }) => ({
            case_id,
            ...seal({ caseId: case_id, ...person }),
          })),
        ),
      ],
    ),
  )
}
