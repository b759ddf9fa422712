import { inStore } from './indexed.ts'
import { sealBytes, unsealBytes } from './sealed.ts'

/** A picture of a form that was not sent yet, as it is kept on this device. */
export type KeptPicture = {
  key: string
  body: Blob
  /** The upload, once it has begun; the server knows how far it is. */
  id: string | null
  /** When it had arrived, ms; 0 while it has not. */
  whole: number
  gps: { lat: number; lon: number } | null
  at: number
}

/** As it lies there: the words about it and the picture, sealed apart. */
type Sealed = {
  key: string
  at: number
  about: Uint8Array<ArrayBuffer>
  body: Uint8Array<ArrayBuffer>
}

/** As long as the server keeps what no report names. */
const keptFor = 24 * 3600 * 1000

/**
 * The pictures of drafts, kept on this device beside their words, so that a page that was closed or
 * ran out of battery loses none. Sealed, in IndexedDB, which holds large things; where nothing can be
 * sealed, or there is no room, forms work without, and nothing here throws.
 *
 * @param name of the database
 * @param purpose what they are sealed for
 */
export function createKeptPictures(name: string, purpose: string) {
  const place = [name, 'pictures'] as const
  /** Nothing is lost by a store that cannot be had, or is full: the pictures are on the page. */
  const inPictures = <Result>(
    mode: IDBTransactionMode,
    work: (pictures: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result | null> => inStore(place, mode, work).catch(() => null)

  async function open({ about, body }: Sealed): Promise<KeptPicture | null> {
    const [words, bytes] = await Promise.all([
      unsealBytes(purpose, about),
      unsealBytes(purpose, body),
    ])
    if (!words || !bytes) return null
    const { type, ...rest } = JSON.parse(new TextDecoder().decode(words)) as Omit<
      KeptPicture,
      'body'
    > & { type: string }
    return { ...rest, body: new Blob([bytes], { type }) }
  }
  const drop = (key: string) => inPictures('readwrite', (pictures) => pictures.delete(key))
  const isOld = ({ at }: { at: number }) => Date.now() - at > keptFor

  return {
    async keep({ body, ...about }: KeptPicture): Promise<void> {
      const words = new TextEncoder().encode(JSON.stringify({ ...about, type: body.type }))
      const sealed = await Promise.all([
        sealBytes(purpose, words),
        sealBytes(purpose, await body.arrayBuffer()),
      ])
      if (!sealed[0] || !sealed[1]) return
      const { key, at } = about
      const kept: Sealed = { key, at, about: sealed[0], body: sealed[1] }
      await inPictures('readwrite', (pictures) => pictures.put(kept))
    },
    drop,
    clear: () => inPictures('readwrite', (pictures) => pictures.clear()),

    /** The keys of what is kept; reads nothing else. */
    async keys(): Promise<string[]> {
      return ((await inPictures('readonly', (pictures) => pictures.getAllKeys())) ?? []).map(String)
    },

    async dropOld(): Promise<void> {
      const all = (await inPictures('readonly', (pictures) => pictures.getAll())) as Sealed[] | null
      for (const one of (all ?? []).filter(isOld)) await drop(one.key)
    },

    /** One of them; null where it is not kept any more, or cannot be opened. */
    async find(key: string): Promise<KeptPicture | null> {
      const sealed = (await inPictures('readonly', (pictures) => pictures.get(key))) as
        | Sealed
        | null
        | undefined
      return sealed ? open(sealed).catch(() => null) : null
    },

    /** What is kept, in the order it was chosen; what is too old, or cannot be opened, is dropped. */
    async all(): Promise<KeptPicture[]> {
      const all = (await inPictures('readonly', (pictures) => pictures.getAll())) as Sealed[] | null
      const found: KeptPicture[] = []
      for (const one of (all ?? []).sort((a, b) => a.at - b.at)) {
        const picture = isOld(one) ? null : await open(one).catch(() => null)
        if (picture) found.push(picture)
        else await drop(one.key)
      }
      return found
    },
  }
}
