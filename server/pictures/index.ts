import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { Failure } from '../../contract/errors.ts'
import type { Marks } from '../../contract/mosaic.ts'
import type { PictureMarks, PictureReceipt, PictureSize } from '../../contract/pictures.ts'
import type { Config } from '../config.ts'
import { firstAnswer, idempotency, once } from '../platform/database/idempotency.ts'
import type { Database } from '../platform/database/index.ts'
import type { Files } from '../platform/files/index.ts'
import { copyOf, makeCopy, marksOf, setAudience } from './copies.ts'
import { searchFaces } from './faces/search.ts'
import { deleteLeftovers } from './leftovers.ts'
import { linkOf } from './links.ts'
import type { PictureLink } from './links.ts'
import type { Made } from './make.ts'
import { createPool } from './pool.ts'
import { noteRead } from './reads.ts'
import { createReceiver, createSlots } from './receive.ts'
import type { Received } from './receive.ts'
import { createResumable } from './resumable.ts'
import type { Half } from './resumable.ts'
import { tables } from './tables.ts'
import { deleteUnnamed, fileKey } from './unnamed.ts'

export {
  choosePictures,
  hasPictures,
  hideReportPictures,
  insertLinksOf,
  isNotFree,
  linkAnswerPictures,
  notFree,
  picturesOf,
  reportPicturesAmong,
} from './links.ts'
export { casesWithOriginals, countOriginals, endOriginals, erasePictures } from './erase.ts'
export { keptFilesSql } from './kept-files.ts'
export { readsOf } from './reads.ts'
export type { LinkedPicture } from './links.ts'
export type { PictureLink }

/** What the key's row keeps. Place and time are not: they are read from the repeat's own bytes. */
type Kept = Pick<PictureReceipt, 'id' | 'width' | 'height'>

/** One upload: its bytes, who sends them, and what makes a repeat a repeat. */
export type Upload = {
  body: Readable
  /** An address; see `createReceiver`. */
  sender: string
  scope: string
  /** From the sender, or made from the hash of the file where a form has one key for several. */
  key: string | ((sha256: string) => string)
  /** The field that a refusal names. */
  path: string
}

export type Pictures = ReturnType<typeof createPictures>

