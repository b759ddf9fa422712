import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Failure } from '../../contract/errors.ts'
import { pictureBytes } from '../../contract/pictures.ts'
import type { Received, Slots } from './receive.ts'

/** Half an upload is kept for so long. */
const keptMs = 24 * 60 * 60_000
/** What unfinished uploads of one address, and of all, may come to when they are finished, bytes. */
const mostOfOne = 300 * 1024 * 1024
const mostOfAll = 5 * 1024 * 1024 * 1024

/** An upload under way: how much of it there is, and how much there will be, bytes. */
export type Half = { offset: number; length: number }
export type Resumable = ReturnType<typeof createResumable>

/**
 * Uploads that go on where they were cut off. Each is a file below `<dataDir>/half-uploads`, named by
 * its id, its length and its sender; its size says how far it is, so nothing else has to be kept.
 */
export function createResumable(dataDir: string, slots: Slots) {
  const folder = join(dataDir, 'half-uploads')
  // No address is found again from a name; counted anew after a restart.
  const secret = randomBytes(32)
  const senderOf = (address: string) =>
    createHmac('sha256', secret).update(address).digest('hex').slice(0, 16)
  const under = new Map<string, { stop(): void; done: Promise<unknown> }>()

  async function all(): Promise<{ name: string; id: string; length: number; sender: string }[]> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return (await readdir(folder)).flatMap((name) => {
      const [id, length, sender] = name.split('.')
      return name.endsWith('.part')
        ? [{ name, id: id!, length: Number(length), sender: sender! }]
        : []
    })
  }
  async function find(id: string): Promise<(Half & { path: string }) | null> {
    const found = (await all()).find((one) => one.id === id)
    if (!found) return null
    const path = join(folder, found.name)
    const size = await stat(path).then(
      (file) => file.size,
      () => null,
    )
    return size === null ? null : { path, offset: size, length: found.length }
  }

  /** One request at a time writes to an upload: a new one means that the one before is lost. */
  async function alone<Result>(id: string, body: Readable, work: () => Promise<Result>) {
    const before = under.get(id)
    before?.stop()
    await before?.done
    const { promise, resolve } = Promise.withResolvers<void>()
    const own = { stop: () => void body.destroy(), done: promise }
    under.set(id, own)
    try {
      return await work()
    } finally {
      resolve()
      if (under.get(id) === own) under.delete(id)
    }
  }

  return {
    /**
     * Begins an upload of so many bytes; its id is the picture's later.
     * @throws Failure payload_too_large; unavailable when too much is unfinished
     */
    async begin(length: number, sender: string): Promise<string> {
      if (length > pictureBytes) throw new Failure('payload_too_large')
      const unfinished = await all()
      const name = senderOf(sender)
      const sum = (list: { length: number }[]) => list.reduce((to, one) => to + one.length, length)
      const own = sum(unfinished.filter((one) => one.sender === name))
      if (own > mostOfOne || sum(unfinished) > mostOfAll) throw new Failure('unavailable')
      const id = randomUUID()
      const file = await open(join(folder, `${id}.${length}.${name}.part`), 'wx', 0o600)
      await file.close()
      return id
    },

    /** How far an upload is, or null when there is none under way by that id. */
    find: (id: string): Promise<Half | null> => find(id),

    /**
     * Writes on from `offset`. What has arrived stays, whatever becomes of the request. The last byte
     * calls `finish`; the file is gone once that has resolved or has refused it.
     * @throws Failure not_found; conflict when the upload is not at `offset`; payload_too_large
     */
    async write(
      id: string,
      offset: number,
      body: Readable,
      sender: string,
      finish: (received: Received) => Promise<void>,
    ): Promise<Half> {
      return slots(sender, () =>
        alone(id, body, async () => {
          const half = await find(id)
          if (!half) throw new Failure('not_found')
          if (half.offset !== offset) throw new Failure('conflict')
          const { path, length } = half
          const at = await append(path, offset, length, body)
          if (at < length) return { offset: at, length }
          const drop = async () => {
            for (const end of ['', '.full', '.thumb']) await rm(`${path}${end}`, { force: true })
          }
          try {
            await finish({ path, bytes: length, sha256: await hashOf(path), drop })
          } catch (error) {
            // The file is wrong, and stays so; anything else may go better the next time.
            const isWrong = error instanceof Failure && error.code === 'invalid_input'
            if (isWrong) await drop()
            throw error
          }
          await drop()
          return { offset: length, length }
        }),
      )
    },

    /** Removes what was left half-way a day ago. */
    async prune(): Promise<void> {
      for (const { name } of await all()) {
        const path = join(folder, name)
        const age = await stat(path).then(
          ({ mtimeMs }) => Date.now() - mtimeMs,
          () => 0,
        )
        if (age > keptMs) await rm(path, { force: true })
      }
    },
  }
}

async function append(path: string, offset: number, length: number, body: Readable) {
  const file = await open(path, 'r+')
  let at = offset
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) {
      const bytes = chunk as Buffer
      if (at + bytes.length > length) throw new Failure('payload_too_large')
      await file.write(bytes, 0, bytes.length, at)
      at += bytes.length
    }
    return at
  } finally {
    await file.close()
  }
}

async function hashOf(path: string): Promise<Buffer> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest()
}
