/** Takes exact numbers of bytes from what comes in pieces of any length. */
export type ByteReader = {
  /** Null at the end; throws RangeError where it ends in between. */
  take(count: number): Promise<Buffer | null>
}

export function byteReader(source: AsyncIterable<Buffer>): ByteReader {
  const pieces = source[Symbol.asyncIterator]()
  let held: Buffer[] = []
  let bytes = 0
  return {
    async take(count) {
      while (bytes < count) {
        const { value, done } = await pieces.next()
        if (done) {
          if (bytes === 0) return null
          throw new RangeError('ends in between')
        }
        held.push(value)
        bytes += value.length
      }
      const whole = held.length === 1 ? held[0]! : Buffer.concat(held)
      const rest = whole.subarray(count)
      held = rest.length > 0 ? [rest] : []
      bytes = rest.length
      return whole.subarray(0, count)
    },
  }
}
