import { randomInt } from 'node:crypto'
import { codeLength, numberLength, withCheckDigit } from '../../contract/codes.ts'

/** Random digits that never begin with 0 (a leading zero is lost in spreadsheets and in speech). */
function randomDigits(length: number): string {
  let digits = String(randomInt(1, 10))
  while (digits.length < length) digits += String(randomInt(0, 10))
  return digits
}

/** A new public number: 9 random digits and the check digit. */
export function newNumber(): string {
  return withCheckDigit(randomDigits(numberLength - 1))
}

/** A new reporter's key: 11 random digits (from a cryptographic source) and the check digit. */
export function newCode(): string {
  return withCheckDigit(randomDigits(codeLength - 1))
}
