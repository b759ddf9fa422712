import type { ActionRequest } from '../../../contract/case-types.ts'
import type { Viewer } from '../../identity/index.ts'
import { dayText, localDay } from '../../places/index.ts'
import { dueAfter, extendUntil, promisedTime } from '../deadlines.ts'
import type { Actor } from '../policy.ts'
import { chosenOf, leadsOf, mannerOf } from './agencies.ts'
import type { AgencyPeople, Manner } from './agencies.ts'
import { answer } from './answering.ts'
import { act } from './case.ts'
import {
  ask,
  byCentre,
  day,
  hour,
  isUrgent,
  later,
  minute,
  operatorOf,
  staff,
  step,
} from './going.ts'
import type { Going } from './going.ts'
import { centreAfter, workedAfter } from './hours.ts'
import { phrase } from './texts.ts'

/** Sorted, sent and worked on: a case with agencies. */

/** To an agency, and – where it was the wrong one – to another. */
export function send(going: Going, round: number): boolean {
  const { world, life, random } = going
  const subject = world.rules.subjects.get(life.row.subject)!
  const commune = { code: life.row.commune, name: world.rules.communes.get(life.row.commune)!.name }
  const leads = leadsOf(subject, commune, world.agencies, world.rules.today).filter(
    (code) => world.peopleOf(code) !== undefined,
  )
  const before = life.row.agency
  const right = round > 1 && before && random.chance(0.85) ? before : chosenOf(leads, random)
  if (right === null) return false
  const others = leads.filter((code) => code !== right)
  const isWrong = others.length > 0 && random.chance(0.11)
  if (!assign(going, isWrong ? random.pick(others) : right, operatorOf(going))) return false
  if (!isWrong) return true

  for (let back = 1; ; back += 1) {
    const people = world.peopleOf(life.row.agency!)!
    const hours = isUrgent(going) ? 0.2 : random.about(2, 0.6)
    const at = isUrgent(going)
      ? later(going.now, hours * hour)
      : workedAfter(world.rules.calendar, going.now, hours, life.row.agency)
    const reason = phrase('hand_back', random)
    const input = random.chance(0.6) ? { reason, agency: right } : { reason }
    if (!step(going, staff(people.coordinator), { type: 'hand_back', input }, at)) {
      // Too late to hand it back: it is theirs then.
      return going.life.row.status === 'assigned' && at <= world.end
    }
    const lead = random.pick(world.centre.leads)
    const isDisputed = life.row.hand_backs >= 2
    if (isDisputed && random.chance(0.45)) {
      const summary = phrase('escalation', random)
      const told = byCentre(going, 90)
      if (!step(going, staff(lead), { type: 'escalate', input: { summary } }, told)) return false
      going.now = later(going.now, random.about(20, 0.7) * hour)
    }
    const insists = back === 1 && random.chance(0.3)
    const to = insists && others.length > 0 ? random.pick(others) : right
    if (!assign(going, to, isDisputed ? lead : operatorOf(going), isDisputed ? 400 : 60))
      return false
    if (!insists) return true
  }
}

function assign(going: Going, agency: string, viewer: Viewer, median = 12): boolean {
  return step(
    going,
    staff(viewer),
    { type: 'assign', input: { agency } },
    byCentre(going, isUrgent(going) ? 4 : median),
  )
}

/** With an agency until its answer is published. */
export function work(going: Going, round: number): boolean {
  const { world, life, random } = going
  const agency = life.row.agency!
  const people = world.peopleOf(agency)!
  const manner = mannerOf(agency, world.seed)
  const { calendar } = world.rules
  const after = (hours: number) =>
    isUrgent(going)
      ? later(going.now, hours * 0.4 * hour)
      : workedAfter(calendar, going.now, hours, agency)
  const asked = life.row.updated_at
  const isForgotten = random.chance(manner.neglect * (round > 1 ? 0.5 : 1))
  const finish = isForgotten
    ? random.chance(0.5)
      ? later(asked, random.int(18, 90) * day)
      : null
    : plannedFinish(going, manner, asked)
  remindUntil(going, finish)
  if (isForgotten && random.chance(0.4))
    return finish !== null && resume(going, people, finish, round)

  const officer = staff(people.officer)
  const first = random.chance(0.65) ? staff(people.coordinator) : officer
  const seen = after(random.about(1.3 * (0.4 + manner.pace), 0.8))
  if (!step(going, first, { type: 'acknowledge', input: {} }, seen)) return false
  if (random.chance(0.5)) {
    const input = { officer: people.officer.id }
    const given = after(random.about(0.5, 0.7))
    if (!step(going, staff(people.coordinator), { type: 'assign_inside', input }, given))
      return false
  }
  if (isForgotten) return finish !== null && resume(going, people, finish, round)
  if (!step(going, officer, { type: 'start', input: {} }, after(random.about(1.2, 0.8))))
    return false
  if (random.chance(0.022) && !consult(going, officer, after)) return false
  if (random.chance(0.05)) {
    const input = { text: phrase('note_internal', random) }
    if (
      !step(
        going,
        random.chance(0.5) ? officer : staff(operatorOf(going)),
        { type: 'note_internal', input },
        after(1),
      )
    )
      return false
  }
  if (random.chance(0.06)) {
    const input = { text: phrase('note_public', random) }
    if (!step(going, officer, { type: 'note_public', input }, after(2))) return false
  }
  if (round === 1 && random.chance(0.014) && !isUrgent(going)) return plod(going, people)
  if (finish && finish > life.row.due_at && !delay(going, officer, after)) return false
  return answer(going, people, finish ?? going.now, round)
}

