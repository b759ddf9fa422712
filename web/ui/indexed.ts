/**
 * A store of this browser's IndexedDB: the one way to it for pages and service workers.
 *
 * @param durable waits until it stands on the disk, so that nothing is called kept that a power cut
 * would take
 * @returns what the last request of `work` gave, once all of it stands
 * @throws Error where there is no store, or no room in it; nothing of `work` was done then
 */
export async function inStore<Result>(
  [database, store]: readonly [database: string, store: string],
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
  durable = false,
): Promise<Result> {
  const open = await opened(database, store)
  try {
    return await new Promise((resolve, reject) => {
      const options = durable ? ({ durability: 'strict' } as const) : {}
      const transaction = open.transaction(store, mode, options)
      const refuse = () => reject(transaction.error ?? new Error('not kept'))
      const request = work(transaction.objectStore(store))
      transaction.addEventListener('complete', () => resolve(request.result))
      for (const end of ['abort', 'error']) transaction.addEventListener(end, refuse)
    })
  } finally {
    open.close()
  }
}

/** The first opening makes the store; its rows bring their own key in `key`. */
function opened(database: string, store: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1)
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore(store, { keyPath: 'key' })
    })
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('no store')))
  })
}
