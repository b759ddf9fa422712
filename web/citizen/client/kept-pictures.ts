import { inStore } from '../../ui/indexed.ts'
import { sealBytes, unsealBytes } from '../../ui/sealed.ts'

/**
 * The pictures of a draft, kept on this device beside its words, so that a page that was closed or
 * ran out of battery loses none. Sealed, in IndexedDB, which holds large things; where nothing can be
 * sealed, or there is no room, the form works without.
 */
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

const place = ['nhip.report-pictures', 'pictures'] as const
const purpose = 'report-pictures'
/** As long as the server keeps what no report names. */
const keptFor = 24 * 3600 * 1000

/** Nothing is lost by a store that cannot be had, or is full: the pictures are on the page. */
const inPictures = <Result>(
  mode: IDBTransactionMode,
  work: (pictures: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result | null> => inStore(place, mode, work).catch(() => null)

export async function keepPicture({ body, ...about }: KeptPicture): Promise<void> {
  const words = new TextEncoder().encode(JSON.stringify({ ...about, type: body.type }))
  const sealed = await Promise.all([
    sealBytes(purpose, words),
    sealBytes(purpose, await body.arrayBuffer()),
  ])
  if (!sealed[0] || !sealed[1]) return
  const { key, at } = about
  const kept: Sealed = { key, at, about: sealed[0], body: sealed[1] }
  await inPictures('readwrite', (pictures) => pictures.put(kept))
}
export const dropPicture = (key: string) =>
  inPictures('readwrite', (pictures) => pictures.delete(key))
export const dropPictures = () => inPictures('readwrite', (pictures) => pictures.clear())

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

/** What is kept, in the order it was chosen; what is too old, or cannot be opened, is dropped. */
export async function keptPictures(): Promise<KeptPicture[]> {
  const all = (await inPictures('readonly', (pictures) => pictures.getAll())) as Sealed[] | null
  const found: KeptPicture[] = []
  for (const one of (all ?? []).sort((a, b) => a.at - b.at)) {
    const picture = Date.now() - one.at > keptFor ? null : await open(one).catch(() => null)
    if (picture) found.push(picture)
    else await dropPicture(one.key)
  }
  return found
}
