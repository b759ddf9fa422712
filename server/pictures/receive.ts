import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Failure } from '../../contract/errors.ts'
import { pictureBytes } from '../../contract/pictures.ts'

/** A file as it came, on this machine's disk until {@link Received.drop}. */
export type Received = { path: string; bytes: number; sha256: Buffer; drop(): Promise<void> }

/** What is under way at once: in all, and from one address. A slow sender must not hold all places. */
const mostAtOnce = 64
const mostOfOne = 8
/** Left by a process that was killed. */
const staleMs = 60 * 60_000

export type Slots = ReturnType<typeof createSlots>

/** Lets so many send at once; `sender` is an address. */
export function createSlots() {
  const senders = new Map<string, number>()
  let under = 0
  /** @throws Failure unavailable when too many are under way */
  return async function inSlot<Result>(sender: string, work: () => Promise<Result>) {
    const own = senders.get(sender) ?? 0
    if (under >= mostAtOnce || own >= mostOfOne) throw new Failure('unavailable')
    under += 1
    senders.set(sender, own + 1)
    try {
      return await work()
    } finally {
      under -= 1
      const left = senders.get(sender)! - 1
      if (left > 0) senders.set(sender, left)
      else senders.delete(sender)
    }
  }
}

/**
 * Takes files in below `<dataDir>/uploads`, never whole in memory.
 * Senders are told apart by `sender`, an address.
 */
export function createReceiver(dataDir: string, slots: Slots) {
  const folder = join(dataDir, 'uploads')
  let prepared: Promise<void> | null = null

  async function prepare(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    for (const name of await readdir(folder)) {
      const path = join(folder, name)
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      )
      if (age > staleMs) await rm(path, { force: true })
    }
  }

  /**
   * @throws Failure payload_too_large; unavailable when too many are under way
   */
  return (body: Readable, sender: string): Promise<Received> =>
    slots(sender, async () => {
      const path = join(folder, randomUUID())
      try {
        prepared ??= prepare()
        await prepared
        const hash = createHash('sha256')
        let bytes = 0
        const file = await open(path, 'wx', 0o600)
        try {
          // A request that is destroyed takes its socket along: its sender would get no answer.
          for await (const chunk of body.iterator({ destroyOnReturn: false })) {
            bytes += (chunk as Buffer).length
            if (bytes > pictureBytes) throw new Failure('payload_too_large')
            hash.update(chunk as Buffer)
            await file.appendFile(chunk as Buffer)
          }
        } finally {
          await file.close()
        }
        return { path, bytes, sha256: hash.digest(), drop: () => dropAll(path) }
      } catch (error) {
        await dropAll(path)
        throw error
      }
    })
}

async function dropAll(path: string): Promise<void> {
  for (const end of ['', '.full', '.thumb']) await rm(`${path}${end}`, { force: true })
}
