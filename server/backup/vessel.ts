import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { VaultError, decrypt, deriveKey, encrypt } from '../vault/index.ts'
import { BackupError } from './error.ts'
import { rootKey } from './key.ts'
import type { BackupSecret } from './key.ts'
import type { Manifest, Part } from './manifest.ts'
import { sealed, unsealed } from './sealed.ts'

const headerName = 'backup.json'
const manifestName = 'manifest.sealed'
const journalName = 'journal'
const formatVersion = 1

/** In clear: what it takes to try a key. Bound to everything else by the manifest. */
const headerShape = z.strictObject({
  format: z.literal('nhip backup'),
  version: z.int(),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  begunAt: z.iso.datetime(),
  key: z.strictObject({
    kind: z.enum(['key', 'passphrase']),
    /** Tells a wrong key from damage. */
    id: z.string(),
    salt: z.string().regex(/^[0-9a-f]{32}$/),
  }),
})
type Header = z.infer<typeof headerShape>

/** The folder of one backup, opened with its key. */
export type Vessel = {
  folder: string
  id: string
  begunAt: string
  /** Hash of the header as it lies there. */
  headerHash: string
  /** Writes a part whole, or not at all; durable once something is noted after it. */
  write(name: string, source: AsyncIterable<Buffer>): Promise<Part>
  /** What a part holds. @throws BackupError naming it, when it is damaged or of another backup */
  read(name: string): AsyncGenerator<Buffer>
  /** What was done of a backup that is not finished, in order; asked before anything is noted. */
  journal(): Promise<unknown[]>
  /** Keeps what was done; durable when it resolves. */
  note(entry: unknown): Promise<void>
  /** Begins the journal anew. */
  forget(): Promise<void>
  finish(manifest: Manifest): Promise<void>
  /** Null while the backup is not finished. */
  manifest(): Promise<Manifest | null>
}

const isAbsent = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

/**
 * The folder of a backup: made, or gone on with where one was begun in it with the same key.
 * @throws BackupError when the folder holds anything else, or the key is another
 */
export async function prepareVessel(folder: string, secret: BackupSecret): Promise<Vessel> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const names = await readdir(folder)
  if (names.includes(headerName)) return openVessel(folder, secret)
  if (names.some((name) => !name.endsWith('.draft'))) {
    throw new BackupError(`${folder} holds something else: name a new folder for each backup`)
  }
  const salt = randomBytes(16)
  const root = await rootKey(secret, salt)
  const header: Header = {
    format: 'nhip backup',
    version: formatVersion,
    id: randomBytes(16).toString('hex'),
    begunAt: new Date().toISOString(),
    key: { kind: secret.kind, id: root.id, salt: salt.toString('hex') },
  }
  await writeWhole(folder, headerName, Buffer.from(textOf(header)))
  return vesselOf(folder, header, root.key)
}

const textOf = (header: Header) => `${JSON.stringify(header, null, 2)}\n`

/** @throws BackupError when there is no backup, one of a newer form, or the key is another */
export async function openVessel(folder: string, secret: BackupSecret): Promise<Vessel> {
  const header = await readHeader(folder)
  if (header.key.kind !== secret.kind) {
    throw new BackupError(`this backup was sealed under a ${header.key.kind}, not a ${secret.kind}`)
  }
  const root = await rootKey(secret, Buffer.from(header.key.salt, 'hex'))
  if (root.id !== header.key.id) {
    throw new BackupError(
      `the key is another one: this backup needs key ${header.key.id}, and this is ${root.id}`,
    )
  }
  return vesselOf(folder, header, root.key)
}

async function readHeader(folder: string): Promise<Header> {
  const path = join(folder, headerName)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (isAbsent(error)) throw new BackupError(`there is no backup in ${folder}`)
    throw error
  }
  let header: Header
  try {
    header = headerShape.parse(JSON.parse(text))
  } catch {
    throw new BackupError(`${path} is damaged`)
  }
  if (textOf(header) !== text) throw new BackupError(`${path} is damaged`)
  if (header.version > formatVersion) {
    throw new BackupError('this backup was made by a newer release: restore it with that one')
  }
  return header
}

