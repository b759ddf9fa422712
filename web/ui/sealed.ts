/**
 * Words kept on this device, sealed: with AES-256-GCM under a key that the browser keeps in IndexedDB
 * and gives to nobody, scripts included. What is copied off the disk, or read by a script that only
 * gets at localStorage, is of no use; dropping the key makes all of it unreadable.
 */
const name = 'nhip.seal'
const store = 'keys'
const mark = 'sealed:'

/** Whether this page may seal at all: over https, or on this machine. */
export const canSeal = (): boolean => 'subtle' in crypto && 'indexedDB' in globalThis

function inStore<Result>(
  mode: IDBTransactionMode,
  work: (keys: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new Error('no store'))
    const opening = indexedDB.open(name, 1)
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(store))
    opening.addEventListener('error', refuse)
    opening.addEventListener('success', () => {
      const transaction = opening.result.transaction(store, mode)
      const request = work(transaction.objectStore(store))
      const close = () => opening.result.close()
      transaction.addEventListener('complete', () => (close(), resolve(request.result)))
      transaction.addEventListener('abort', () => (close(), refuse()))
    })
  })
}

async function keyOf(purpose: string): Promise<CryptoKey> {
  const find = () =>
    inStore('readonly', (keys) => keys.get(purpose) as IDBRequest<CryptoKey | undefined>)
  const found = await find()
  if (found) return found
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
  // Another window may have been quicker: the first one's key is everybody's.
  await inStore('readwrite', (keys) => keys.add(made, purpose)).catch(() => undefined)
  return (await find()) ?? made
}

/** The bytes sealed, for their purpose alone; null where that cannot be. */
export async function sealBytes(
  purpose: string,
  content: BufferSource,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    if (!canSeal()) return null
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const key = await keyOf(purpose)
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, content)
    const bytes = new Uint8Array(iv.length + sealed.byteLength)
    bytes.set(iv)
    bytes.set(new Uint8Array(sealed), iv.length)
    return bytes
  } catch {
    return null
  }
}

/** The bytes again; null when they cannot be opened. */
export async function unsealBytes(
  purpose: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ArrayBuffer | null> {
  try {
    const iv = bytes.subarray(0, 12)
    return await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv },
      await keyOf(purpose),
      bytes.subarray(12),
    )
  } catch {
    return null
  }
}

/** The text sealed, for its purpose alone; null where that cannot be. */
export async function seal(purpose: string, text: string): Promise<string | null> {
  const sealed = await sealBytes(purpose, new TextEncoder().encode(text))
  if (!sealed) return null
  let bytes = ''
  for (const byte of sealed) bytes += String.fromCharCode(byte)
  return mark + btoa(bytes)
}

/** The text again; null when it cannot be opened. What was never sealed is given back as it is. */
export async function unseal(purpose: string, text: string): Promise<string | null> {
  if (!text.startsWith(mark)) return text
  try {
    const bytes = Uint8Array.from(atob(text.slice(mark.length)), (char) => char.charCodeAt(0))
    const opened = await unsealBytes(purpose, bytes)
    return opened && new TextDecoder().decode(opened)
  } catch {
    return null
  }
}

/** Makes everything sealed for a purpose unreadable. */
export async function dropKey(purpose: string): Promise<void> {
  if (canSeal()) await inStore('readwrite', (keys) => keys.delete(purpose)).catch(() => undefined)
}
