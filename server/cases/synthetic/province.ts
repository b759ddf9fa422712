import { isOpen } from '../../../contract/case-types.ts'
import type { ActionRequest, Status } from '../../../contract/case-types.ts'
import { dayText, localDay } from '../../places/index.ts'
import type { Position } from '../../places/index.ts'
import { presentQuestions, readAnswers } from '../answers.ts'
import type { KeptAnswer } from '../answers.ts'
import type { Rules } from '../catalogue.ts'
import { act, mergeInto, openCase } from './case.ts'
import type { Case, Consent, World } from './case.ts'
import { centreAfter, citizenAfter } from './hours.ts'
import { live } from './life.ts'
import type { Fate } from './going.ts'
import { codeOf, idAt, numberOf } from './names.ts'
import { reporterOf } from './people.ts'
import { addressOf } from './places.ts'
import type { Spot } from './places.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import type { Refusable } from './refusals.ts'
import { hands } from './style.ts'
import { subjectOn } from './subjects.ts'
import { phrase, wordingOf, wordsOf } from './texts.ts'
import { momentIn } from './volume.ts'

/**
 * Reports come in families: one alone, one with others about the same, one that comes back after
 * weeks. A family is made from the seed and its own number, so that a larger province contains a
 * smaller one and nothing has to be remembered between runs.
 */

const day = 86_400_000
/** Indexes of a family: reports sent have the first half, parts split off the second. */
const mostOfFamily = 16

type Plan = { index: number; at: number[]; isRecurring: boolean; random: Random }

/** When the reports of a family are sent; what would come after the end is left out. */
function planOf({ seed, volume, end }: World, index: number): Plan {
  const random = createRandom(seed, index)
  let first = momentIn(volume, random)
  // The last day is not over.
  while (first > end.getTime()) first -= day
  const kind = random.weighted([
    ['alone', 84],
    ['doubled', 10],
    ['recurring', 6],
  ] as const)
  const at = [first]
  if (kind === 'doubled') {
    const count = random.weighted([
      [1, 60],
      [2, 25],
      [3, 10],
      [5, 5],
    ] as const)
    for (let more = 0; more < count; more += 1) {
      at.push(citizenAfter(new Date(first), random.about(9, 1.2), random).getTime())
    }
  } else if (kind === 'recurring') {
    const count = random.weighted([
      [1, 70],
      [2, 22],
      [3, 8],
    ] as const)
    for (let more = 0; more < count; more += 1) {
      at.push(citizenAfter(new Date(at.at(-1)!), random.int(18, 80) * 24, random).getTime())
    }
  }
  const isRecurring = kind === 'recurring'
  return { index, at: at.filter((time) => time <= end.getTime()), isRecurring, random }
}

/** So many families from a number on make at least so many reports; and how many exactly. */
export function familiesFor(
  world: World,
  from: number,
  reports: number,
): { to: number; reports: number } {
  let [to, sum] = [from, 0]
  for (; sum < reports; to += 1) sum += planOf(world, to).at.length
  return { to, reports: sum }
}

/**
 * The cases of the families from one number up to another, in the order in which they were sent: a
 * day at a time.
 */
export function* provinceOf(
  world: World,
  { from, to, salt = 0 }: { from: number; to: number; salt?: number },
): Generator<Case[]> {
  const starts = new Float64Array(to - from)
  for (let index = from; index < to; index += 1) {
    starts[index - from] = planOf(world, index).at[0]!
  }
  const order = Uint32Array.from(starts.keys()).sort((one, other) => starts[one]! - starts[other]!)
  const days = new Map<number, Case[]>()
  let today = order.length > 0 ? localDay(new Date(starts[order[0]!]!)) : 0

  function* upTo(next: number): Generator<Case[]> {
    for (; today < next; today += 1) {
      const cases = days.get(today)
      days.delete(today)
      if (cases) yield cases.sort((one, other) => (one.row.id < other.row.id ? -1 : 1))
    }
  }

  for (const place of order) {
    yield* upTo(localDay(new Date(starts[place]!)))
    for (const made of familyOf(world, planOf(world, from + place), salt)) {
      // A part comes into being when it is split off.
      const sent = localDay(made.log[0]!.at)
      const cases = days.get(sent)
      if (cases) cases.push(made)
      else days.set(sent, [made])
    }
  }
  yield* upTo(localDay(world.end) + 1)
}

