import { randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { Failure } from '../../contract/errors.ts'
import { appendAudit } from '../platform/audit/index.ts'
import { tablesOf } from '../platform/database/index.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import type { Messages } from '../messages/index.ts'
import { maskReporter } from '../vault/index.ts'
import type { Contact, Vault } from '../vault/index.ts'
import type { CodeLimits } from './limits.ts'
import { codeWords } from './words.ts'

const tables = tablesOf('citizens')
const seconds = 5 * 60
const maxTries = 5

export const purpose = 'sign_in_code'

export type Codes = ReturnType<typeof createCodes>

/** Codes that prove a telephone or an e-mail address to be somebody's. */
export function createCodes(options: {
  database: Database
  vault: Vault
  messages: Pick<Messages, 'send'>
  limits: CodeLimits
}) {
  const { database, vault, messages, limits } = options
  const { executor } = database
  const contextOf = (id: string) => `contact of ${id}`
  const hashOf = (id: string, code: string) => vault.print(`code of ${id}`, code)

  return {
    /**
     * Sends a code. Nothing here depends on whether the contact is known.
     * @throws Failure too_many_requests
     */
    async request(asked: {
      contact: Contact
      language: 'vi' | 'en'
      address: string
    }): Promise<{ challenge: string; expiresAt: string }> {
      const { contact, language, address } = asked
      const recipient = recipientOf(contact)
      await limits.take('address', address)
      await limits.take('contact', recipient)
      const id = randomUUID()
      const code = String(randomInt(1_000_000)).padStart(6, '0')
      const sealed = await vault.sealText(contextOf(id), JSON.stringify(contact))
      const hash = await hashOf(id, code)
      const row = await database.transaction(async (tx) => {
        const made = await tables(tx)
          .insertInto('citizens.challenges')
          .values({
            id,
            sealed,
            code_hash: hash,
            expires_at: sql`now() + make_interval(secs => ${seconds})`,
          })
          .returning('expires_at')
          .executeTakeFirstOrThrow()
        const channel = 'phone' in contact ? 'sms' : 'email'
        await messages.send(tx, {
          id,
          channel,
          recipient,
          ...codeWords[language](code),
          purpose,
          seconds,
        })
        const kind = 'code_request'
        await appendAudit(tx, { kind, actorKind: 'unknown', actor: null, data: { channel } })
        return made
      })
      return { challenge: id, expiresAt: row.expires_at.toISOString() }
    },

    /** Where the code of a challenge was sent, masked; null when the challenge is over. */
    async sentTo(challenge: string): Promise<string | null> {
      const row = await tables(executor)
        .selectFrom('citizens.challenges')
        .select('sealed')
        .where('id', '=', challenge)
        .where('expires_at', '>', sql<Date>`now()`)
        .where('tries', '<', maxTries)
        .executeTakeFirst()
      if (!row) return null
      const contact = JSON.parse(await vault.openText(contextOf(challenge), row.sealed)) as Contact
      const { phone, email } = maskReporter({ name: null, phone: null, email: null, ...contact })
      return phone ?? email
    },

    /**
     * Whose contact it is that the code was sent to. The try is counted before it is looked at.
     * @throws Failure wrong_code (`details.triesLeft`)
     */
    async prove(challenge: string, code: string): Promise<Contact> {
      const row = await tables(executor)
        .updateTable('citizens.challenges')
        .set({ tries: sql`tries + 1` })
        .where('id', '=', challenge)
        .where('expires_at', '>', sql<Date>`now()`)
        .where('tries', '<', maxTries)
        .returning(['sealed', 'code_hash', 'tries'])
        .executeTakeFirst()
      if (!row) throw wrong(0)
      if (!timingSafeEqual(row.code_hash, await hashOf(challenge, code))) {
        throw wrong(maxTries - row.tries)
      }
      return JSON.parse(await vault.openText(contextOf(challenge), row.sealed)) as Contact
    },

    /** Uses a challenge up; of two at once the second is refused. @throws Failure wrong_code */
    async use(tx: Executor, challenge: string): Promise<void> {
      const { numDeletedRows } = await tables(tx)
        .deleteFrom('citizens.challenges')
        .where('id', '=', challenge)
        .executeTakeFirst()
      if (numDeletedRows === 0n) throw wrong(0)
    },

    async prune(): Promise<void> {
      await tables(executor)
        .deleteFrom('citizens.challenges')
        .where('expires_at', '<', sql<Date>`now()`)
        .execute()
    },
  }
}

const recipientOf = (contact: Contact) => ('phone' in contact ? contact.phone : contact.email)
const wrong = (triesLeft: number) => new Failure('wrong_code', { details: { triesLeft } })
