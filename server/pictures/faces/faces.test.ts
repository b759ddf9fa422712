import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '../../../contract/client.ts'
import type { Box } from '../../../contract/mosaic.ts'
import { startTestServer } from '../../../test/server.ts'
import type { TestServer } from '../../../test/server.ts'
import { picture } from '../pictures.fixture.ts'

let server: TestServer
let citizen: Client
let desk: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  citizen = await server.client()
  desk = await server.client('dieuphoi@demo.nhip.vn')
}, 90_000)
afterAll(() => server.close())

/** A photograph of three people that comes with the detector's package. */
const people = () =>
  readFile(createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample1.jpg'))

async function sent(bytes: Buffer): Promise<string> {
  const { id } = await citizen.uploadPicture({ body: new Uint8Array(bytes), query: {} })
  const body = { subject: 'HK01', commune: '19789', description: 'Đèn tắt', pictures: [id] }
  await citizen.submitReport({ body })
  return id
}
const marksOf = (id: string) => desk.getPictureMarks({ params: { id } })
const holds = (box: Box, [x, y]: [number, number]) =>
  box.x < x && x < box.x + box.w && box.y < y && y < box.y + box.h

it('faces are proposed, small ones in a large picture too', { timeout: 180_000 }, async () => {
  const photo = await sharp(await people())
    .resize(1000)
    .toBuffer()
  // The same three people, small and in one corner of a street of nothing.
  const small = await sharp(photo).resize(600).toBuffer()
  const street = sharp({
    create: { width: 2000, height: 1500, channels: 3, background: '#8a8f94' },
  })
  const far = await street
    .composite([{ input: small, left: 1300, top: 1000 }])
    .jpeg()
    .toBuffer()
  const ids = [await sent(photo), await sent(far)]
  expect(await marksOf(ids[0]!)).toMatchObject({ search: 'waiting', proposed: [], copy: null })
  expect(await server.app.pictures.searchFaces(120_000)).toBe(2)
  const [near, away] = await Promise.all(ids.map(marksOf))
  expect(near).toMatchObject({ search: 'done' })
  expect(near!.proposed).toHaveLength(3)
  expect(away!.proposed).toHaveLength(3)
  // Found where they are: each face of the near picture lies in a box of the far one.
  const { width, height } = near!
  for (const { x, y, w, h } of near!.proposed) {
    const scale = 600 / width
    const middle: [number, number] = [
      (1300 + (x + w / 2) * width * scale) / 2000,
      (1000 + (y + h / 2) * height * scale) / 1500,
    ]
    expect(away!.proposed.some((box) => holds(box, middle))).toBe(true)
  }
  expect(await server.app.pictures.searchFaces(60_000)).toBe(0)
})

it('a picture that cannot be looked at is given up after three tries, and can be worked on', async () => {
  const id = await sent(await picture(40, 30).png().toBuffer())
  const { pool } = server.app.database
  await pool.query('update pictures.pictures set faces_tries = 3 where id = $1', [id])
  expect(await server.app.pictures.searchFaces(10_000)).toBe(0)
  expect(await marksOf(id)).toMatchObject({ search: 'failed', proposed: [] })
  const box = { x: 0.1, y: 0.1, w: 0.5, h: 0.5 }
  await desk.approvePicture({ params: { id }, body: { boxes: [box], strokes: [] } })
  expect(await marksOf(id)).toMatchObject({ copy: { marks: { boxes: [box] } } })
})