type Family = {
  world: World
  salt: number
  random: Random
  plan: Plan
  subject: string
  spot: Spot
  point: Position
  place: { address: string; where: string }
  made: Case[]
}

function familyOf(world: World, plan: Plan, salt: number): Case[] {
  const { random } = plan
  const subject = subjectOn(world.rules, localDay(new Date(plan.at[0]!)), random)
  const spot = world.places.spotAny(random)
  const point = world.places.pointAt(spot, random)
  const place = addressOf(spot, random)
  const family = { world, salt, random, plan, subject, spot, point, place, made: [] }
  if (plan.isRecurring || plan.at.length === 1) {
    plan.at.forEach((at, member) => alone(family, new Date(at), member))
  } else {
    together(family)
  }
  return family.made
}

/** A report that goes its own way. */
function alone(family: Family, at: Date, member: number): void {
  const { life, fate } = send(family, at, member, false)
  live(family.world, life, fate, family.random)
}

/** Several reports of one matter: most are found to be one. */
function together(family: Family): void {
  const { world, random, plan } = family
  const [first, ...others] = plan.at
    .toSorted((one, other) => one - other)
    .map((at, member) => send(family, new Date(at), member, true))
  const main = first!.life
  const left = new Set(others)
  for (const other of others) {
    const { life } = other
    const at = centreAfter(life.row.submitted_at, random.about(55, 0.9), false)
    const viewer = random.pick(world.centre.operators)
    const run = () => {
      if (!isOpen(main.row.status as Status) || random.chance(0.08)) return
      if (mergeInto(world, life, main, { kind: 'staff', viewer }, at)) left.delete(other)
    }
    main.agenda.push({ at, run })
  }
  live(world, main, first!.fate, random)
  for (const other of others) {
    if (left.has(other)) live(world, other.life, other.fate, random)
    else rateWith(family, other.life, main)
  }
}

/** Whoever was merged judges the answer of the whole. */
function rateWith({ world, random }: Family, life: Case, { row }: Case): void {
  if (row.answered_at === null || !random.chance(0.22)) return
  const at = citizenAfter(row.answered_at, random.about(30, 0.9), random)
  const rating = random.weighted([
    ['resolved', 55],
    ['acceptable', 27],
    ['unresolved', 18],
  ] as const)
  act(world, life, { kind: 'reporter' }, { type: 'rate', input: { rating } }, at)
}

const refusals: readonly (readonly [Refusable | null, number])[] = [
  [null, 929],
  ['complaint', 15],
  ['denunciation', 8],
  ['dispute', 12],
  ['outside', 6],
  ['junk', 30],
]

/** One report of a family, sent, and what will become of it. */
function send(
  family: Family,
  at: Date,
  member: number,
  isShared: boolean,
): { life: Case; fate: Fate } {
  const { world, random, plan, place, spot } = family
  const { rules } = world
  const refusal = isShared || plan.isRecurring ? null : random.weighted(refusals)
  const subject = rules.subjects.get(family.subject)!
  const person = reporterOf(random, subject.contact === 'required')
  const isVague = refusal === null && !isShared && !plan.isRecurring && random.chance(0.05)
  const hasPlace =
    wordsOf(subject.code).at !== false ? !isVague && random.chance(0.95) : random.chance(0.25)
  const more =
    refusal === null && !isVague && !isShared && random.chance(0.07)
      ? [subjectOn(rules, localDay(at), random)].filter((code) => code !== subject.code)
      : []
  const channel = random.weighted([
    ['web', 72],
    ['hotline', 25],
    ['open311', 3],
  ] as const)
  const words = wordingOf(
    {
      subject: subject.code,
      where: hasPlace || isShared ? place.where : null,
      hand: random.weighted(hands),
      again: plan.isRecurring && member > 0 && random.chance(0.7),
      phone: person.phone,
      more,
      byCall: channel === 'hotline',
    },
    random,
  )
  const text =
    refusal && refusal !== 'unanswered'
      ? phrase(refusal, random)
      : isVague
        ? phrase('vague', random)
        : random.chance(0.006)
          ? phrase('english', random)
          : words.text
  const sentAs = random.chance(0.035) ? siblingOf(rules, subject.code, random) : subject.code
  const life = openCase(world, {
    ...named(family, member, at),
    channel,
    subject: sentAs,
    description: text,
    answers: isVague ? [] : answersOf(rules, sentAs, random),
    commune: spot.commune.code,
    position: hasPlace ? beside(family, isShared ? 35 : 20, random) : null,
    address: hasPlace || random.chance(0.3) ? place.address : null,
    reporter: person,
    consents: consentsOn(rules, at, random),
    at,
  })
  family.made.push(life)
  const fate = { refusal, subject: subject.code, isVague, edited: words.edited, isShared }
  return {
    life,
    fate: { ...fate, split: splitOf(family, life, { member, more, texts: words.others }) },
  }
}

