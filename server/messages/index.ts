import { sql } from 'kysely'
import { tablesOf } from '../platform/database/index.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import { addJob } from '../platform/jobs/add.ts'
import type { Log } from '../platform/log.ts'
import type { Vault } from '../vault/index.ts'
import { hand } from './gateway.ts'
import type { Gateway } from './gateway.ts'

export type { Gateway }
export type Channel = 'sms' | 'email'
/** The gateway of each channel; where there is none, messages are kept to be read here. */
export type Gateways = Record<Channel, Gateway | null>

export type NewMessage = {
  /** A UUID that its writer knows it by. */
  id: string
  channel: Channel
  recipient: string
  /** Of an e-mail. */
  subject: string
  text: string
  /** What it is for, e.g. `sign_in_code`. */
  purpose: string
  /** Worth nothing after so many seconds. */
  seconds: number
}

/** A message of the local outbox. */
export type Message = {
  id: string
  channel: Channel
  purpose: string
  state: string
  at: Date
  recipient: string
  subject: string
  text: string
}

type Words = Pick<Message, 'recipient' | 'subject' | 'text'>

/** The name of the job that delivers one message. */
export const deliverTask = 'deliver_message'

/** Tries of one message: after 3, 10, 30 and 85 seconds, and 4 minutes. Past its time it is not sent. */
const attempts = 6
const keptDays = 7
const tables = tablesOf('messages')
const context = (id: string) => `message ${id}`

export type Messages = ReturnType<typeof createMessages>

/** What is sent to people: written with what it tells of, sealed, delivered afterwards. */
export function createMessages(options: {
  database: Database
  vault: Pick<Vault, 'sealText' | 'openText'>
  gateways: Gateways
  fetchOutside: typeof fetch
  log: Log
}) {
  const { database, vault, gateways, fetchOutside, log } = options
  const { executor } = database

  const open = async (id: string, sealed: Buffer): Promise<Words> =>
    JSON.parse(await vault.openText(context(id), sealed)) as Words

  return {
    /** Writes a message in the transaction of its cause; without it there is none. */
    async send(tx: Executor, message: NewMessage): Promise<void> {
      const { id, channel, purpose, recipient, subject, text } = message
      const words: Words = { recipient, subject, text }
      await tables(tx)
        .insertInto('messages.outbox')
        .values({
          id,
          channel,
          purpose,
          sealed: await vault.sealText(context(id), JSON.stringify(words)),
          state: gateways[channel] ? 'waiting' : 'kept',
          expires_at: sql`now() + make_interval(secs => ${message.seconds})`,
        })
        .execute()
      if (gateways[channel]) await addJob(tx, deliverTask, { id }, { attempts })
    },

    /**
     * Delivers one message: the job of {@link deliverTask}. It is marked before it is handed over and
     * tried again only when it was certainly not taken, so that nobody gets one twice.
     * @throws Error for the queue to try again later
     */
    async deliver(id: string): Promise<void> {
      const taken = await tables(executor)
        .updateTable('messages.outbox')
        .set({ state: sql`case when expires_at > now() then 'sending' else 'late' end` })
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .returning(['channel', 'state', 'sealed'])
        .executeTakeFirst()
      if (!taken || taken.state === 'late') return
      const gateway = gateways[taken.channel as Channel]
      const { recipient: to, subject, text } = await open(id, taken.sealed)
      const letter = { id, to, text, ...(taken.channel === 'email' && { subject }) }
      const handed = gateway ? await hand(fetchOutside, gateway, letter) : 'kept'
      if (handed === 'unknown') {
        log.warn({ message: id, channel: taken.channel }, 'a gateway did not say what it did')
        return
      }
      await tables(executor)
        .updateTable('messages.outbox')
        .set({
          state: handed === 'later' ? 'waiting' : handed,
          ...(handed === 'sent' && { sent_at: sql<Date>`now()` }),
        })
        .where('id', '=', id)
        .execute()
      if (handed === 'later') throw new Error(`the ${taken.channel} gateway takes nothing now`)
      if (handed === 'refused') {
        log.error({ message: id, channel: taken.channel }, 'a gateway refused a message')
      }
    },

    /** One message that is kept here because there is no gateway, or null. */
    async kept(id: string): Promise<Message | null> {
      const [found] = await read(id)
      return found ?? null
    },

    /** All that are kept here because there is no gateway, the newest first. */
    listKept: () => read(null),

    /** Forgets what is long past. */
    async prune(): Promise<void> {
      await tables(executor)
        .deleteFrom('messages.outbox')
        .where('expires_at', '<', sql<Date>`now() - make_interval(days => ${keptDays})`)
        .execute()
    },
  }

  async function read(id: string | null): Promise<Message[]> {
    let asked = tables(executor)
      .selectFrom('messages.outbox')
      .select(['id', 'channel', 'purpose', 'state', 'created_at', 'sealed'])
      .where('state', '=', 'kept')
      .orderBy('created_at', 'desc')
      .limit(100)
    if (id) asked = asked.where('id', '=', id)
    const rows = await asked.execute()
    return Promise.all(
      rows.map(async ({ created_at: at, sealed, channel, ...row }) => ({
        ...row,
        at,
        channel: channel as Channel,
        ...(await open(row.id, sealed)),
      })),
    )
  }
}
