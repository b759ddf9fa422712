import { Failure } from '../../../contract/errors.ts'
import type { Executor } from '../../platform/database/index.ts'
import type { Log } from '../../platform/log.ts'
import { isLongEnough, isSamePassword } from '../passwords.ts'
import { tables } from '../tables.ts'
import { createBreached } from './breached.ts'
import { commonPasswords } from './common.ts'
import { isGuessable, spellings } from './guessable.ts'
import { forbiddenWords } from './words.ts'
import type { Owner, Places } from './words.ts'

/**
 * Whether somebody may have this password, from now on.
 * @throws Failure invalid_input at `path`: `password_short`, `password_same` (as `present`),
 * `password_common`
 */
export type CheckPassword = (
  password: string,
  given: { path: string; owner: Owner; present?: string },
) => Promise<void>

/** The one function that every new password passes. */
export function createCheckPassword(options: {
  executor: Executor
  places: () => Promise<Places>
  config: { publicUrl: string; breachedPasswords: string | null }
  fetchOutside: typeof fetch
  log: Log
}): CheckPassword {
  const { executor, config } = options
  const isBreached = createBreached({ ...options, service: config.breachedPasswords })
  const host = new URL(config.publicUrl).hostname

  const isForbidden = async (password: string, owner: Owner) => {
    const places = await options.places()
    const agencies = await agencyNamesEver(executor)
    const forbidden = spellings(forbiddenWords({ owner, places, agencies, host }))
    return isGuessable(password, { common: await commonPasswords(), forbidden })
  }

  return async (password, { path, owner, present }) => {
    const refuse = (code: string) => new Failure('invalid_input', { fields: [{ path, code }] })
    if (!isLongEnough(password)) throw refuse('password_short')
    if (present !== undefined && isSamePassword(password, present)) throw refuse('password_same')
    if ((await isForbidden(password, owner)) || (await isBreached(password))) {
      throw refuse('password_common')
    }
  }
}

async function agencyNamesEver(executor: Executor): Promise<string[]> {
  const rows = await tables(executor)
    .selectFrom('identity.agencies')
    .select('name')
    .distinct()
    .execute()
  return rows.map(({ name }) => name)
}
