import { checkLists } from './checks.ts'
import { play } from './journey.ts'
import type { Journey } from './journey.ts'
import { reports } from './texts.ts'
import type { SampleReport } from './texts.ts'
import type { World } from './world.ts'

export type Run = {
  journeys: Journey[]
  /** What is wrong with the public lists as a whole. */
  listProblems: string[]
  milliseconds: number
}

/** How many journeys are under way at once. */
const atOnce = 4

/** Plays the reports, several at once, and then reads the public lists. */
export async function playAll(world: World, wanted: SampleReport[]): Promise<Run> {
  const start = performance.now()
  const journeys: Journey[] = []
  const waiting = [...wanted]
  const next = async () => {
    for (let report = waiting.shift(); report; report = waiting.shift()) {
      journeys.push(await play(world, report, reports.indexOf(report)))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, next))
  journeys.sort((a, b) => a.id.localeCompare(b.id))
  const listProblems = await checkLists(world, journeys)
  return { journeys, listProblems, milliseconds: performance.now() - start }
}
