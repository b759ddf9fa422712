import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { knownMigrations } from '../db/migrate.ts'
import { openFiles } from '../platform/files/index.ts'
import { BackupError, explained } from './error.ts'
import { checkBackup, findSecretOf, makeBackup } from './index.ts'
import { checkRelease } from './load.ts'
import { partsOf } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { openVessel, prepareVessel } from './vessel.ts'
import type { Vessel } from './vessel.ts'

const secret = { kind: 'key', text: randomBytes(32).toString('base64url') } as const

let root: string
let folder: string
let earlier: string
let manifest: Manifest
let vessel: Vessel
let names: string[]

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nhip-damage-'))
  folder = join(root, 'one')
  earlier = join(root, 'earlier')
  const database = await createTestDatabase()
  const config = { dataDir: join(root, 'data'), masterKeys: undefined }
  const files = openFiles({ ...config, s3: null })
  const options = { secret, url: database.url, files, config, release: 'test' }
  await makeBackup({ ...options, folder: earlier })
  manifest = (await makeBackup({ ...options, folder })).manifest
  await database.drop()
  vessel = await openVessel(folder, secret)
  names = [...partsOf(manifest).map(({ name }) => name), 'backup.json', 'manifest.sealed']
}, 60_000)
afterAll(() => rm(root, { recursive: true, force: true }))

const readAll = async (name: string) => {
  for await (const _piece of vessel.read(name));
}

type Harm = (bytes: Buffer, at: number, name: string) => Promise<Buffer | null> | Buffer | null
const harms: Record<string, Harm> = {
  'a flipped bit': (bytes, at) => {
    const changed = Buffer.from(bytes)
    changed[at % bytes.length]! ^= 1 << (at % 8)
    return changed
  },
  'an end cut off': (bytes, at) => bytes.subarray(0, at % bytes.length),
  'something added': (bytes, at) => Buffer.concat([bytes, randomBytes((at % 40) + 1)]),
  'the same part of another backup': (_bytes, _at, name) => readFile(join(earlier, name)),
  'another part in its place': (_bytes, at, name) => {
    const others = names.filter((other) => other !== name)
    return readFile(join(folder, others[at % others.length]!))
  },
  'the file removed': () => null,
}

describe('a damaged backup', () => {
  it.each(Object.entries(harms))('is refused: %s', async (_what, harm) => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 1_000 }), fc.nat(), async (which, at) => {
        const name = names[which % names.length]!
        const path = join(folder, name)
        const bytes = await readFile(path)
        const harmed = await harm(bytes, at, name)
        if (harmed === null) await rm(path)
        else await writeFile(path, harmed)
        try {
          await expect(checkBackup(folder, secret)).rejects.toThrow(BackupError)
          // By the seal alone, too, whatever the manifest says.
          if (name.startsWith('table-')) await expect(readAll(name)).rejects.toThrow(BackupError)
        } finally {
          await writeFile(path, bytes)
        }
      }),
      { numRuns: 12 },
    )
    expect((await checkBackup(folder, secret)).manifest).toEqual(manifest)
  })

  it('is named by its file', async () => {
    const path = join(folder, 'table-audit.entries.sealed')
    const bytes = await readFile(path)
    await writeFile(path, bytes.subarray(1))
    await expect(checkBackup(folder, secret)).rejects.toThrow(`${path} is damaged`)
    await writeFile(path, bytes)
  })
})

it('what was sealed is read again, however it came; chunks do not change places', async () => {
  const one = await prepareVessel(join(root, 'chunks'), secret)
  const clear = randomBytes(700_000)
  async function* pieces() {
    for (let from = 0; from < clear.length; from += 9_999) yield clear.subarray(from, from + 9_999)
  }
  await one.write('part', pieces())
  const read: Buffer[] = []
  for await (const piece of one.read('part')) read.push(piece)
  expect(Buffer.concat(read).equals(clear)).toBe(true)

  const path = join(one.folder, 'part')
  const bytes = await readFile(path)
  const chunk = 4 + bytes.readUInt32BE()
  const swapped = [bytes.subarray(chunk, 2 * chunk), bytes.subarray(0, chunk)]
  await writeFile(path, Buffer.concat([...swapped, bytes.subarray(2 * chunk)]))
  const again = async () => {
    for await (const _piece of one.read('part'));
  }
  await expect(again()).rejects.toThrow('is damaged')
  // Cut where a chunk ends.
  await writeFile(path, bytes.subarray(0, 2 * chunk))
  await expect(again()).rejects.toThrow('is damaged')
})

describe('in one clear line is refused', () => {
  it('another key, or a passphrase for a key', async () => {
    const other = { kind: 'key', text: randomBytes(32).toString('base64url') } as const
    await expect(checkBackup(folder, other)).rejects.toThrow('the key is another one')
    const words = { kind: 'passphrase', text: 'một câu dài mà chỉ mình tôi biết' } as const
    await expect(checkBackup(folder, words)).rejects.toThrow('not a passphrase')
    const worded = await prepareVessel(join(root, 'words'), words)
    expect((await openVessel(worded.folder, words)).id).toBe(worded.id)
  })

  it('no key, a short passphrase, what is no key', () => {
    expect(() => findSecretOf({})).toThrow('openssl rand')
    expect(() => findSecretOf({ passphrase: 'quá ngắn' })).toThrow('at least 16 characters')
    expect(() => findSecretOf({ key: 'abc' })).toThrow('holds no key')
    expect(() => findSecretOf({ keyFile: join(root, 'none') })).toThrow('ENOENT')
  })

  it('a backup of a newer release, or of another line', async () => {
    const known = (await knownMigrations()).map(({ name, hash }) => ({ name, hash }))
    const { database } = manifest
    await checkRelease({ ...database, migrations: known.slice(0, -1) }, '9.9')
    const newer = { ...database, migrations: [...known, { name: '9999_later.sql', hash: '' }] }
    await expect(checkRelease(newer, '9.9')).rejects.toThrow('newer release (9.9')
    const changed = known.map((each, place) => (place === 3 ? { ...each, hash: '' } : each))
    await expect(checkRelease({ ...database, migrations: changed }, '9.9')).rejects.toThrow(
      'another line of releases',
    )
  })

  it('a folder that holds another thing, or a finished backup', async () => {
    await expect(prepareVessel(root, secret)).rejects.toThrow('holds something else')
    await expect(checkBackup(root, secret)).rejects.toThrow('there is no backup')
    await cp(join(folder, 'backup.json'), join(root, 'begun', 'backup.json'))
    await expect(checkBackup(join(root, 'begun'), secret)).rejects.toThrow('is not finished')
  })

  it('a full disk', async () => {
    const full = await writeFile('/dev/full', 'x').catch((error: unknown) => error)
    expect(explained(full, folder)).toMatchObject({
      name: 'BackupError',
      message: `no space is left for ${folder}: make room and run this again, it goes on where it was`,
    })
  })
})
