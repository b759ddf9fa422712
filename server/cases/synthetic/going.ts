import type { ActionRequest } from '../../../contract/case-types.ts'
import type { Viewer } from '../../identity/index.ts'
import { dayText, localDay } from '../../places/index.ts'
import type { Actor } from '../policy.ts'
import { act } from './case.ts'
import type { Case, World } from './case.ts'
import { centreAfter, citizenAfter } from './hours.ts'
import type { Random } from './random.ts'
import { plainRefusal } from './refusals.ts'
import type { Refusable } from './refusals.ts'
import { phrase } from './texts.ts'

/** A case on its way, and the steps that several offices take. */

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** What makes a case go its own way. */
export type Fate = {
  refusal: Refusable | null
  /** The subject it really is about, where its sender chose another. */
  subject: string
  isVague: boolean
  /** Words for everybody. */
  edited: string
  /** Others may be merged into it: then its reporter does not take it back. */
  isShared: boolean
  /** Further matters, to be made reports of their own. */
  split: { action: ActionRequest; made: (at: Date) => void } | null
}

export type Going = { world: World; life: Case; fate: Fate; random: Random; now: Date }

export const reporter: Actor = { kind: 'reporter' }
export const staff = (viewer: Viewer): Actor => ({ kind: 'staff', viewer })
export const later = (since: Date, ms: number) => new Date(since.getTime() + ms)

/** Does a step, and goes on from there. */
export function step(going: Going, by: Actor, action: ActionRequest, at: Date): boolean {
  const done = act(going.world, going.life, by, action, at)
  if (done) going.now = going.life.row.updated_at
  return done
}

export const isUrgent = ({ life, world }: Going) => {
  const unit = world.rules.ever.classes.near(
    life.row.class,
    dayText(localDay(life.row.submitted_at)),
  )?.result.unit
  return unit === 'hours' || unit === 'minutes'
}
export const operatorOf = ({ world, random }: Going): Viewer =>
  random.chance(0.86) ? random.pick(world.centre.operators) : random.pick(world.centre.leads)
export const byCentre = (going: Going, median: number) =>
  centreAfter(going.now, going.random.about(median, 0.9), isUrgent(going))

export function declineAs(going: Going, viewer: Viewer, refusal: Refusable, at: Date): false {
  const input = plainRefusal(going.world.rules, refusal, going.life.row.commune)
  if (input) step(going, staff(viewer), { type: 'decline', input }, at)
  return false
}

/** Asks the reporter; most answer, some never do. */
export function ask(going: Going, viewer: Viewer, at: Date): boolean {
  const { random, life } = going
  const question = life.row.question ?? phrase('question', random)
  if (!step(going, staff(viewer), { type: 'ask_citizen', input: { question } }, at)) return false
  if (random.chance(0.24)) {
    const given = centreAfter(going.now, random.int(7, 12) * 24 * 60, false)
    return declineAs(going, viewer, 'unanswered', given)
  }
  const replied = citizenAfter(going.now, random.about(11, 1.1), random)
  const action = { type: 'citizen_reply' as const, input: { text: phrase('reply', random) } }
  return step(going, reporter, action, replied)
}
