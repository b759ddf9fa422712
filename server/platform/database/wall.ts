import { sql } from 'kysely'
import type { Database, Executor } from './index.ts'

/** Owns nothing and passes no policy: see docs/adr/0016-second-wall.md. */
const role = 'nhip_viewer'
/** So long a missing role is believed missing, in ms. */
const missingMs = 60_000

/** Who looks, as the policies of the database read it. */
export type Onlooker = {
  id: string
  grants: { role: string; agency: string | null; areas?: string[] | null | undefined }[]
}

/** Runs what a signed-in viewer causes behind the policies of the database. */
export type Wall = {
  /** Reads only what the viewer may, each statement for itself. */
  read<Result>(viewer: Onlooker, work: (reader: Executor) => Promise<Result>): Promise<Result>
  /** A transaction that reads and writes only what the viewer may. */
  behind<Result>(viewer: Onlooker, work: (tx: Executor) => Promise<Result>): Promise<Result>
  /** Finds out whether the wall stands; before a transaction, so that none waits for another. */
  ready(): Promise<void>
  /** From here on a transaction under way is the viewer's. */
  enter(tx: Executor, viewer: Onlooker): Promise<void>
  /** From here on it is the application's own again. */
  leave(tx: Executor): Promise<void>
}

export function createWall(database: Pick<Database, 'transaction' | 'executor' | 'as'>): Wall {
  let known: { stands: boolean; until: number } | null = null
  const stands = () => known?.stands === true

  /** Without the role there is the first wall only; `nhip doctor` says so. */
  async function ready(): Promise<void> {
    if (known && known.until > performance.now()) return
    const found = await wallStands(database)
    known = { stands: found, until: found ? Infinity : performance.now() + missingMs }
  }
  async function enter(tx: Executor, viewer: Onlooker): Promise<void> {
    if (!stands()) return
    await sql`select set_config('role', ${role}, true),
      set_config('nhip.viewer', ${settingOf(viewer)}, true)`.execute(tx)
  }
  async function leave(tx: Executor): Promise<void> {
    if (!stands()) return
    await sql`select set_config('role', 'none', true), set_config('nhip.viewer', '', true)`.execute(
      tx,
    )
  }
  return {
    ready,
    enter,
    leave,
    read: async (viewer, work) => {
      await ready()
      if (!stands()) return work(database.executor)
      return database
        .as(role)
        .connection()
        .execute(async (reader) => {
          // Set anew by everybody who takes the connection.
          await sql`select set_config('nhip.viewer', ${settingOf(viewer)}, false)`.execute(reader)
          return work(reader)
        })
    },
    behind: async (viewer, work) => {
      await ready()
      return database.transaction(async (tx) => {
        await enter(tx, viewer)
        return work(tx)
      })
    },
  }
}

const settingOf = ({ id, grants }: Onlooker) =>
  JSON.stringify({
    id,
    grants: grants.map(({ role, agency, areas }) => ({ role, agency, areas: areas ?? null })),
  })

/** Whether the role is there and can be taken on. */
export async function wallStands(database: Pick<Database, 'transaction' | 'as'>): Promise<boolean> {
  try {
    await database.transaction(async (tx) => {
      await sql`select set_config('role', ${role}, true)`.execute(tx)
      await sql`select from cases.cases limit 0`.execute(tx)
    })
    // A proxy between may drop what a connection begins with.
    const { rows } = await sql<{ held: boolean }>`select current_user = ${role} as held`.execute(
      database.as(role),
    )
    return rows[0]!.held
  } catch (error) {
    // No such role, not a member of it, nothing granted to it.
    if (['22023', '42501', '42704'].includes((error as { code?: string }).code ?? '')) return false
    throw error
  }
}
