/**
 * The pictures of a draft, kept on this device beside its words, so that a page that was closed or
 * ran out of battery loses none. In IndexedDB, which holds files; where there is none, or it is
 * full, the form works without.
 */
export type KeptPicture = {
  key: string
  body: Blob
  /** The upload, once it has begun; the server knows how far it is. */
  id: string | null
  gps: { lat: number; lon: number } | null
  at: number
}

const name = 'nhip.report-pictures'
const store = 'pictures'
/** As long as the server keeps what no report names. */
const keptFor = 24 * 3600 * 1000

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore(store, { keyPath: 'key' })
    })
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(new Error('no store')))
  })
}

async function inStore<Result>(
  mode: IDBTransactionMode,
  work: (pictures: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result | null> {
  try {
    const database = await opened()
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode)
        const request = work(transaction.objectStore(store))
        transaction.addEventListener('complete', () => resolve(request.result))
        for (const end of ['abort', 'error']) {
          transaction.addEventListener(end, () => reject(new Error('not kept')))
        }
      })
    } finally {
      database.close()
    }
  } catch {
    return null
  }
}

export const keepPicture = (picture: KeptPicture) =>
  inStore('readwrite', (pictures) => pictures.put(picture))
export const dropPicture = (key: string) => inStore('readwrite', (pictures) => pictures.delete(key))
export const dropPictures = () => inStore('readwrite', (pictures) => pictures.clear())

/** What is kept, in the order it was chosen; what is too old is dropped. */
export async function keptPictures(): Promise<KeptPicture[]> {
  const all = (await inStore('readonly', (pictures) => pictures.getAll())) as KeptPicture[] | null
  const old = (all ?? []).filter(({ at }) => Date.now() - at > keptFor)
  for (const { key } of old) await dropPicture(key)
  return (all ?? []).filter((one) => !old.includes(one)).sort((a, b) => a.at - b.at)
}
