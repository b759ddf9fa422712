import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import S3rver from '@20minutes/s3rver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderFiles } from './folder.ts'
import { s3Files } from './s3.ts'
import type { Files } from './index.ts'

let folder: string
let s3: S3rver
let endpoint: string
const account = { bucket: 'nhip', key: 'S3RVER', secret: 'S3RVER', region: 'vn-central-1' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-files-'))
  s3 = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: join(folder, 's3'),
    configureBuckets: [{ name: account.bucket, configs: [] }],
  })
  const { port } = await s3.run()
  endpoint = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await s3.close()
  await rm(folder, { recursive: true })
})

const newKey = () => `${randomBytes(8).toString('hex')}.full`

async function read(files: Files, key: string): Promise<Buffer | null> {
  const found = await files.get(key)
  if (!found) return null
  const bytes = await buffer(found.body)
  expect(bytes.length).toBe(found.bytes)
  return bytes
}

// S3 promises this itself; the small server of these tests mixes them.
it('files in a folder put many times over at once hold one of the contents, whole', async () => {
  const files = folderFiles(folder)
  const key = newKey()
  const contents = [1, 2, 3, 4].map((fill) => Buffer.alloc(200_000, fill))
  await Promise.all(contents.map((bytes) => files.put(key, bytes)))
  const kept = (await read(files, key))!
  expect(contents.some((bytes) => bytes.equals(kept))).toBe(true)
})

describe.each([
  ['a folder', () => folderFiles(folder)],
  ['S3', () => s3Files({ endpoint, ...account })],
])('files in %s', (_name, open) => {
  it('are read back as they were put, from memory and from the disk', async () => {
    const files = open()
    for (const size of [0, 1, 3_000_000]) {
      const bytes = randomBytes(size)
      const [first, second] = [newKey(), newKey()]
      await files.put(first, bytes)
      const path = join(folder, 'upload')
      await writeFile(path, bytes)
      await files.put(second, { path })
      for (const key of [first, second]) {
        expect(await files.exists(key)).toBe(true)
        expect(bytes.equals((await read(files, key))!)).toBe(true)
      }
    }
  })

  it('are absent before they are put and after they are removed', async () => {
    const files = open()
    const key = newKey()
    expect(await files.exists(key)).toBe(false)
    expect(await files.get(key)).toBeNull()
    await files.remove(key)
    await files.put(key, Buffer.from('a'))
    await files.remove(key)
    expect(await files.exists(key)).toBe(false)
    expect(await files.get(key)).toBeNull()
  })

  it('have no keys that lead elsewhere', async () => {
    const files = open()
    for (const key of ['../secrets/session-secret', 'a/b', '', '.', 'a..b', 'A', 'a b']) {
      await expect(files.put(key, Buffer.from('a'))).rejects.toThrow('not a key')
      await expect(files.get(key)).rejects.toThrow('not a key')
    }
  })
})

it('a folder keeps no half of a file whose writing failed', async () => {
  const files = folderFiles(folder)
  const key = newKey()
  await expect(files.put(key, { path: join(folder, 'nowhere') })).rejects.toThrow('ENOENT')
  expect(await files.exists(key)).toBe(false)
  const names = await readdir(join(folder, 'files'), { recursive: true })
  expect(names.filter((name) => name.includes(key))).toEqual([])
})

it('S3 refuses a wrong secret, and the error says so without the key', async () => {
  const files = s3Files({ endpoint, ...account, secret: 'wrong' })
  const key = newKey()
  await expect(files.put(key, Buffer.from('a'))).rejects.toThrow(/^the object store answered 403$/)
  await expect(files.exists(key)).rejects.toThrow('403')
})
