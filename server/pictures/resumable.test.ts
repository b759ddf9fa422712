import { randomBytes, randomUUID } from 'node:crypto'
import { readdir, utimes } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'

let server: TestServer
let photo: Buffer
const tus = { 'tus-resumable': '1.0.0' }
const patchType = { 'content-type': 'application/offset+octet-stream' }

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  photo = await sharp(randomBytes(90_000), { raw: { width: 200, height: 150, channels: 3 } })
    .png()
    .toBuffer()
}, 90_000)
afterAll(() => server.close())

async function begin(length: number): Promise<string> {
  const headers = { ...tus, 'upload-length': String(length) }
  const response = await fetch(`${server.url}/api/uploads`, { method: 'POST', headers })
  expect(response.status).toBe(201)
  return response.headers.get('location')!
}
async function offsetOf(path: string): Promise<number | null> {
  const response = await fetch(server.url + path, { method: 'HEAD', headers: tus })
  return response.ok ? Number(response.headers.get('upload-offset')) : null
}
const patch = (path: string, offset: number, body: Uint8Array) =>
  fetch(server.url + path, {
    method: 'PATCH',
    headers: { ...tus, ...patchType, 'upload-offset': String(offset) },
    body: new Uint8Array(body),
  })

/** Sends a part of what it promises and hangs up. */
async function cutOff(path: string, offset: number, sent: Buffer, promised: number) {
  const { port, hostname } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  const head = [
    `PATCH ${path} HTTP/1.1`,
    'Host: x',
    'Tus-Resumable: 1.0.0',
    'Content-Type: application/offset+octet-stream',
    `Upload-Offset: ${offset}`,
    `Content-Length: ${promised}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await new Promise((sentAll) => socket.write(sent, sentAll))
  // What the server has taken by now is not known to a sender either.
  socket.destroy()
}
const halves = () => readdir(join(server.app.config.dataDir, 'half-uploads'))

it('arrives whole, however often and wherever it is cut off', async () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 60_000 }), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(cuts, async (pieces) => {
      const path = await begin(photo.length)
      let known = 0
      for (const piece of pieces) {
        const offset = (await offsetOf(path))!
        expect(offset).toBeGreaterThanOrEqual(known)
        known = offset
        await cutOff(path, offset, photo.subarray(offset, offset + piece), photo.length - offset)
      }
      // The cut request may still be writing: the next one ends it, and asks again where it stands.
      let answer: Response
      do {
        const offset = (await offsetOf(path))!
        answer = await patch(path, offset, photo.subarray(offset))
      } while (answer.status === 409)
      expect([answer.status, answer.headers.get('upload-offset')]).toEqual([
        204,
        String(photo.length),
      ])
      const id = path.split('/').at(-1)!
      const { rows } = await server.app.database.pool.query<{ sha256: Buffer; width: number }>(
        'select sha256, width from pictures.pictures where id = $1',
        [id],
      )
      const hash = Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(photo)))
      expect(rows).toEqual([{ sha256: hash, width: 200 }])
      // The answer to the end was lost: it is given again, and there is one picture.
      expect(await offsetOf(path)).toBe(photo.length)
      expect((await patch(path, photo.length, new Uint8Array())).status).toBe(204)
    }),
    { numRuns: 8 },
  )
  expect(await halves()).toEqual([])
})

it('becomes a picture that a report can name, once', async () => {
  const path = await begin(photo.length)
  expect((await patch(path, 0, photo)).status).toBe(204)
  const id = path.split('/').at(-1)!
  const citizen = await server.client()
  const body = { subject: 'HK01', commune: '19789', description: 'Đèn tắt', pictures: [id] }
  await citizen.submitReport({ body })
  expect(await offsetOf(path)).toBeNull()
})

it('is refused in the words of the protocol', async () => {
  const send = async (headers: Record<string, string>) => {
    const response = await fetch(`${server.url}/api/uploads`, { method: 'POST', headers })
    return response.status
  }
  expect(await send({ 'upload-length': '10' })).toBe(412)
  expect(await send({ ...tus, 'upload-length': 'x' })).toBe(400)
  expect(await send({ ...tus, 'upload-length': String(15 * 1024 * 1024 + 1) })).toBe(413)
  const path = await begin(10)
  expect((await patch(path, 3, photo)).status).toBe(409)
  expect((await patch(path, 0, photo)).status).toBe(413)
  expect((await patch(`/api/uploads/${randomUUID()}`, 0, photo)).status).toBe(404)
  const wrong = await begin(5)
  const refused = await patch(wrong, 0, Buffer.from('<svg>'))
  const { error } = await refused.json()
  expect([refused.status, error.fields]).toEqual([
    400,
    [{ path: 'picture', code: 'not_a_picture' }],
  ])
  expect(await offsetOf(wrong)).toBeNull()
})

it('unfinished, is bounded for each address, and goes after a day', async () => {
  const largest = 15 * 1024 * 1024
  const headers = { ...tus, 'upload-length': String(largest) }
  let status = 201
  for (let begun = 0; status === 201 && begun < 30; begun += 1) {
    status = (await fetch(`${server.url}/api/uploads`, { method: 'POST', headers })).status
  }
  expect(status).toBe(503)
  const folder = join(server.app.config.dataDir, 'half-uploads')
  const yesterday = new Date(Date.now() - 25 * 3600_000)
  for (const name of await halves()) await utimes(join(folder, name), yesterday, yesterday)
  const fresh = await begin(10)
  await server.app.pictures.prune()
  expect(await halves()).toHaveLength(1)
  expect(await offsetOf(fresh)).toBe(0)
})
