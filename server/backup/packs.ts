import type { Files } from '../platform/files/index.ts'
import { byteReader } from './bytes.ts'
import { partRows } from './dump.ts'
import { BackupError } from './error.ts'
import type { Pack, Part } from './manifest.ts'
import type { Vessel } from './vessel.ts'

/** Files of one pack: some 60 MB of pictures, what an interruption costs at most. */
const packFiles = 200
/** A file is held in memory while it is put back. */
const mostBytes = 64 * 1024 ** 2
/** Stands for the length of a file that is gone. */
const gone = 0xffffffff

const nameOf = (place: number) => `files-${String(place + 1).padStart(6, '0')}.sealed`

/** The keys of a backup's files, so many at a time; memory stays flat. */
async function* keyBatches(vessel: Vessel, keys: Part): AsyncGenerator<string[]> {
  let batch: string[] = []
  let rest = ''
  for await (const piece of partRows(vessel, keys).lines) {
    const lines = (rest + piece.toString('latin1')).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      batch.push(line)
      if (batch.length < packFiles) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/**
 * Copies the files of a snapshot. A file never changes under its key, so they may be copied at any
 * time after it; one that was erased meanwhile is left out.
 * @param done the packs of an earlier run, which are kept
 */
export async function copyFiles(options: {
  vessel: Vessel
  files: Files
  keys: Part
  done: Pack[]
  onPack: (pack: Pack) => Promise<void>
}): Promise<void> {
  const { vessel, files, keys, done, onPack } = options
  let place = 0
  for await (const batch of keyBatches(vessel, keys)) {
    const name = nameOf(place)
    place += 1
    if (done.some((pack) => pack.name === name)) continue
    const count = { files: 0, missing: 0 }
    const part = await vessel.write(name, packed(files, batch, count))
    await onPack({ ...part, ...count })
  }
}

async function* packed(
  files: Files,
  keys: string[],
  count: { files: number; missing: number },
): AsyncGenerator<Buffer> {
  for (const key of keys) {
    const file = await files.get(key)
    const head = Buffer.alloc(6 + key.length)
    head.writeUInt16BE(key.length)
    head.write(key, 2, 'latin1')
    head.writeUInt32BE(file ? file.bytes : gone, 2 + key.length)
    yield head
    if (!file) {
      count.missing += 1
      continue
    }
    let bytes = 0
    for await (const piece of file.body as AsyncIterable<Buffer>) {
      bytes += piece.length
      yield piece
    }
    if (bytes !== file.bytes) throw new Error(`the file ${key} changed while it was read`)
    count.files += 1
  }
}

/** Puts the files of one pack back where they belong. Safe to repeat. */
export async function restorePack(vessel: Vessel, pack: Part, files: Files): Promise<void> {
  const reader = byteReader(vessel.read(pack.name))
  for (let head = await reader.take(2); head; head = await reader.take(2)) {
    const key = (await take(reader.take(head.readUInt16BE()))).toString('latin1')
    const bytes = (await take(reader.take(4))).readUInt32BE()
    if (bytes === gone) continue
    if (bytes > mostBytes) throw new BackupError(`the file ${key} of the backup is too large`)
    await files.put(key, bytes === 0 ? Buffer.alloc(0) : await take(reader.take(bytes)))
  }
}

async function take(taken: Promise<Buffer | null>): Promise<Buffer> {
  const bytes = await taken
  if (!bytes) throw new BackupError('a pack of files ends too early')
  return bytes
}
