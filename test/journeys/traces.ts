import { unescape, visibleText } from './browser.ts'
import { fold } from './texts.ts'
import type { Person } from './texts.ts'

/** What must not be read by anybody but the reporter and the centre. */
export type Secrets = {
  person: Person
  code: string
  /** House number, plate, dossier code … as they stand in the reporter's words. */
  pieces: string[]
  address: string | null
}

/** Joins the digits that people group with spaces, dots or dashes. */
const joinDigits = (text: string) => text.replace(/(?<=\d)[\s.()–-]+(?=\d)/g, '')

/** A text made ready to be looked through many times. */
export type Readable = { folded: string; digits: string }

export function readable(text: string): Readable {
  const folded = fold(unescape(text)).replace(/\s+/g, ' ')
  return { folded, digits: joinDigits(folded) }
}

/**
 * Looks for the known secrets of a reporter in a text or page, however they are grouped or
 * accented. Its own way of looking: it shares nothing with what masks.
 */
export function tracesOf(secrets: Secrets, { folded, digits }: Readable): string[] {
  const { person, code, pieces, address } = secrets
  const found: string[] = []
  if (folded.includes(fold(person.name))) found.push(`name "${person.name}"`)
  if (folded.includes(`ten ${fold(person.given)},`)) found.push(`name "${person.given}"`)
  if (digits.includes(person.phone.slice(1))) found.push(`telephone ${person.phone}`)
  if (folded.includes(person.email)) found.push(`e-mail ${person.email}`)
  if (code && digits.includes(code)) found.push('the code')
  if (address && folded.includes(fold(address))) found.push(`address "${address}"`)
  for (const piece of pieces) {
    // A short piece ("T.", "12") stands anywhere by chance; `checkMasking` looks for those.
    if (piece.length > 4 && folded.includes(fold(piece))) found.push(`"${piece}"`)
  }
  return found
}

const patterns: [string, RegExp][] = [
  ['a mobile number', /(?<!\d)(?:\+?84|0)[35789]\d{8}(?!\d)/],
  ['a plate', /\b\d{2}[A-Z]\d?[ .-]?\d{3}\.?\d{2}\b/i],
  ['a dossier code', /\d{3}\.\d{2}\.\d{2}-\d{6}/],
  ['an e-mail address', /[\w.+-]+@[\w-]+\.\w+/],
]

/** Instants and the public numbers of reports: digits that belong to nobody. */
const nobodys = /\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)|(?<!\d)[1-9]\d{9}(?:-\d+)?(?!\d)/g

/** Whether a public page or text holds anything that looks like a person's, whoever it is. */
export function personalLooks(text: string): string[] {
  const seen = visibleText(text).replace(nobodys, ' – ')
  return patterns.flatMap(([what, pattern]) => {
    const match = pattern.exec(what === 'a mobile number' ? joinDigits(seen) : seen)
    return match ? [`${what}: ${match[0]}`] : []
  })
}

const brackets = /\[(?:số điện thoại|địa chỉ thư|số giấy tờ|biển số|mã hồ sơ|số nhà|tên)\]/

/** A masked text beside its original: the piece that each word in brackets stands for. */
export function maskedPieces(original: string, masked: string): string[] {
  const parts = masked.split(brackets).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const found = new RegExp(`^${parts.join('(.+?)')}$`, 's').exec(original)
  return found ? found.slice(1) : [`${original} (changed otherwise than by masking)`]
}
