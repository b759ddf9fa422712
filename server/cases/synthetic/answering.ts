import { isOpen } from '../../../contract/case-types.ts'
import type { Status } from '../../../contract/case-types.ts'
import type { Viewer } from '../../identity/index.ts'
import { dayText, localDay } from '../../places/index.ts'
import { mannerOf } from './agencies.ts'
import type { AgencyPeople } from './agencies.ts'
import {
  byCentre,
  hour,
  isUrgent,
  later,
  minute,
  operatorOf,
  reporter,
  staff,
  step,
} from './going.ts'
import type { Going } from './going.ts'
import { centreAfter, citizenAfter, workedAfter } from './hours.ts'
import { answerOf, phrase } from './texts.ts'

/** An answer's way over two desks to the public, and what its reporter thinks of it. */

/** The answer, its way over two desks, and its publication. */
export function answer(going: Going, people: AgencyPeople, planned: Date, round: number): boolean {
  const { world, life, fate, random } = going
  const agency = life.row.agency!
  const manner = mannerOf(agency, world.seed)
  const { calendar } = world.rules
  let isGood = random.chance(Math.min(0.97, manner.care + (round > 1 ? 0.25 : 0)))
  let at = new Date(Math.max(planned.getTime(), going.now.getTime() + 10 * minute))
  for (let attempt = 1; ; attempt += 1) {
    const isFinished = random.chance(isGood ? 0.9 : 0.97)
    const { subject } = life.row
    const boxes = answerOf({ subject, at, isGood, isFinished, isSecond: round > 1 }, random)
    const promisedOn = isFinished ? undefined : dayText(localDay(at) + random.int(5, 40))
    const input = { ...boxes, finished: isFinished, ...(promisedOn && { promisedOn }) }
    const officer = staff(random.chance(0.8) ? people.officer : people.coordinator)
    if (!step(going, officer, { type: 'answer', input }, at)) return false

    const read = isUrgent(going)
      ? later(going.now, random.about(40, 0.8) * minute)
      : workedAfter(calendar, going.now, random.about(1.6 * (0.5 + manner.pace), 0.8), agency)
    if (attempt < 3 && random.chance(isGood ? 0.03 : 0.12)) {
      if (!returned(going, people.head, read, isGood)) return false
    } else {
      if (!step(going, staff(people.head), { type: 'approve', input: {} }, read)) return false
      const viewer = operatorOf(going)
      const published = byCentre(going, isUrgent(going) ? 30 : 260)
      if (attempt >= 3 || !random.chance(isGood ? 0.02 : 0.3)) {
        const letter = `Kính gửi Quý Ông/Bà,\n${life.row.answer}\nTrân trọng cảm ơn Quý Ông/Bà đã phản ánh.`
        const name = world.rules.subjects.get(subject)!.name.vi
        const commune = world.rules.communes.get(life.row.commune)!.name
        const title = `${name} – ${commune}`.slice(0, 120)
        const words = { title, text: fate.edited, answer: letter }
        return step(going, staff(viewer), { type: 'publish', input: words }, published)
      }
      if (!returned(going, viewer, published, isGood)) return false
    }
    isGood ||= random.chance(0.62)
    at = isUrgent(going)
      ? later(going.now, random.about(3, 0.6) * hour)
      : workedAfter(calendar, going.now, random.about(4, 0.7), agency)
  }
}

const returnReasons = ['missing_time', 'missing_photo', 'off_question', 'perfunctory'] as const

function returned(going: Going, viewer: Viewer, at: Date, isGood: boolean): boolean {
  const { random } = going
  const reason = isGood ? 'missing_photo' : random.pick(returnReasons)
  const text = phrase('return_text', random) || undefined
  return step(going, staff(viewer), { type: 'return_answer', input: { reason, text } }, at)
}

/** What the reporter thinks of it. Answers whether it begins anew. */
export function judge(going: Going): boolean {
  const { world, life, random } = going
  const { row } = life
  const isGood = !/tiếp thu|thời gian tới|nhắc nhở các hộ|ý thức|quy trình|thẩm quyền/.test(
    row.answer ?? '',
  )
  const isLate = row.answered_at! > row.due_at
  const scores = isGood
    ? ([
        ['resolved', 70],
        ['acceptable', isLate ? 28 : 20],
        ['unresolved', isLate ? 14 : 8],
      ] as const)
    : ([
        ['resolved', 14],
        ['acceptable', 28],
        ['unresolved', 58],
      ] as const)
  const rating = random.weighted(scores)
  const seen = citizenAfter(going.now, random.about(18, 1.1), random)
  if (random.chance(0.44)) {
    const kind = {
      resolved: 'comment_good',
      acceptable: 'comment_middle',
      unresolved: 'comment_bad',
    } as const
    const comment = random.chance(0.4) ? phrase(kind[rating], random) : undefined
    if (!step(going, reporter, { type: 'rate', input: { rating, comment } }, seen)) return false
    if (rating === 'unresolved' && random.chance(0.6)) {
      const input = { reason: phrase('reopen', random) }
      return step(
        going,
        reporter,
        { type: 'reopen', input },
        later(going.now, random.int(1, 40) * minute),
      )
    }
  }
  if (!isGood && random.chance(0.07)) {
    const input = { reason: phrase('reopen_lead', random) }
    const lead = staff(random.pick(world.centre.leads))
    return step(
      going,
      lead,
      { type: 'reopen', input },
      centreAfter(going.now, random.int(600, 6000), false),
    )
  }
  if (random.chance(rating === 'unresolved' ? 0.2 : 0.62) && !isOpen(row.status as Status)) {
    const closed = centreAfter(going.now, random.int(6, 16) * 24 * 60, false)
    step(going, staff(operatorOf(going)), { type: 'close', input: {} }, closed)
  }
  return false
}
