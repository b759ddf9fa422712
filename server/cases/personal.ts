import type { Reporter } from '../vault/index.ts'
import { foldText } from '../../contract/fold.ts'

/**
 * What in a text tells of a person. The first five kinds are certain enough to stop a publication;
 * house numbers and names are only proposed, for a street may carry a person's name.
 */
export type PersonalKind = 'phone' | 'email' | 'id_number' | 'plate' | 'dossier' | 'house' | 'name'

export type Finding = { kind: PersonalKind; text: string; from: number; to: number }

export const certainKinds: ReadonlySet<PersonalKind> = new Set([
  'phone',
  'email',
  'id_number',
  'plate',
  'dossier',
])

/** Stands where something personal stood. In the language of the reports, Vietnamese. */
const replacement: Record<PersonalKind, string> = {
  phone: '[số điện thoại]',
  email: '[địa chỉ thư]',
  id_number: '[số giấy tờ]',
  plate: '[biển số]',
  dossier: '[mã hồ sơ]',
  house: '[số nhà]',
  name: '[tên]',
}

/**
 * Streets, bridges, schools are named after people: a name after one of these words, or after
 * "kiệt 12", is a place. Not "tại" or "từ", which as often stand before a person. Kings' streets
 * begin before the surname: "An Dương Vương", "Hai Bà Trưng".
 */
const placeBefore =
  /(?<!\p{L})(?:đường|phố|cầu|chợ|trường|phường|xã|quận|bến|công viên|ngã tư|ngã ba|vỉa hè|khúc cua|khúc|đoạn|góc|dọc|trên|ở|kiệt|hẻm|ngõ|duong|pho|cau|cho|truong|phuong|(?:kiệt|hẻm|ngõ|số|kiet|hem|ngo|so)\s+\d{1,4}\p{L}?(?:\/\d{1,4})*)\s+(?:(?:An|Kinh|Hai)\s+)?$/iu
/** "ngã tư Hùng Vương – Bà Triệu": the second street of a crossing. */
const crossingBefore = /(?:ngã tư|ngã ba|góc)\s+(?:\p{L}+\s+){1,4}(?:[–-]|và|với)\s+$/iu

function isPlace(text: string, from: number): boolean {
  const before = text.slice(Math.max(0, from - 60), from)
  return placeBefore.test(before) || crossingBefore.test(before)
}

const capital = String.raw`\p{Lu}[\p{Ll}\p{M}]*\.?`
const surnames =
  'Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Mai|Trương|Đoàn|Châu|Tôn'
const titles =
  '[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Tt]hầy|[Cc]ụ|[Mm]ệ|[Mm]ụ|[Ôô]n|[Dd]ì|[Cc]ậu|[Dd]ượng|[Tt]hím|[Bb]é|[Tt]ên(?: là)?|[Tt]ôi là'
/** Capitalised words after a title that name an office or address somebody politely. */
const offices = 'Công an|Cảnh sát|Dân quân|Tổ trưởng|Trưởng|Chủ tịch|Bí thư|Bà|Chị'

/** A house number only before an alley or a road, and not that of a lamp post or a bus. */
const numbered = String.raw`(?<!(?:cột|trụ|tủ|trạm|tuyến|quầy|cot|tru|tu|tram|tuyen|quay)\s+)(?:số|so)|nhà|nha`

