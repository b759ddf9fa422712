import type { Reporter } from '../vault/index.ts'
import { foldText } from './words.ts'

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

/** Streets, bridges, schools are named after people: such a name is a place, not a person. */
const placeWords =
  /(?:đường|phố|cầu|chợ|trường|phường|xã|quận|bến|công viên|ngã tư|ngã ba|kiệt|hẻm|duong|pho|cau|cho|truong|phuong)\s+$/iu

const capital = String.raw`\p{Lu}[\p{Ll}\p{M}]*\.?`
const surnames =
  'Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Mai|Trương|Đoàn|Châu|Tôn'

const patterns: { kind: PersonalKind; pattern: RegExp; group?: number }[] = [
  { kind: 'dossier', pattern: /\d{3}\.\d{2}\.\d{2}(?:\.[A-Z]\d{2})?-\d{6}-\d{3,6}/gu },
  { kind: 'email', pattern: /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu },
  // Mobile numbers only (03, 05, 07, 08, 09): an agency's landline or hotline may be published.
  { kind: 'phone', pattern: /(?<!\d)(?:\+?84[\s.-]?|0)[35789](?:[\s.-]?\d){8}(?!\d)/gu },
  { kind: 'id_number', pattern: /(?<![\d.-])\d{12}(?![\d.-])/gu },
  {
    kind: 'plate',
    pattern:
      /(?<![\p{L}\d])\d{2}[\s-]?[A-ZĐ]{1,2}\d?[\s.-]{0,2}(?:\d{3}\.?\d{2}|\d{4})(?![\p{L}\d])/giu,
  },
  {
    kind: 'house',
    pattern:
      /(?<=(?:số nhà|nhà số|nhà cạnh số|so nha|nha so)\s*)\d+[\p{L}\d/]*|(?<=số\s+)\d+[\p{L}\d/]*(?=\s+(?:kiệt|hẻm|ngõ|đường))/giu,
  },
  {
    kind: 'name',
    pattern: new RegExp(
      String.raw`(?<![\p{L}/])(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Tt]hầy|tên(?: là)?|tôi là)\s+(${capital}(?:\s+${capital}){0,3})`,
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
      if (kind === 'name' && placeWords.test(text.slice(0, from))) continue
      if (kind === 'name' && placeWords.test(text.slice(0, match.index))) continue
      const to = from + part.length
      if (found.some((other) => from < other.to && other.from < to)) continue
      found.push({ kind, text: part, from, to })
    }
  }
  return found.sort((a, b) => a.from - b.from)
}

/** Where the reporter's own name, telephone or address stands in a text. */
export function findReporter(text: string, reporter: Reporter): Finding[] {
  const found: Finding[] = []
  const phone = reporter.phone
  for (const finding of findPersonal(text)) {
    const digits = finding.text.replace(/\D/g, '').replace(/^84/, '0')
    if (finding.kind === 'phone' && phone && digits === phone) found.push(finding)
    if (finding.kind === 'email' && foldText(finding.text) === foldText(reporter.email ?? '')) {
      found.push(finding)
    }
  }
  if (reporter.name && reporter.name.trim().includes(' ')) {
    const words = reporter.name.trim().split(/\s+/).map(anyDiacritics)
    const name = new RegExp(String.raw`(?<!\p{L})${words.join(String.raw`\s+`)}(?!\p{L})`, 'giu')
    for (const match of text.matchAll(name)) {
      found.push({
        kind: 'name',
        text: match[0],
        from: match.index,
        to: match.index + match[0].length,
      })
    }
  }
  return found.sort((a, b) => a.from - b.from)
}

/** A pattern for a word typed with or without its diacritics. */
function anyDiacritics(word: string): string {
  const escaped = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  return `(?:${escaped(word)}|${escaped(foldText(word))})`
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
