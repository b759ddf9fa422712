import { randomInt } from 'node:crypto'
import { codeLength, numberLength, withCheckDigit } from '../../contract/codes.ts'

/**
 * Digits from a cryptographic source, that never begin with 0 (a leading zero is lost in
 * spreadsheets and in speech). One draw: each costs as much as a small hash.
 */
function randomDigits(length: number): string {
  return String(randomInt(10 ** (length - 1), 10 ** length))
}

/** A new public number: 9 random digits and the check digit. */
export function newNumber(): string {
  return withCheckDigit(randomDigits(numberLength - 1))
}

/** A new reporter's key: 11 random digits and the check digit. */
export function newCode(): string {
  return withCheckDigit(randomDigits(codeLength - 1))
}
