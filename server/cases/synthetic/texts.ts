import type { Random } from './random.ts'
import { filled, sentence, written } from './style.ts'
import type { Hand } from './style.ts'
import phrases from './words/phrases.json' with { type: 'json' }
import subjectWords from './words/subjects.json' with { type: 'json' }

/** What people write about a subject, and what agencies answer: put together from fragments. */

type SubjectWords = { what: string[]; found: string[]; done: string[]; at?: boolean }
const bySubject = subjectWords as Record<string, SubjectWords>
const general: SubjectWords = {
  what: ['có việc cần được xem xét', 'tình trạng này kéo dài chưa ai xử lý'],
  found: ['nội dung phản ánh có cơ sở'],
  done: ['đã xử lý theo thẩm quyền'],
}

export const wordsOf = (subject: string): SubjectWords => bySubject[subject] ?? general

export type Kind = keyof typeof phrases

/** A phrase of a kind, its choices decided. */
export function phrase(
  kind: Kind,
  random: Random,
  blanks: Readonly<Record<string, string>> = {},
): string {
  return filled(random.pick(phrases[kind]), blanks, random)
}

/** A number plate that no register gives out, and what stands in public where one stood. */
const plate = (random: Random) => `75${random.pick(['A', 'B', 'C', 'H'])}-000.${random.int(0, 9)}0`
const hiddenPlate = '[biển số]'

/** A report's words: as they were sent, and as an editor would spell them, without what is personal. */
export type Wording = { text: string; edited: string; others: string[] }

export type Matter = {
  subject: string
  where: string | null
  hand: Hand
  /** It was reported before. */
  again: boolean
  phone: string | null
  /** Subjects of further matters in the same report. */
  more: string[]
  byCall: boolean
}

/** Writes a report. */
export function wordingOf(matter: Matter, random: Random): Wording {
  const { subject, hand, phone } = matter
  const bks = plate(random)
  const of = (code: string) => filled(random.pick(wordsOf(code).what), { bks }, random)
  const main = placed(of(subject), wordsOf(subject).at === false ? null : matter.where, random)
  const since = phrase('since', random)
  const others = matter.more.map((code) => sentence(of(code)))
  const parts = [
    sentence(since && random.chance(0.55) ? `${main}, ${since}` : main),
    ...matter.more.map((_, index) =>
      filled(random.pick(phrases.split), { what: uncapitalised(others[index]!) }, random),
    ),
    matter.again ? phrase('again', random) : '',
    random.chance(0.55) ? phrase('annoyance', random) : '',
    phrase('plea', random),
  ].filter(Boolean)
  const edited = parts
    .slice(0, matter.again ? 3 : 2)
    .join(' ')
    .replaceAll(bks, hiddenPlate)
  const told = [
    phrase('openings', random),
    ...parts,
    random.chance(0.03) ? phrase('secret', random) : '',
    phone && random.chance(0.05) ? phrase('call', random, { phone: spoken(phone) }) : '',
  ]
    .filter(Boolean)
    .join(' ')
  return {
    text: matter.byCall ? `(tổng đài ghi) ${edited}` : written(told, hand, random),
    edited,
    others,
  }
}

const uncapitalised = (text: string) => text[0]!.toLowerCase() + text.slice(1).replace(/\.$/, '')
const spoken = (phone: string) => `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`

/** What is wrong and where, in one of the orders in which people say it. */
function placed(what: string, where: string | null, random: Random): string {
  if (where === null) return what
  return random.weighted([
    [`${where} ${what}`, 40],
    [`ở ${where} ${what}`, 15],
    [`${what}, chỗ ${where}`, 20],
    [`${where}: ${what}`, 10],
    [`ngay ${where} ${what}`, 15],
  ])
}

const two = (value: number) => String(value).padStart(2, '0')

/** An answer in its boxes, when the agency did its work, or only said so. */
export function answerOf(
  {
    subject,
    at,
    isGood,
    isFinished,
    isSecond,
  }: { subject: string; at: Date; isGood: boolean; isFinished: boolean; isSecond: boolean },
  random: Random,
): { checked: string; done: string } {
  if (!isGood) {
    return {
      checked: phrase('perfunctory_checked', random),
      done: phrase('perfunctory_done', random),
    }
  }
  const words = wordsOf(subject)
  const local = new Date(at.getTime() + 7 * 3_600_000)
  const minutes = local.getUTCMinutes() - (local.getUTCMinutes() % 5)
  const blanks = {
    time: `${local.getUTCHours()} giờ ${two(minutes)}`,
    date: `${two(local.getUTCDate())}/${two(local.getUTCMonth() + 1)}`,
    found: filled(random.pick(words.found), {}, random),
    done: filled(random.pick(words.done), {}, random),
  }
  const kind = !isFinished ? 'unfinished' : isSecond ? 'second_done' : 'done'
  return {
    checked: phrase('checked', random, blanks),
    done: sentence(phrase(kind, random, blanks).replaceAll(/ ([.;,])/g, '$1')),
  }
}
