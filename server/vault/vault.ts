import { normalizeDigits } from '../../contract/codes.ts'
import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { fingerprint } from './cipher.ts'
import { loadKeys } from './keys.ts'
import type { Keys } from './keys.ts'
import type { KeySource } from './master-keys.ts'
import { openPerson, sealPerson } from './reporter.ts'
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
    async write<Result>(work: (seal: Seal) => Promise<Result>): Promise<Result> {
      const keys = await load()
      try {
        return await work((person) => sealPerson(keys, person))
      } catch (error) {
        if (!isRetiredKey(error)) throw error
        const current = await reload(keys)
        return work((person) => sealPerson(current, person))
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
  }
}

/** Whether a row was refused because its master key went: nothing was written. */
function isRetiredKey(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23503' && constraint === 'reporters_key_id_fkey'
}

/**
 * The insert of reporters as a part of a larger statement, so that a report is one round trip:
 * `rows` names a common table expression with the column id and those of `sealedColumns`.
 */
export function insertReportersOf(rows: string): string {
  return `insert into vault.reporters (case_id, code_hmac, phone_hmac, key_id, wrapped_key, sealed)
    select id, code_hmac, phone_hmac, key_id, wrapped_key, sealed from ${rows}`
}

/** Whether a random code is taken already: nothing was written, another is drawn. */
export function isCodeTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string }
  return code === '23505' && constraint === 'reporters_code_hmac_key'
}
