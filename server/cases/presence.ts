import { sql } from 'kysely'
import { Failure } from '../../contract/errors.ts'
import { presenceForgottenMs } from '../../contract/presence.ts'
import type { Doing, Presence } from '../../contract/presence.ts'
import { audienceOfCase, overviewGrants } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import type { Database } from '../platform/database/index.ts'
import { createWall } from '../platform/database/wall.ts'
import { isCentreOf, maySee } from './policy.ts'
import { findCase } from './queries.ts'

/** Who is at which case. Every process hears of it on this channel, and only remembers. */
export const presenceChannel = 'nhip_presence'
const sweepMs = 5_000

/** What a process tells the others: a window's case, or that it has none. */
type Word = {
  tab: string
  /** Absent when the window is gone. */
  at?: {
    id: string
    type: string
    agency: string | null
    commune: string
    person: { id: string; name: string; ofCentre: boolean }
    writing: boolean
  }
}
type Place = NonNullable<Word['at']>

/** Who is at which case now: in memory, the same in every process; see docs/adr/0025-desk.md. */
export type PresenceBoard = ReturnType<typeof createPresence>

export function createPresence(database: Database) {
  const { executor } = database
  const wall = createWall(database)
  const places = new Map<string, { at: Place; until: number }>()
  const listeners = new Set<{ audience: string[]; told: () => void }>()

  function announce(changed: Place[]): void {
    const tags = new Set(
      changed.flatMap(({ commune, agency }) => audienceOfCase(commune, agency ? [agency] : [])),
    )
    for (const { audience, told } of listeners) if (audience.some((tag) => tags.has(tag))) told()
  }

  const sweep = setInterval(() => {
    const now = performance.now()
    const gone = [...places].filter(([, { until }]) => until < now)
    for (const [tab] of gone) places.delete(tab)
    if (gone.length > 0) announce(gone.map(([, { at }]) => at))
  }, sweepMs)
  sweep.unref()

  return {
    /** What came over {@link presenceChannel}, from this process as well. */
    hear(payload: string): void {
      const { tab, at } = JSON.parse(payload) as Word
      const before = places.get(tab)?.at
      if (at) places.set(tab, { at, until: performance.now() + presenceForgottenMs })
      else places.delete(tab)
      // That somebody is still there is no news.
      const isSame = before?.id === at?.id && before?.writing === at?.writing
      if (!isSame) announce([before, at].filter((each) => each !== undefined))
    },

    /**
     * A window of the viewer's shows a case. Nothing is written; the database only passes it on.
     * @throws Failure not_found for who may not see it
     */
    async tell(
      viewer: Viewer,
      id: string,
      { tab, doing }: { tab: string; doing: Doing },
    ): Promise<undefined> {
      const row = await wall.read(viewer, (tx) => findCase(tx, id))
      if (!row || !maySee(viewer, row)) throw new Failure('not_found')
      const { type, agency, commune } = row
      const person = {
        id: viewer.id,
        name: viewer.name,
        ofCentre: overviewGrants(viewer).length > 0,
      }
      const word: Word = {
        tab: `${viewer.id} ${tab}`,
        ...(doing !== 'left' && {
          at: { id: row.id, type, agency, commune, person, writing: doing === 'writing' },
        }),
      }
      await sql`select pg_notify(${presenceChannel}, ${JSON.stringify(word)})`.execute(executor)
    },

    /** The colleagues at cases that the viewer may see, each once for a case. */
    list(viewer: Viewer): Presence[] {
      const now = performance.now()
      const found = new Map<string, Presence>()
      for (const { at, until } of places.values()) {
        if (until < now || at.person.id === viewer.id || !maySee(viewer, at)) continue
        const isHidden = at.person.ofCentre && !isCentreOf(viewer, at)
        const key = `${at.id} ${isHidden ? '' : at.person.id}`
        found.set(key, {
          case: at.id,
          person: isHidden ? null : at.person.name,
          writing: at.writing || found.get(key)?.writing === true,
        })
      }
      return [...found.values()]
    },

    /** Calls `told` when something changed that this audience may hear of; the answer ends it. */
    subscribe(audience: string[], told: () => void): () => void {
      const listener = { audience, told }
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    stop(): void {
      clearInterval(sweep)
      listeners.clear()
    },
  }
}