/** Pictures from anybody: taken in, made harmless, kept, and handed out by id. */
export function createPictures(deps: {
  database: Database
  files: Files
  config: Pick<Config, 'dataDir'>
}) {
  const { database, files, config } = deps
  const { executor } = database
  const pool = createPool()
  const facePool = createPool({
    size: 1,
    program: new URL('./faces/worker.ts', import.meta.url),
    pictureMs: 180_000,
    heapMb: 256,
    residentMb: 800,
  })
  const slots = createSlots()
  const receive = createReceiver(config.dataDir, slots)
  const resumable = createResumable(config.dataDir, slots)

  /** Rows and files of a new picture. Its first row is there before its files. */
  async function keep(received: Received, made: Made, upload: Upload): Promise<Kept> {
    const sha256 = received.sha256.toString('hex')
    const given = typeof upload.key === 'string' ? upload.key : upload.key(sha256)
    const key = idempotency(upload.scope, given, sha256)
    const first = (await firstAnswer(executor, key)) as Kept | null
    if (first) return first
    const id = randomUUID()
    await tables(executor).insertInto('pictures.unnamed').values({ id }).execute()
    await files.put(fileKey(id, 'full'), { path: `${received.path}.full` })
    await files.put(fileKey(id, 'thumb'), { path: `${received.path}.thumb` })
    const { format, width, height } = made
    return once(database, key, async (tx): Promise<Kept> => {
      const { bytes } = received
      await tables(tx)
        .insertInto('pictures.pictures')
        .values({ id, sha256: received.sha256, bytes, format, width, height })
        .execute()
      return { id, width, height }
    })
  }

  /** Makes and keeps the picture of an upload by its id; finishing it twice changes nothing. */
  async function finish(id: string, received: Received): Promise<void> {
    const made = await pool.make(received.path)
    if ('fault' in made) {
      throw new Failure('invalid_input', { fields: [{ path: 'picture', code: made.fault }] })
    }
    await tables(executor)
      .insertInto('pictures.unnamed')
      .values({ id })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await files.put(fileKey(id, 'full'), { path: `${received.path}.full` })
    await files.put(fileKey(id, 'thumb'), { path: `${received.path}.thumb` })
    const { format, width, height } = made
    const { bytes, sha256 } = received
    await tables(executor)
      .insertInto('pictures.pictures')
      .values({ id, sha256, bytes, format, width, height })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }

  /** The length of a picture that nothing names yet, or null. */
  async function waiting(id: string): Promise<Half | null> {
    const row = await tables(executor)
      .selectFrom('pictures.pictures as p')
      .innerJoin('pictures.unnamed as u', 'u.id', 'p.id')
      .select('p.bytes')
      .where('p.id', '=', id)
      .executeTakeFirst()
    return row ? { offset: row.bytes, length: row.bytes } : null
  }

  return {
    /** Uploads that go on where they were cut off; see {@link createResumable}. */
    resumable,

    /** How far an upload is, also one that has become a picture; null when it is unknown. */
    async halfOf(id: string): Promise<Half | null> {
      if (!isPictureId(id)) return null
      return (await resumable.find(id)) ?? waiting(id)
    },

    /**
     * Writes on an upload. With its last byte the picture is made, and durable when it resolves.
     * @throws Failure as {@link Resumable.write}, and invalid_input when it is no picture
     */
    async takeOn(id: string, offset: number, body: Readable, sender: string): Promise<Half> {
      if (!isPictureId(id)) throw new Failure('not_found')
      const done = (await resumable.find(id)) ? null : await waiting(id)
      // The answer to the last byte was lost.
      if (done?.offset === offset) return done
      return resumable.write(id, offset, body, sender, (received) => finish(id, received))
    },

    /**
     * Takes one picture in; durable when it resolves.
     * @throws Failure invalid_input with the fault at `upload.path`, payload_too_large, unavailable
     */
    async take(upload: Upload): Promise<PictureReceipt> {
      const received = await receive(upload.body, upload.sender)
      try {
        const made = await pool.make(received.path)
        if ('fault' in made) {
          const fields = [{ path: upload.path, code: made.fault }]
          throw new Failure('invalid_input', { fields })
        }
        const { gps, takenAt } = made
        return { ...(await keep(received, made, upload)), gps, takenAt }
      } finally {
        await received.drop()
      }
    },

    /** Where a picture hangs, or null when there is none or nothing names it yet. */
    async linkOf(id: string): Promise<PictureLink | null> {
      return isPictureId(id) ? linkOf(executor, id) : null
    },

    /** What is proposed to be covered in a picture, and what is. */
    marksOf: (id: string): Promise<PictureMarks> => marksOf(executor, id),

    /** Approves a picture for the public; see {@link makeCopy}. */
    approve: (link: PictureLink, marks: Marks, actor: string): Promise<string> =>
      makeCopy({ database, files, pool, dataDir: config.dataDir }, link, marks, actor),

    /** Closes a citizen's picture to the agency, or opens it again. */
    setAudience: (link: PictureLink, centreOnly: boolean, actor: string): Promise<void> =>
      setAudience(database, link, centreOnly, actor),

    /** Notes that a member of staff sees a picture as it was sent; see {@link noteRead}. */
    noteRead: (link: PictureLink, actor: string): Promise<void> => noteRead(database, link, actor),

    /** A picture or a copy as it is shown; who may see it was asked before. */
    async open(id: string, size: PictureSize) {
      const file = await files.get(fileKey(id, size))
      if (file) return file
      // An original that was kept long enough: what is left of it is the copy.
      const copy = await copyOf(executor, id)
      return copy === null ? null : files.get(fileKey(copy, size))
    },

    /** Of these ids, the pictures that are here and unnamed, for a form that is shown again. */
    async unnamed(ids: string[]): Promise<Kept[]> {
      const asked = ids.filter(isPictureId)
      if (asked.length === 0) return []
      const rows = await tables(executor)
        .selectFrom('pictures.pictures as p')
        .innerJoin('pictures.unnamed as u', 'u.id', 'p.id')
        .select(['p.id', 'p.width', 'p.height'])
        .where('p.id', 'in', asked)
        .execute()
      return asked.flatMap((id) => rows.find((row) => row.id === id) ?? [])
    },

    /** The broom, run hourly and after an erasure: what nothing names, and files that are to go. */
    async prune(days = 1): Promise<number> {
      await resumable.prune()
      return (await deleteUnnamed(database, files, days)) + (await deleteLeftovers(database, files))
    },

    /** Looks for faces for up to so long; see {@link searchFaces}. For the worker, once a minute. */
    searchFaces: (ms: number): Promise<number> =>
      searchFaces({ database, files, pool: facePool, dataDir: config.dataDir }, Date.now() + ms),

    close: () => Promise.all([pool.close(), facePool.close()]).then(() => {}),
  }
}

/** The database refuses anything else as malformed. */
function isPictureId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
}
