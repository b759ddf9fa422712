import { randomInt } from 'node:crypto'
import { passwordLength } from '../../contract/identity.ts'

/** No letter that is taken for another one when it is read aloud or copied from paper. */
export const readableLetters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** So many hours a first password, made by somebody else, opens the account. */
export const firstPasswordHours = 72

/** A password to be handed over once: four groups of four, 79 bits. */
export function readablePassword(): string {
  const group = () =>
    Array.from({ length: 4 }, () => readableLetters[randomInt(readableLetters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}

/** Whether a password is long enough, in composed letters: `ệ` is one. */
export function isLongEnough(password: string): boolean {
  return password.normalize('NFC').length >= passwordLength
}

/** Whether two were typed alike, as they are hashed: letters made alike (NFKC). */
export function isSamePassword(one: string, other: string): boolean {
  return one.normalize('NFKC') === other.normalize('NFKC')
}
