import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { AwsClient } from 'aws4fetch'
import { checkKey } from './key.ts'
import type { Files } from './index.ts'

export type S3Config = {
  /** The service's address without a slash at its end, e.g. `https://s3.example.vn`. */
  endpoint: string
  bucket: string
  key: string
  secret: string
  region: string
}

/** An answer is waited for this long, ms; the client tries three times. */
const answerMs = 10_000

/**
 * Files in a bucket of any service that speaks S3 with path-style addresses (SeaweedFS, Ceph,
 * Garage, MinIO, AWS). The bucket is made by the administrator and is closed to the public.
 */
export function s3Files(config: S3Config): Files {
  const client = new AwsClient({
    accessKeyId: config.key,
    secretAccessKey: config.secret,
    region: config.region,
    service: 's3',
    retries: 2,
  })
  const addressOf = (key: string) => `${config.endpoint}/${config.bucket}/${checkKey(key)}`

  async function ask(method: string, key: string, body?: Buffer): Promise<Response> {
    const stop = new AbortController()
    // Only the beginning of the answer is timed: a body may take as long as its reader.
    const late = setTimeout(() => stop.abort(), answerMs)
    try {
      return await client.fetch(addressOf(key), {
        method,
        // The operator's setting says where the store is; the store cannot send us elsewhere.
        redirect: 'manual',
        signal: stop.signal,
        ...(body && {
          body: new Uint8Array(body),
          // Else the signature would not cover the bytes.
          headers: { 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
        }),
      })
    } finally {
      clearTimeout(late)
    }
  }

  /** Neither done nor absent: the status is the whole message, a body may quote the key. */
  async function refuse(response: Response): Promise<never> {
    await response.body?.cancel()
    throw new Error(`the object store answered ${response.status}`)
  }

  return {
    async put(key, content) {
      const body =
        content instanceof Uint8Array ? Buffer.from(content) : await readFile(content.path)
      const response = await ask('PUT', key, body)
      if (!response.ok) await refuse(response)
      await response.body?.cancel()
    },

    async get(key) {
      const response = await ask('GET', key)
      if (response.status === 404) {
        await response.body?.cancel()
        return null
      }
      if (!response.ok || !response.body) return refuse(response)
      const bytes = Number(response.headers.get('content-length'))
      return { body: Readable.fromWeb(response.body as never), bytes }
    },

    async exists(key) {
      const response = await ask('HEAD', key)
      if (response.status === 404) return false
      if (!response.ok) await refuse(response)
      return true
    },

    async remove(key) {
      const response = await ask('DELETE', key)
      if (!response.ok && response.status !== 404) await refuse(response)
      await response.body?.cancel()
    },
  }
}
