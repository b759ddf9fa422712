import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { z } from 'zod'
import { longestDelegation } from '../../../contract/delegations.ts'
import type { Delegation, delegate as delegateEndpoint } from '../../../contract/delegations.ts'
import { Failure } from '../../../contract/errors.ts'
import { once } from '../../platform/database/idempotency.ts'
import type { Idempotency } from '../../platform/database/idempotency.ts'
import type { Database, Executor } from '../../platform/database/index.ts'
import { logDone } from '../people/commands.ts'
import { findPerson } from '../people/queries.ts'
import type { Sessions } from '../sessions.ts'
import { tables } from '../tables.ts'
import { isAdministrator } from '../viewer.ts'
import type { Viewer } from '../viewer.ts'
import { delegableBy, findDelegation, possibleFor } from './queries.ts'

type Parts = { database: Database; sessions: Pick<Sessions, 'forget'> }
type Command = { viewer: Viewer; key: Idempotency }
type Typed = z.output<NonNullable<(typeof delegateEndpoint)['body']>>

const fault = (path: string, code: string) =>
  new Failure('invalid_input', { fields: [{ path, code }] })
const dayMs = 24 * 60 * 60 * 1000

/**
 * Hands a role over for a time. Only what is somebody's own: what they hold for another is not among
 * their grants.
 * @throws Failure not_found, forbidden, invalid_input
 */
export async function delegate(
  { database, sessions }: Parts,
  typed: Typed,
  { viewer, key }: Command,
): Promise<Delegation> {
  const from = typed.person ?? viewer.id
  const roles = delegableBy(viewer, from)
  if (!roles.includes(typed.role)) throw new Failure('forbidden')
  const { id } = await once(database, key, async (tx) => {
    const giver = await findPerson(tx, from)
    if (!giver) throw new Failure('not_found')
    const possible = (await possibleFor(tx, from, roles)).find(
      ({ role, agency }) => role === typed.role && (agency?.code ?? null) === typed.agency,
    )
    if (!possible) throw fault('role', 'not_own_role')
    if (!possible.people.some((each) => each.id === typed.to)) throw fault('to', 'not_colleague')
    const { rows } = await sql<{ now: Date }>`select now() as now`.execute(tables(tx))
    const { now } = rows[0]!
    const typedBegin = typed.begins ? new Date(typed.begins) : now
    const begins = typedBegin > now ? typedBegin : now
    const ends = new Date(typed.ends)
    if (ends <= begins) throw fault('ends', 'end_before_begin')
    if (ends.getTime() - begins.getTime() > longestDelegation * dayMs) {
      throw fault('ends', 'delegation_too_long')
    }
    if (await isHandedOver(tx, { ...typed, from, begins, ends })) {
      throw fault('to', 'already_delegated')
    }
    const row = { id: randomUUID(), role: typed.role, agency: typed.agency }
    await tables(tx)
      .insertInto('identity.delegations')
      .values({ ...row, from_id: from, to_id: typed.to, begins_at: begins, ends_at: ends })
      .execute()
    const told = { ...row, to: typed.to, begins: begins.toISOString(), ends: ends.toISOString() }
    const writer = { actor: viewer.id, origin: 'console', reason: typed.reason ?? undefined }
    await logDone(tx, giver, { delegated: told }, writer)
    return { id: row.id }
  })
  sessions.forget()
  return (await findDelegation(database.executor, id))!
}

/** Whether that colleague has the role in this time already; the giver's row is the queue. */
async function isHandedOver(
  tx: Executor,
  wanted: Pick<Typed, 'role' | 'agency' | 'to'> & { from: string; begins: Date; ends: Date },
): Promise<boolean> {
  await tables(tx)
    .selectFrom('identity.users')
    .select('id')
    .where('id', '=', wanted.from)
    .forUpdate()
    .execute()
  const found = await tables(tx)
    .selectFrom('identity.delegations')
    .select('id')
    .where('from_id', '=', wanted.from)
    .where('to_id', '=', wanted.to)
    .where('role', '=', wanted.role)
    .where('agency', 'is not distinct from', wanted.agency)
    .where('withdrawn_at', 'is', null)
    .where('begins_at', '<', wanted.ends)
    .where('ends_at', '>', wanted.begins)
    .executeTakeFirst()
  return found !== undefined
}

/**
 * Ends a delegation; once more changes nothing.
 * @throws Failure not_found, also for whom it does not concern
 */
export async function withdrawDelegation(
  { database, sessions }: Parts,
  id: string,
  { viewer, key }: Command,
): Promise<Delegation> {
  await once(database, key, async (tx) => {
    const found = await findDelegation(tx, id)
    const concerned = found && [found.from.id, found.to.id].includes(viewer.id)
    if (!found || !(concerned || isAdministrator(viewer))) throw new Failure('not_found')
    const { numUpdatedRows } = await tables(tx)
      .updateTable('identity.delegations')
      .set({ withdrawn_at: sql`now()` })
      .where('id', '=', id)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst()
    const giver = await findPerson(tx, found.from.id)
    if (numUpdatedRows === 1n && giver) {
      const writer = { actor: viewer.id, origin: 'console' }
      await logDone(tx, giver, { delegationWithdrawn: { id, to: found.to.id } }, writer)
    }
    return { id }
  })
  sessions.forget()
  return (await findDelegation(database.executor, id))!
}
