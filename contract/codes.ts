/**
 * Numbers that people read aloud: digits only (letters are misheard on the telephone), the last one
 * a Damm check digit, which finds every single wrong digit and every swap of neighbours.
 *
 * Two of them belong to a case. Its public `number` (10 digits) names it to everybody. Its `code`
 * (12 digits) is the reporter's own key: who holds it may follow, answer, rate, reopen and withdraw,
 * so agencies and the public never see it.
 */
const damm = [
  [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
  [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
  [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
  [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
  [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
  [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
  [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
  [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
  [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
  [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
] as const

export const numberLength = 10
export const codeLength = 12

/** The check digit for a string of digits (H. M. Damm, 2004). */
export function checkDigit(digits: string): number {
  let interim = 0
  for (const digit of digits) interim = damm[interim]![Number(digit)]!
  return interim
}

/** Appends the check digit. */
export function withCheckDigit(digits: string): string {
  return digits + String(checkDigit(digits))
}

/** Drops the spaces, dots and dashes people type between groups. */
export function normalizeDigits(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s.\-–]/g, '')
}

/** Whether these are `length` digits that end in their check digit. */
export function isValidNumber(digits: string, length: number): boolean {
  return digits.length === length && /^\d+$/.test(digits) && checkDigit(digits) === 0
}

/** Spoken groups: `4718 302 556` for a number, `4718 3025 1146` for a code. */
export function inGroups(digits: string): string {
  const sizes = digits.length === numberLength ? [4, 3, 3] : [4, 4, 4]
  let from = 0
  return sizes.map((size) => digits.slice(from, (from += size))).join(' ')
}
