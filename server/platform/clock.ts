import { sql } from 'kysely'
import { tablesOf } from './database/index.ts'
import type { Executor } from './database/index.ts'

/** What time it is for everybody: the database's time. */
export type Clock = { now(): Promise<Date> }

const tables = tablesOf('platform')
/** Milliseconds. */
const askEvery = 10_000

/**
 * The database's clock, asked every ten seconds at most and carried on by the process's monotonic
 * one, so that neither a wrong clock of this machine nor one set while it runs moves a deadline. It
 * is late by the way of the answer and never ahead: nothing happens after what is written next.
 */
export function createClock(executor: Executor): Clock {
  let asked: { answer: Promise<number>; until: number } | null = null

  async function ask(): Promise<number> {
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(
      tables(executor),
    )
    return rows[0]!.now.getTime() - performance.now()
  }

  return {
    async now() {
      const current = performance.now()
      if (!asked || current > asked.until) {
        const mine = { answer: ask(), until: current + askEvery }
        asked = mine
        mine.answer.catch(() => {
          if (asked === mine) asked = null
        })
      }
      return new Date((await asked.answer) + performance.now())
    },
  }
}