/** Begins late what was forgotten. */
function resume(going: Going, people: AgencyPeople, at: Date, round: number): boolean {
  const by = staff(people.coordinator)
  const { status } = going.life.row
  if (status === 'assigned' && !step(going, by, { type: 'acknowledge', input: {} }, at))
    return false
  const begun = later(at, 20 * minute)
  if (!step(going, by, { type: 'start', input: {} }, begun)) return false
  return answer(going, people, later(begun, going.random.about(5, 0.6) * hour), round)
}

/** When the work is done: so much of the deadline as the agency is used to take. */
function plannedFinish(going: Going, { pace }: Manner, since: Date): Date {
  const { world, life, random } = going
  const share = random.about(pace, 0.42)
  const due = dueAfter(world.rules, life.row.class, since)
  if (isUrgent(going)) return later(since, (due.getTime() - since.getTime()) * share * 0.6)
  const { calendar } = world.rules
  const { result } = world.rules.ever.classes.near(life.row.class, dayText(localDay(since)))!
  const hours = result.amount * (result.unit === 'working_hours' ? 1 : 7.5)
  return workedAfter(calendar, since, hours * share, life.row.agency)
}

/** The centre urges on what is late. */
function remindUntil(going: Going, finish: Date | null): void {
  const { world, life, random } = going
  for (const days of [0.3, 3, 8, 15, 30, 60]) {
    const at = centreAfter(later(life.row.due_at, days * day), random.int(5, 200), false)
    if (at > world.end || (finish && at >= finish)) return
    if (random.chance(0.3)) continue
    const text = phrase('remind', random) || undefined
    const by = staff(operatorOf(going))
    const action = { type: 'remind' as const, input: { text } }
    life.agenda.push({ at, run: () => void act(world, life, by, action, at) })
  }
  if (random.chance(0.3)) {
    const at = centreAfter(later(life.row.due_at, 40 * day), random.int(5, 200), false)
    if (finish && at >= finish) return
    const action = { type: 'escalate' as const, input: { summary: phrase('escalation', random) } }
    const by = staff(random.pick(world.centre.leads))
    life.agenda.push({ at, run: () => void act(world, life, by, action, at) })
  }
}

/** The agency's question goes through the centre to the reporter. */
function consult(going: Going, officer: Actor, after: (hours: number) => Date): boolean {
  const input = { question: phrase('question', going.random) }
  if (!step(going, officer, { type: 'request_question', input }, after(1))) return false
  return ask(going, operatorOf(going), byCentre(going, 40))
}

/** Asks for more time where it will not be ready, and mostly gets it. */
function delay(going: Going, officer: Actor, after: (hours: number) => Date): boolean {
  const { world, life, random } = going
  const latest = extendUntil(world.rules, life.row)
  const at = after(random.about(3, 0.6))
  if (latest === null || at >= life.row.due_at || random.chance(0.45)) return true
  const days = [1, 2, 3, 5, 8]
    .map((count) => dayText(localDay(life.row.due_at) + count))
    .filter((date) => date <= latest && promisedTime(world.rules, date) > life.row.due_at)
  if (days.length === 0) return true
  const input = {
    reason: phrase('extend_reason', random),
    done: phrase('extend_done', random),
    promisedOn: random.pick(days),
  }
  if (!step(going, officer, { type: 'extend', input }, at)) return going.now < world.end
  const viewer = staff(operatorOf(going))
  const decision: ActionRequest = random.chance(0.8)
    ? { type: 'grant_extension', input: { promisedOn: life.row.extension! } }
    : { type: 'refuse_extension', input: { reason: phrase('extend_refused', random) } }
  return step(going, viewer, decision, byCentre(going, 120))
}

/** What no deadline allows for: a plan, a day far away, and word of it now and then. */
function plod(going: Going, people: AgencyPeople): boolean {
  const { world, random } = going
  const promised = localDay(going.now) + random.int(50, 260)
  const input = { promisedOn: dayText(promised), plan: phrase('plan', random) }
  const viewer = staff(operatorOf(going))
  if (!step(going, viewer, { type: 'long_term', input }, byCentre(going, 300))) return false
  const told = random.int(1, 8)
  for (let count = 0; count < told && localDay(going.now) < promised - 20; count += 1) {
    const action = { type: 'note_public' as const, input: { text: phrase('note_public', random) } }
    const at = workedAfter(
      world.rules.calendar,
      later(going.now, random.int(19, 36) * day),
      1,
      null,
    )
    if (!step(going, staff(people.coordinator), action, at)) return false
  }
  const done = promisedTime(world.rules, dayText(promised + random.int(-15, 12)))
  return answer(going, people, later(done, -random.int(1, 6) * hour), 1)
}
