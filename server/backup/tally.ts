import { createHash } from 'node:crypto'
import type { Tally } from './manifest.ts'

/**
 * Counts lines on their way through and sums their SHA-256 up, eight words modulo 2^32: the same rows
 * in another order are the same sum. It finds slips; forgery is the seal's to find.
 */
export function tally(): {
  through(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer>
  result(): Tally
} {
  const sum = new Uint32Array(8)
  let rows = 0
  let begun: Buffer[] = []
  function add(end: Buffer): void {
    const hash = createHash('sha256')
    for (const piece of begun) hash.update(piece)
    const digest = hash.update(end).digest()
    begun = []
    rows += 1
    for (let word = 0; word < 8; word += 1) sum[word]! += digest.readUInt32LE(word * 4)
  }
  return {
    async *through(source) {
      for await (const piece of source) {
        let from = 0
        for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, from)) {
          add(piece.subarray(from, at))
          from = at + 1
        }
        if (from < piece.length) begun.push(Buffer.from(piece.subarray(from)))
        yield piece
      }
      if (begun.length > 0) throw new Error('a row without an end')
    },
    result: () => ({ rows, hash: Buffer.from(sum.buffer).toString('hex') }),
  }
}

export const isSame = (a: Tally, b: Tally) => a.rows === b.rows && a.hash === b.hash
