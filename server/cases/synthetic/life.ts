import type { ActionRequest } from '../../../contract/case-types.ts'
import type { Viewer } from '../../identity/index.ts'
import { judge } from './answering.ts'
import { act, advance } from './case.ts'
import type { Case, World } from './case.ts'
import {
  ask,
  byCentre,
  declineAs,
  isUrgent,
  later,
  minute,
  operatorOf,
  reporter,
  staff,
  step,
} from './going.ts'
import type { Fate, Going } from './going.ts'
import { centreAfter, citizenAfter } from './hours.ts'
import type { Random } from './random.ts'
import { phrase } from './texts.ts'
import { send, work } from './work.ts'

/** The way of a case through the offices, from the centre's first look to its end. */

/** Lives a case up to the end of the history. */
export function live(world: World, life: Case, fate: Fate, random: Random): void {
  const going = { world, life, fate, random, now: life.row.updated_at }
  planAsides(going)
  if (takeUp(going) && screen(going)) {
    for (let round = 1; round <= 3; round += 1) {
      if (!send(going, round)) break
      if (!work(going, round)) break
      if (!judge(going)) break
    }
  }
  advance(life, world.end)
}

/** What reporters do whenever they like: press, ask to be called, take it back. */
function planAsides(going: Going): void {
  const { world, life, fate, random } = going
  const since = going.now
  const at = (hours: number) => citizenAfter(since, hours, random)
  if (!fate.isShared && random.chance(0.011)) {
    const reason = phrase('withdraw', random) || undefined
    plan(at(random.about(14, 1)), { type: 'withdraw', input: { reason } })
  }
  if (random.chance(0.016)) {
    const pressed = at(random.about(26, 0.8))
    plan(pressed, { type: 'urgent', input: { reason: phrase('urgent', random) } })
    const seen = later(pressed, random.about(50, 0.9) * minute)
    plan(seen, { type: 'see_urgent', input: {} }, random.pick(world.centre.leads))
  }
  if (life.reporter.phone && random.chance(0.022)) {
    const asked = at(random.about(20, 1))
    plan(asked, { type: 'ask_call', input: { reason: phrase('callback', random) } })
    const called = centreAfter(asked, random.about(240, 1), false)
    const input = { text: phrase('call_done', random) }
    plan(called, { type: 'call_done', input }, operatorOf(going))
  }

  function plan(when: Date, action: ActionRequest, viewer?: Viewer) {
    const by = viewer ? staff(viewer) : reporter
    life.agenda.push({ at: when, run: () => void act(world, life, by, action, when) })
  }
}

/** The centre's first look. */
function takeUp(going: Going): boolean {
  const { fate, random } = going
  const at = byCentre(going, isUrgent(going) ? 5 : 32)
  const viewer = operatorOf(going)
  if (fate.refusal && random.chance(0.6)) return declineAs(going, viewer, fate.refusal, at)
  return step(going, staff(viewer), { type: 'accept', input: {} }, at)
}

/** Sorting: what it is, whether it can be understood, whether it is one matter. */
function screen(going: Going): boolean {
  const { life, fate, random } = going
  const viewer = operatorOf(going)
  if (fate.refusal) return declineAs(going, viewer, fate.refusal, byCentre(going, 14))
  if (fate.subject !== life.row.subject) {
    const action = { type: 'reclassify' as const, input: { subject: fate.subject } }
    if (!step(going, staff(viewer), action, byCentre(going, 6))) return false
  }
  if (fate.split) {
    if (!step(going, staff(viewer), fate.split.action, byCentre(going, 8))) return false
    fate.split.made(going.now)
  }
  const asks = fate.isVague ? 0.7 : 0.025
  return random.chance(asks) ? ask(going, viewer, byCentre(going, 9)) : true
}
