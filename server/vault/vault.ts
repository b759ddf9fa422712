import { sql } from 'kysely'
import { normalizeDigits } from '../../contract/codes.ts'
import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { decrypt, encrypt, fingerprint } from './cipher.ts'
import { findCitizen, openCitizen, sealCitizen } from './citizens.ts'
import type { Citizen, Contact, SealCitizen } from './citizens.ts'
import { loadKeys } from './keys.ts'
import type { Keys } from './keys.ts'
import type { KeySource } from './master-keys.ts'
import { openPerson, sealPerson, sealedColumns } from './reporter.ts'
import type { Person, Reporter, SealedPerson } from './reporter.ts'

const tables = tablesOf('vault')

/** Seals a person for {@link insertReportersOf}. */
export type Seal = (person: Person) => SealedPerson

/** Persons, sealed and opened. Failures of keys and ciphertext are `VaultError`s. */
export type Vault = ReturnType<typeof createVault>

/** The vault over one database; keys are read at first use, and again when they were changed. */
export function createVault({ executor, keys: source }: { executor: Executor; keys: KeySource }) {
  let loaded: Promise<Keys> | null = null

  function load(): Promise<Keys> {
    if (loaded) return loaded
    const loading = loadKeys(executor, source)
    loaded = loading
    loading.catch(() => {
      if (loaded === loading) loaded = null
    })
    return loading
  }

  /** The keys as they are now, where `seen` turned out to be those of before. */
  async function reload(seen: Keys): Promise<Keys> {
    if ((await load()) === seen) loaded = null
    return load()
  }

  async function open(reader: Executor, caseId: string): Promise<Person | null> {
    const row = await tables(reader)
      .selectFrom('vault.reporters')
      .select(['case_id', 'key_id', 'wrapped_key', 'sealed'])
      .where('case_id', '=', caseId)
      .executeTakeFirst()
    if (!row) return null
    let keys = await load()
    if (!keys.byId.has(row.key_id ?? '')) keys = await reload(keys)
    return openPerson(keys, row)
  }

  return {
    /** Finds out at start, and not at the first report, that a key is missing. */
    async ready(): Promise<void> {
      await load()
    },

    /**
     * Runs a write of sealed persons; once more where the master key was changed meanwhile, which
     * the database refuses as a whole.
     */
    async write<Result>(
      work: (seal: Seal, sealNew: SealCitizen) => Promise<Result>,
    ): Promise<Result> {
      const keys = await load()
      const sealing = (current: Keys) =>
        work(
          (person) => sealPerson(current, person),
          (citizen) => sealCitizen(current, citizen),
        )
      try {
        return await sealing(keys)
      } catch (error) {
        if (!isRetiredKey(error)) throw error
        return sealing(await reload(keys))
      }
    },

    /** The case this code opens, or null. */
    async caseOfCode(reader: Executor, code: string): Promise<string | null> {
      const keys = await load()
      const row = await tables(reader)
        .selectFrom('vault.reporters')
        .select('case_id')
        .where('code_hmac', '=', fingerprint(keys.code, normalizeDigits(code)))
        .executeTakeFirst()
      return row?.case_id ?? null
    },

    /** The code of a case, for its reporter's own receipt. */
    async codeOfCase(reader: Executor, caseId: string): Promise<string | null> {
      return (await open(reader, caseId))?.code ?? null
    },

    /** Who reported; for masking their traces in texts and for the centre. */
    async reporterOf(reader: Executor, caseId: string): Promise<Reporter> {
      const person = await open(reader, caseId)
      return {
        name: person?.name ?? null,
        phone: person?.phone ?? null,
        email: person?.email ?? null,
      }
    },

    /** Gives a case the reporter of another, with a code of its own. @throws when the code is taken */
    async shareReporter(
      tx: Executor,
      from: string,
      { caseId, code }: { caseId: string; code: string },
    ): Promise<void> {
      const person = await open(tx, from)
      if (!person) return
      const { citizen_id: citizenId } = await tables(tx)
        .selectFrom('vault.reporters')
        .select('citizen_id')
        .where('case_id', '=', from)
        .executeTakeFirstOrThrow()
      const sealed = sealPerson(await load(), { ...person, caseId, code, citizenId })
      await sql`with shared as (
        select * from jsonb_to_recordset(${JSON.stringify([{ id: caseId, ...sealed }])}::jsonb)
          as s(id uuid, ${sql.raw(sealedColumns)})
      ) ${sql.raw(insertReportersOf('shared'))}`.execute(tables(tx))
    },

    /** The citizen with an account of this id, or null. */
    async citizenOf(reader: Executor, id: string): Promise<Citizen | null> {
      const row = await tables(reader)
        .selectFrom('vault.citizens')
        .select(['id', 'key_id', 'wrapped_key', 'sealed'])
        .where('id', '=', id)
        .executeTakeFirst()
      if (!row) return null
      let keys = await load()
      if (!keys.byId.has(row.key_id)) keys = await reload(keys)
      return openCitizen(keys, row)
    },

    /** The id of the account that this contact was proved for, or null. */
    async citizenWith(reader: Executor, contact: Contact): Promise<string | null> {
      return findCitizen(reader, await load(), contact)
    },

    /** The cases that a citizen reported signed in or with the same contact, the newest first. */
    async casesOfCitizen(reader: Executor, id: string, most: number): Promise<string[]> {
      const { rows } = await sql<{ case_id: string }>`
        with own as (select * from vault.citizens where id = ${id})
        select r.case_id from vault.reporters r join own on r.citizen_id = own.id
        union select r.case_id from vault.reporters r join own on r.phone_hmac = own.phone_hmac
        union select r.case_id from vault.reporters r join own on r.email_hmac = own.email_hmac
        order by case_id desc limit ${most}`.execute(tables(reader))
      return rows.map((row) => row.case_id)
    },

    /** Removes an account with its key; whether there was one. What was reported stays. */
    async removeCitizen(tx: Executor, id: string): Promise<boolean> {
      const { numDeletedRows } = await tables(tx)
        .deleteFrom('vault.citizens')
        .where('id', '=', id)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },

    /** Seals a text that another domain keeps for a short time; `context` says whose it is. */
    async sealText(context: string, text: string): Promise<Buffer> {
      return encrypt((await load()).text, text, context)
    },

    /** @throws VaultError when it is not what was sealed there */
    async openText(context: string, sealed: Buffer): Promise<string> {
      return decrypt((await load()).text, sealed, context).toString('utf8')
    },

    /** A fingerprint to find or compare by, which tells nothing without the keys. */
    async print(use: string, text: string): Promise<Buffer> {
      return fingerprint((await load()).print, `${use}\n${text}`)
    },
  }
}

/** Whether a row was refused because its master key went: nothing was written. */
function isRetiredKey(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23503' && /^(reporters|citizens)_key_id_fkey$/.test(constraint ?? '')
}

/**
 * The insert of reporters as a part of a larger statement, so that a report is one round trip:
 * `rows` names a common table expression with the column id and those of `sealedColumns`.
 */
export function insertReportersOf(rows: string): string {
  return `insert into vault.reporters (case_id, code_hmac, phone_hmac, email_hmac, citizen_id, key_id,
      wrapped_key, sealed)
    select id, code_hmac, phone_hmac, email_hmac,
      -- An account that was removed at this moment must not cost its report.
      (select c.id from vault.citizens c where c.id = citizen_id), key_id, wrapped_key, sealed
    from ${rows}`
}

/** Whether a random code is taken already: nothing was written, another is drawn. */
export function isCodeTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' && constraint === 'reporters_code_hmac_key'
}
