import { randomInt } from 'node:crypto'

/** No letter that is taken for another one when it is read aloud or copied from paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password to be handed over once: four groups of four, 79 bits. */
export function readablePassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group(), group()].join('-')
}