const patterns: { kind: PersonalKind; pattern: RegExp; group?: number }[] = [
  { kind: 'dossier', pattern: /\d{3}\.\d{2}\.\d{2}(?:\.[A-Z]\d{2})?-\d{6}-\d{3,6}/gu },
  { kind: 'email', pattern: /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu },
  // Mobile numbers only (03, 05, 07, 08, 09): an agency's landline or hotline may be published.
  {
    kind: 'phone',
    pattern: /(?<!\d)(?:\+?84[\s.-]?(?:\(0\)\s?)?|0)[35789](?:[\s.–-]?\d){8}(?!\d)/gu,
  },
  // "(0900) 000 012", "0900 - 000 - 012": wider gaps only where the groups are a telephone's.
  {
    kind: 'phone',
    pattern: /(?<!\d)(?:\(0[35789]\d{2}\)|0[35789]\d{2})(?:\s?[-–.]?\s?\d{3}){2}(?!\d)/gu,
  },
  { kind: 'id_number', pattern: /(?<![\d.-])\d{12}(?![\d.-])/gu },
  // Typed small, a plate has no gap after its letters: "22h 3000 xe" is an hour.
  {
    kind: 'plate',
    pattern:
      /(?<![\p{L}\d])\d{2}(?:[\s-]?[A-ZĐa-zđ]{1,2}\d?[\s.-]{0,3}\d{3}\.\d{2}|[\s-]?[A-ZĐ]{1,2}\d?[\s.-]{0,3}\d{4,5}|[a-zđ]{1,2}\d?[.-]?\d{4,5}|[\s-]?[a-zđ]\d[\s.-]{1,3}\d{4,5})(?![\p{L}\d])/gu,
  },
  {
    kind: 'house',
    pattern: new RegExp(
      String.raw`(?<=(?:số nhà|nhà số|nhà cạnh số|so nha|nha so)\s*)\d+[\p{L}\d/]*|(?<=(?<!\p{L})(?:${numbered})\s+)\d+[\p{L}\d/]*(?=\s+(?:kiệt|hẻm|ngõ|đường|kiet|hem|ngo|duong)(?!\p{L}))`,
      'giu',
    ),
  },
  {
    kind: 'name',
    pattern: new RegExp(
      String.raw`(?<![\p{L}/])(?:${titles})\s+(?!(?:${offices})(?!\p{L}))(${capital}(?:\s+${capital}){0,3})(?!\p{L})`,
      'gu',
    ),
    group: 1,
  },
  {
    kind: 'name',
    pattern: new RegExp(
      String.raw`(?<!\p{L})((?:${surnames})(?:\s+${capital}){1,3})(?!\p{L})`,
      'gu',
    ),
    group: 1,
  },
]

/** Everything in the text that looks personal, in order, without overlaps. */
export function findPersonal(text: string): Finding[] {
  const found: Finding[] = []
  for (const { kind, pattern, group } of patterns) {
    for (const match of text.matchAll(pattern)) {
      const part = match[group ?? 0]!
      const from = match.index + match[0].lastIndexOf(part)
      if (kind === 'name' && (isPlace(text, from) || isPlace(text, match.index))) continue
      const to = from + part.length
      if (found.some((other) => from < other.to && other.from < to)) continue
      found.push({ kind, text: part, from, to })
    }
  }
  return found.sort((a, b) => a.from - b.from)
}

/** Where the reporter's own name, telephone or e-mail address stands in a text. */
export function findReporter(text: string, reporter: Reporter): Finding[] {
  const found: Finding[] = []
  const phone = reporter.phone
  for (const finding of findPersonal(text)) {
    const digits = finding.text.replace(/\D/g, '').replace(/^840?/, '0')
    if (finding.kind === 'phone' && phone && digits === phone) found.push(finding)
    if (finding.kind === 'email' && foldText(finding.text) === foldText(reporter.email ?? '')) {
      found.push(finding)
    }
  }
  const letters = foldLetters(text)
  for (const pattern of namePatterns(reporter.name ?? '')) {
    for (const match of letters.matchAll(pattern)) {
      const [from, to] = [match.index, match.index + match[0].length]
      if (found.some((other) => from < other.to && other.from < to)) continue
      found.push({ kind: 'name', text: text.slice(from, to), from, to })
    }
  }
  return found.sort((a, b) => a.from - b.from)
}

/** The full name wherever it stands; the given name alone only where somebody introduces themselves. */
function namePatterns(name: string): RegExp[] {
  const words = foldText(name)
    .split(' ')
    .filter(Boolean)
    .map((word) => Array.from(word, escapeLetter).join(String.raw`\p{M}*`) + String.raw`\p{M}*`)
  if (words.length === 0) return []
  const full = words.join(String.raw`\s+`)
  const self = '(?:em|toi|tui|minh|con|chau)'
  const introduced = String.raw`(?<=(?<!\p{L})(?:${self}\s+(?:ten\s+la|ten|la)|ten(?:\s+${self})?(?:\s+la)?)\s*:?\s+)`
  return [
    ...(words.length > 1 ? [new RegExp(String.raw`(?<!\p{L})${full}(?!\p{L})`, 'gu')] : []),
    new RegExp(String.raw`${introduced}${words.at(-1)}(?!\p{L})`, 'gu'),
  ]
}

const escapeLetter = (letter: string) => letter.replace(/[.*+?^${}()|[\]\\]/, String.raw`\$&`)

/** Small letters without diacritics, each at its place in the text. */
function foldLetters(text: string): string {
  return text.replace(/\P{M}/gu, (letter) => {
    const plain = foldText(letter)
    return plain.length === letter.length ? plain : letter
  })
}

/** Puts a word in brackets where each finding stands. */
export function mask(text: string, findings: Finding[]): string {
  let masked = ''
  let at = 0
  for (const finding of findings) {
    if (finding.from < at) continue
    masked += text.slice(at, finding.from) + replacement[finding.kind]
    at = finding.to
  }
  return masked + text.slice(at)
}