function vesselOf(folder: string, header: Header, root: KeyObject): Vessel {
  const key = deriveKey(root, `backup ${header.id}`)
  const contextOf = (name: string) => `nhip backup ${header.id} ${name}`
  const journalKey = deriveKey(key, 'journal')
  const macOf = (text: string) => createHmac('sha256', journalKey).update(text).digest('hex')
  const at = (name: string) => join(folder, name)
  let noted = 0
  return {
    folder,
    id: header.id,
    begunAt: header.begunAt,
    headerHash: sha256(textOf(header)),

    async write(name, source) {
      const hash = createHash('sha256')
      let bytes = 0
      const draft = `${at(name)}.draft`
      await pipeline(
        sealed(key, contextOf(name), source),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk)
            bytes += chunk.length
            yield chunk
          }
        },
        createWriteStream(draft, { mode: 0o600, flush: true }),
      )
      await rename(draft, at(name))
      return { name, bytes, sha256: hash.digest('hex') }
    },

    async *read(name) {
      try {
        yield* unsealed(key, contextOf(name), createReadStream(at(name)))
      } catch (error) {
        if (isAbsent(error)) throw new BackupError(`${at(name)} is missing`)
        if (!(error instanceof VaultError)) throw error
        throw new BackupError(`${at(name)} is damaged, or is no part of this backup`, {
          cause: error,
        })
      }
    },

    async journal() {
      const text = await readFile(at(journalName), 'utf8').catch((error: unknown) => {
        if (isAbsent(error)) return ''
        throw error
      })
      const entries: unknown[] = []
      let whole = ''
      for (const line of text.split('\n')) {
        const [mac, entry] = [line.slice(0, 64), line.slice(65)]
        if (mac !== macOf(`${entries.length} ${entry}`)) break
        entries.push(JSON.parse(entry))
        whole += `${line}\n`
      }
      // The last line may have been cut off by whatever ended the backup.
      if (whole !== text) await writeWhole(folder, journalName, Buffer.from(whole))
      noted = entries.length
      return entries
    },

    async note(entry) {
      const text = JSON.stringify(entry)
      // The names of what was written before are durable when it is noted.
      await syncFolder(folder)
      const handle = await open(at(journalName), 'a', 0o600)
      try {
        await handle.write(`${macOf(`${noted} ${text}`)} ${text}\n`)
        await handle.sync()
      } finally {
        await handle.close()
      }
      noted += 1
    },

    async forget() {
      await rm(at(journalName), { force: true })
      noted = 0
    },

    async finish(manifest) {
      const body = encrypt(key, JSON.stringify(manifest), contextOf(manifestName))
      await writeWhole(folder, manifestName, body)
      await rm(at(journalName), { force: true })
    },

    async manifest() {
      let body: Buffer
      try {
        body = await readFile(at(manifestName))
      } catch (error) {
        if (isAbsent(error)) return null
        throw error
      }
      let manifest: Manifest
      try {
        manifest = JSON.parse(
          decrypt(key, body, contextOf(manifestName)).toString('utf8'),
        ) as Manifest
      } catch (cause) {
        throw new BackupError(`${at(manifestName)} is damaged, or is no part of this backup`, {
          cause,
        })
      }
      if (manifest.header !== sha256(textOf(header))) {
        throw new BackupError(`${at(headerName)} is damaged`)
      }
      return manifest
    },
  }
}

async function writeWhole(folder: string, name: string, bytes: Buffer): Promise<void> {
  const draft = join(folder, `${name}.draft`)
  const handle = await open(draft, 'w', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, join(folder, name))
  await syncFolder(folder)
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
