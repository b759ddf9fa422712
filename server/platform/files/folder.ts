import { createHash, randomBytes } from 'node:crypto'
import { access, copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkKey } from './key.ts'
import type { Files } from './index.ts'

const isAbsent = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Files below `<dataDir>/files`, in two levels of folders so that none grows too long. */
export function folderFiles(dataDir: string): Files {
  const root = join(dataDir, 'files')

  /** By the hash of the key: keys that begin alike are spread all the same. */
  function pathOf(key: string): string {
    const hash = createHash('sha256').update(checkKey(key)).digest('hex')
    return join(root, hash.slice(0, 2), hash.slice(2, 4), key)
  }

  return {
    async put(key, content) {
      const path = pathOf(key)
      const folder = dirname(path)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // Written apart, made durable, then renamed: a power cut leaves the whole file or none.
      const draft = `${path}.${randomBytes(6).toString('hex')}.part`
      try {
        if (content instanceof Uint8Array) await writeNew(draft, content)
        else await copyFile(content.path, draft)
        await syncAt(draft, 'r+')
        await rename(draft, path)
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
      // The names are durable only with the folders that hold them.
      for (const made of [folder, dirname(folder), root]) await syncAt(made, 'r')
    },

    async get(key) {
      try {
        const handle = await open(pathOf(key), 'r')
        const { size } = await handle.stat()
        return { body: handle.createReadStream(), bytes: size }
      } catch (error) {
        if (isAbsent(error)) return null
        throw error
      }
    },

    async exists(key) {
      try {
        await access(pathOf(key))
        return true
      } catch (error) {
        if (isAbsent(error)) return false
        throw error
      }
    },

    async remove(key) {
      await rm(pathOf(key), { force: true })
    },
  }
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
  } finally {
    await handle.close()
  }
}

async function syncAt(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
