import { codeLength, numberLength, withCheckDigit } from '../../../contract/codes.ts'
import type { Random } from './random.ts'

/** Ids, numbers and codes that come from the seed and of which no two are alike. */

/**
 * Every number from 0 up to `count` once, in an order that looks like none: `step` is coprime to
 * every power of ten.
 */
const shuffled = (index: number, count: bigint, step: bigint, seed: number) =>
  (BigInt(index) * step + BigInt(seed) * 7_368_787n) % count

const digits = (length: number, index: number, step: bigint, seed: number) => {
  const least = 10n ** BigInt(length - 2)
  return withCheckDigit(String(least + shuffled(index, 9n * least, step, seed)))
}

/** The public number of the report with this index; `salt`: another, where the first is taken. */
export const numberOf = (index: number, seed: number, salt = 0): string =>
  digits(numberLength, index, 587_346_193n, seed + salt * 101)

/** The reporter's code for it. */
export const codeOf = (index: number, seed: number, salt = 0): string =>
  digits(codeLength, index, 58_734_619_381n, seed + salt * 101)

const hex = (value: number, length: number) => value.toString(16).padStart(length, '0')

/**
 * An id that begins with its time, as the product's own (version 7) do, of version 8: RFC 9562 leaves
 * it to whoever makes it. By this digit alone an invented case is known, see {@link isSynthetic}.
 */
export function idAt(at: Date, random: Random): string {
  const time = hex(at.getTime(), 12)
  const [a, b, c, d] = [0xfff, 0x3fff, 0xffffff, 0xffffff].map((most) => random.int(0, most))
  return `${time.slice(0, 8)}-${time.slice(8)}-8${hex(a!, 3)}-${hex(0x8000 | b!, 4)}-${hex(c!, 6)}${hex(d!, 6)}`
}

/** Whether a case was made by the generator. */
export const isSynthetic = (id: string): boolean => id[14] === '8'