function named({ world, plan, salt, random }: Family, member: number, at: Date) {
  const index = plan.index * mostOfFamily + member
  return {
    id: idAt(at, random),
    number: numberOf(index, world.seed, salt),
    code: codeOf(index, world.seed, salt),
  }
}

/** What the centre makes of several matters in one report. */
function splitOf(
  family: Family,
  whole: Case,
  { member, more, texts }: { member: number; more: string[]; texts: string[] },
): Fate['split'] {
  const { world, random } = family
  if (more.length === 0 || random.chance(0.4)) return null
  const place = mostOfFamily / 2 + member
  const part = named(family, place, whole.row.submitted_at)
  const [subject, text] = [more[0]!, texts[0]!]
  // The log keeps no words of it.
  const input = { parts: [{ number: part.number, subject }] }
  return {
    action: { type: 'split', input } as unknown as ActionRequest,
    made(at) {
      const { row, reporter, consents } = whole
      const life = openCase(world, {
        ...part,
        id: idAt(at, random),
        channel: row.channel,
        subject,
        description: text,
        answers: [],
        commune: row.commune,
        position: row.lat === null ? null : { lat: row.lat, lon: row.lon! },
        address: row.address,
        reporter,
        consents,
        at: row.submitted_at,
        part: { of: row.number, at },
      })
      family.made.push(life)
      const fate = {
        refusal: null,
        subject,
        isVague: false,
        edited: text,
        isShared: false,
        split: null,
      }
      live(world, life, fate, random)
    },
  }
}

/** Some metres from the family's point. */
function beside({ point }: Family, metres: number, random: Random): Position {
  const off = () => ((random.next() - 0.5) * 2 * metres) / 111_195
  const round = (value: number) => Math.round(value * 1e6) / 1e6
  return { lat: round(point.lat + off()), lon: round(point.lon + off()) }
}

/** Another subject of the same group, as it is mistaken for; those that ask for a contact are not. */
function siblingOf(rules: Rules, code: string, random: Random): string {
  const { group } = rules.subjects.get(code)!
  const near = [...rules.subjects.values()].filter(
    (one) => one.group === group && one.contact !== 'required',
  )
  return near.length > 0 ? random.pick(near).code : code
}

/** Some answer the questions of a subject. */
function answersOf(rules: Rules, subject: string, random: Random): KeptAnswer[] {
  if (!random.chance(0.22)) return []
  const found = rules.subjects.get(subject)!
  const given = presentQuestions(found, 'vi')
    .filter(({ options }) => options.length > 0 && random.chance(0.7))
    .map(({ code, options }) => ({ question: code, values: [random.pick(options).code] }))
  return readAnswers(found, given).kept
}

/** What was agreed to, in the words of that day. */
function consentsOn(rules: Rules, at: Date, random: Random): Consent[] {
  const on = dayText(localDay(at))
  return (['pictures', 'satisfaction'] as const).flatMap((purpose): Consent[] => {
    const text = rules.ever.consents.on(purpose, on)
    return text && random.chance(0.6) ? [{ purpose, version: text.validFrom, language: 'vi' }] : []
  })
}
