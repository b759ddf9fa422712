import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { Failure } from '../../contract/errors.ts'
import type { ShiftFigures } from '../../contract/shifts.ts'
import { centreStaff, staffNames } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import { appendAudit } from '../platform/audit/index.ts'
import { once } from '../platform/database/idempotency.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import type { Database, Executor } from '../platform/database/index.ts'
import { appendEvents } from '../platform/events/index.ts'
import type { Vault } from '../vault/index.ts'
import { currentShift, findNote, findShift } from './queries.ts'
import { tables } from './tables.ts'
import type { NoteRecord, ShiftRecord } from './tables.ts'
import { sealedHandover, sealedNote } from './words.ts'

type Parts = { database: Database; vault: Pick<Vault, 'sealText'> }

const now = sql<Date>`now()`
const leads = ({ grants }: Viewer) => grants.some(({ role }) => role === 'shift_lead')
/** One command on shifts at a time: what it saw of them still holds when it writes. */
const alone = async (tx: Executor) => {
  await sql`select pg_advisory_xact_lock(8246140)`.execute(tables(tx))
}

/** Tells the audit log and the live screens, in the transaction of the change. */
async function tell(tx: Executor, viewer: Viewer, type: string, shift: string): Promise<void> {
  await appendAudit(tx, {
    kind: 'shift',
    actorKind: 'staff',
    actor: viewer.id,
    subject: `shift:${shift}`,
    data: { type },
  })
  await appendEvents(tx, [{ type: `shifts.${type}`, subject: shift, audience: ['centre'] }])
}

/** Somebody was first: who leads now, and since when. */
async function conflict(tx: Executor, running: ShiftRecord | null): Promise<Failure> {
  const names = running && (await staffNames(tx, [running.lead]))
  return new Failure('conflict', {
    details: {
      by: (running && names?.get(running.lead)) ?? null,
      at: running?.started_at.toISOString() ?? null,
    },
  })
}

/**
 * Takes a shift on after the one that was seen; answers its id.
 * @throws Failure conflict when another runs by now, forbidden when nobody handed that one on and
 * the viewer is no shift lead
 */
export async function takeShift(
  database: Database,
  call: { viewer: Viewer; previous: string | null; read: ShiftFigures; once: Idempotency },
): Promise<string> {
  const { viewer, previous, read } = call
  const { id } = await once(database, call.once, async (tx) => {
    await alone(tx)
    const running = await currentShift(tx)
    if ((running?.id ?? null) !== previous) throw await conflict(tx, running)
    const taken = running !== null && running.handed_at === null
    if (taken && (!leads(viewer) || running.lead === viewer.id)) throw new Failure('forbidden')
    if (running) {
      await tables(tx)
        .updateTable('shifts.shifts')
        .set({ ended_at: now })
        .where('id', '=', running.id)
        .execute()
    }
    const row = { id: randomUUID(), lead: viewer.id, previous, taken, read: JSON.stringify(read) }
    await tables(tx).insertInto('shifts.shifts').values(row).execute()
    await tell(tx, viewer, taken ? 'taken' : 'begun', row.id)
    return { id: row.id }
  })
  return id
}

/**
 * Hands the running shift over; again, with other words, as long as nobody has taken it on.
 * @throws Failure action_not_allowed while an urgent case lies with nobody
 */
export async function handOver(
  { database, vault }: Parts,
  call: {
    viewer: Viewer
    id: string
    words: string
    to: string | null
    summary: ShiftFigures
    once: Idempotency
  },
): Promise<void> {
  const { viewer, id, to, summary } = call
  await once(database, call.once, async (tx) => {
    await alone(tx)
    const row = await findShift(tx, id)
    if (!row) throw new Failure('not_found')
    if (row.ended_at) throw await conflict(tx, await currentShift(tx))
    if (row.lead !== viewer.id && !leads(viewer)) throw new Failure('forbidden')
    if (to !== null && !(await centreStaff(tx)).some((person) => person.id === to)) {
      throw new Failure('invalid_input', { fields: [{ path: 'to', code: 'unknown' }] })
    }
    if (summary.untaken > 0) {
      throw new Failure('action_not_allowed', {
        details: { reason: 'urgent_untaken', count: summary.untaken },
      })
    }
    await tables(tx)
      .updateTable('shifts.shifts')
      .set({
        handed_at: now,
        handed_by: viewer.id,
        handed_to: to,
        summary: JSON.stringify(summary),
        words: await vault.sealText(sealedHandover(id), call.words),
      })
      .where('id', '=', id)
      .execute()
    await tell(tx, viewer, 'handed', id)
    return { id }
  })
}

/**
 * Writes into the book of the running shift; answers the note's id.
 * @throws Failure action_not_allowed when none runs
 */
export async function writeNote(
  { database, vault }: Parts,
  call: { viewer: Viewer; kind: string; text: string; caseId: string | null; once: Idempotency },
): Promise<string> {
  const { viewer, kind, text, caseId } = call
  const { id } = await once(database, call.once, async (tx) => {
    await alone(tx)
    const running = await currentShift(tx)
    if (!running) throw new Failure('action_not_allowed', { details: { reason: 'no_shift' } })
    const note = randomUUID()
    await tables(tx)
      .insertInto('shifts.notes')
      .values({
        id: note,
        shift_id: running.id,
        kind,
        text: await vault.sealText(sealedNote(note), text),
        case_id: caseId,
        written_by: viewer.id,
      })
      .execute()
    await tell(tx, viewer, 'noted', running.id)
    return { id: note }
  })
  return id
}

/** Settles a note; one that is settled stays as it is. @throws Failure not_found */
export async function settleNote(
  database: Database,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<NoteRecord> {
  return database.transaction(async (tx) => {
    await alone(tx)
    const note = await findNote(tx, id)
    if (!note) throw new Failure('not_found')
    if (note.settled_at) return note
    await tables(tx)
      .updateTable('shifts.notes')
      .set({ settled_at: now, settled_by: viewer.id })
      .where('id', '=', id)
      .execute()
    await tell(tx, viewer, 'settled', note.shift_id)
    return (await findNote(tx, id))!
  })
}
