import type { KeyObject } from 'node:crypto'
import { VaultError, decrypt, encrypt } from '../vault/index.ts'
import { byteReader } from './bytes.ts'

// A part is a row of chunks, each sealed as the vault seals and bound to its part, its place and
// whether it is the last: what was changed, cut, reordered or swapped does not open.

const chunkBytes = 256 * 1024
/** Nonce and tag of a chunk. */
const overhead = 28

const contextOf = (context: string, place: number, isLast: boolean) =>
  `${context} ${place} ${isLast ? 'last' : 'more'}`

/** What `source` holds, sealed; memory stays at a few chunks. `context` names the part. */
export async function* sealed(
  key: KeyObject,
  context: string,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let bytes = 0
  let place = 0
  function chunk(clear: Buffer, isLast: boolean): Buffer {
    const body = encrypt(key, clear, contextOf(context, place, isLast))
    place += 1
    const length = Buffer.alloc(4)
    length.writeUInt32BE(body.length)
    return Buffer.concat([length, body])
  }
  for await (const piece of source) {
    held.push(piece)
    bytes += piece.length
    if (bytes < chunkBytes) continue
    let whole = Buffer.concat(held)
    for (; whole.length >= chunkBytes; whole = whole.subarray(chunkBytes)) {
      yield chunk(whole.subarray(0, chunkBytes), false)
    }
    held = [whole]
    bytes = whole.length
  }
  yield chunk(Buffer.concat(held), true)
}

/**
 * What was sealed. A chunk is given on only when it is whole, in its place and of this part.
 * @throws VaultError at the first one that is not
 */
export async function* unsealed(
  key: KeyObject,
  context: string,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const reader = byteReader(source)
  const take = async (count: number) => {
    try {
      return await reader.take(count)
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause
      throw new VaultError(`${context} was cut off`, { cause })
    }
  }
  let length = await take(4)
  if (!length) throw new VaultError(`${context} is empty`)
  for (let place = 0; length; place += 1) {
    const bytes: number = length.readUInt32BE()
    const body: Buffer | null =
      bytes < overhead || bytes > chunkBytes + overhead ? null : await take(bytes)
    if (!body) throw new VaultError(`${context} was changed`)
    length = await take(4)
    yield decrypt(key, body, contextOf(context, place, length === null))
  }
}
