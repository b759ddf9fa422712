import { randomInt } from 'node:crypto'

/** No letter that is taken for another one when it is read aloud or copied from paper. */
export const readableLetters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** The fewest characters of a password that stands alone, and of one beside a second factor. */
export const aloneLength = 14
export const besideLength = 8

/** A password to be handed over once: four groups of four, 79 bits. */
export function readablePassword(): string {
  const group = () =>
    Array.from({ length: 4 }, () => readableLetters[randomInt(readableLetters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

/** Whether a password is long enough, in composed letters: `ệ` is one. */
export function isLongEnough(password: string, beside: { secondFactor: boolean }): boolean {
  return password.normalize('NFC').length >= (beside.secondFactor ? besideLength : aloneLength)
}
