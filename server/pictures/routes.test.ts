import { randomBytes, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../contract/client.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'
import { picture, withPlace } from './pictures.fixture.ts'

let server: TestServer
let citizen: Client
let desk: Client
let ward: Client
let photo: Uint8Array<ArrayBuffer>

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  citizen = await server.client()
  desk = await server.client('dieuphoi@demo.nhip.vn')
  ward = await server.client('daumoi@demo.nhip.vn')
  photo = new Uint8Array(await withPlace(picture(400, 300)).jpeg().toBuffer())
})
afterAll(() => server.close())

const upload = (body: Uint8Array<ArrayBuffer> = photo, idempotencyKey: string = randomUUID()) =>
  citizen.uploadPicture({ body, query: {}, idempotencyKey })

const report = (pictures: string[], agreed = false) =>
  citizen.submitReport({
    body: {
      subject: 'HK01',
      commune: '19789',
      description: 'Đèn đường tắt',
      pictures,
      ...(agreed && {
        consents: [{ purpose: 'pictures', version: '2026-01-01', language: 'vi' }],
      }),
    },
  })

const query = async (sql: string, values: unknown[] = []) =>
  (await server.app.database.pool.query(sql, values)).rows

describe('a picture that is sent', () => {
  it('is answered with its size, and with place and time for its sender only', async () => {
    const answer = await upload()
    expect(answer).toMatchObject({ width: 400, height: 300, takenAt: '2026-03-09T07:41:00+07:00' })
    expect(answer.gps?.lat).toBeCloseTo(16.46125, 5)
    const kept = await query('select row_to_json(p)::text as text from pictures.pictures p')
    const keys = await query('select response::text as text from platform.idempotency')
    expect(JSON.stringify([kept, keys])).not.toMatch(/16\.46|107\.58|07:41/)
    expect(await readdir(join(server.app.config.dataDir, 'uploads'))).toEqual([])
  })

  it('sent again with its key is the same picture; another file with that key is refused', async () => {
    const key = randomUUID()
    const first = await upload(photo, key)
    expect(await upload(photo, key)).toEqual(first)
    const raced = randomUUID()
    const answers = await Promise.all([1, 2, 3].map(() => upload(photo, raced)))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    const other = new Uint8Array(await picture(10, 10).png().toBuffer())
    await expect(upload(other, key)).rejects.toMatchObject({ code: 'idempotency_mismatch' })
  })

  it('is refused with a word for the field, and never by its declared type', async () => {
    const send = async (type: string, body: string | Uint8Array<ArrayBuffer>) => {
      const response = await fetch(`${server.url}/api/pictures`, {
        method: 'POST',
        headers: { 'content-type': type, 'idempotency-key': randomUUID() },
        body,
      })
      return [response.status, (await response.json()).error?.fields?.[0] ?? null]
    }
    const fault = (code: string) => [400, { path: 'picture', code }]
    expect(await send('image/jpeg', '<svg><script/></svg>')).toEqual(fault('not_a_picture'))
    expect(await send('image/png', '')).toEqual(fault('empty_file'))
    expect((await send('image/svg+xml', photo))[0]).toBe(201)
    expect(await send('multipart/form-data; boundary=x', '--x--')).toEqual([403, null])
    expect(await send('text/html', '<p>')).toEqual([415, null])
    expect((await send('image/jpeg', new Uint8Array(15 * 1024 * 1024 + 1)))[0]).toBe(413)
    expect(await readdir(join(server.app.config.dataDir, 'uploads'))).toEqual([])
  })

  it('that does not end is refused, and its sender cut off', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => (answer += String(chunk)))
    socket.on('error', () => {})
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.write('POST /api/pictures HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\n')
    socket.write(`Idempotency-Key: ${randomUUID()}\r\nTransfer-Encoding: chunked\r\n\r\n`)
    const megabyte = Buffer.concat([
      Buffer.from('100000\r\n'),
      Buffer.alloc(1024 * 1024),
      Buffer.from('\r\n'),
    ])
    const send = () => {
      while (!socket.destroyed && socket.write(megabyte));
    }
    socket.on('drain', send)
    send()
    await closed
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect((await upload()).id).toBeTruthy()
  })
})

describe('a picture of a report', () => {
  it('hangs on it with the report itself, and on no other', async () => {
    const [one, two] = [await upload(), await upload()]
    const { id } = await report([two.id, one.id])
    const { pictures } = await desk.getCase({ params: { id } })
    expect(pictures.map((shown) => shown.id)).toEqual([two.id, one.id])
    expect(pictures[0]).toMatchObject({ kind: 'report', width: 400, height: 300, public: false })
    const refused = {
      code: 'invalid_input',
      body: { error: { fields: [{ path: 'pictures', code: 'unknown_picture' }] } },
    }
    await expect(report([one.id])).rejects.toMatchObject(refused)
    await expect(report([randomUUID()])).rejects.toMatchObject(refused)
    const before = await query('select count(*) from cases.cases')
    await expect(report([(await upload()).id, one.id])).rejects.toMatchObject(refused)
    expect(await query('select count(*) from cases.cases')).toEqual(before)
  })

  it('is bound by the retry of a report to the first one', async () => {
    const { id: picture } = await upload()
    const call = {
      body: { subject: 'HK01', commune: '19789', description: 'Đèn tắt', pictures: [picture] },
      idempotencyKey: randomUUID(),
    }
    const answers = await Promise.all([1, 2, 3].map(() => citizen.submitReport(call)))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect((await citizen.submitReport(call)).id).toBe(answers[0]!.id)
  })

  it('of two reports that race for it belongs to one', async () => {
    const { id } = await upload()
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => report([id])))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await query('select from pictures.links where picture_id = $1', [id])).toHaveLength(1)
  })

  it('comes five at a time', async () => {
    const ids = Array.from({ length: 6 }, () => randomUUID())
    await expect(report(ids)).rejects.toMatchObject({
      body: { error: { fields: [{ path: 'pictures', code: 'too_many_pictures' }] } },
    })
  })
})

describe('who sees a picture', () => {
  const statusFor = async (path: string, cookie = '') => {
    const response = await fetch(`${server.url}${path}`, { headers: { cookie } })
    await response.arrayBuffer()
    return response.status
  }
  const signedIn = async (email: string) => {
    const response = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: 'nhip-demo' }),
    })
    return response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ')
  }

  it('of a reporter who did not agree is published by nobody, approved or not', async () => {
    const [mine, proof] = [await upload(), await upload()]
    const { id } = await report([mine.id])
    let version = 1
    const act = async (client: Client, action: ActionRequest) => {
      version = (await client.actOnCase({ params: { id }, body: { version, action } })).version
    }
    const agency = (await ward.getMe({})).roles[0]!.agency!.code
    await act(desk, { type: 'accept', input: {} })
    await act(desk, { type: 'assign', input: { agency } })
    await act(ward, { type: 'acknowledge', input: {} })
    await act(ward, { type: 'start', input: {} })
    const answer = { checked: 'Đã xem', done: 'Đã thay bóng', finished: true }
    await act(ward, { type: 'answer', input: { ...answer, pictures: [proof.id] } })
    await act(await server.client('lanhdao@demo.nhip.vn'), { type: 'approve', input: {} })
    for (const one of [mine, proof]) {
      await desk.approvePicture({ params: { id: one.id }, body: { boxes: [], strokes: [] } })
    }
    const words = { title: 'Đèn đường', text: 'Đèn tắt', answer: 'Đã thay' }
    const publish = (pictures: string[]) =>
      act(desk, { type: 'publish', input: { ...words, pictures } })
    for (const pictures of [[mine.id], [proof.id, mine.id]]) {
      await expect(publish(pictures)).rejects.toMatchObject({
        code: 'invalid_input',
        body: { error: { fields: [{ path: 'action.input.pictures', code: 'no_consent' }] } },
      })
    }
    // Nothing was published by then. The agency's own picture needs no consent.
    await publish([proof.id])
  })

  it('is decided by the case it hangs on, and by what was chosen for publication', async () => {
    const [mine, closed, proof] = [await upload(), await upload(), await upload()]
    const receipt = await report([mine.id, closed.id], true)
    const { id } = receipt
    let version = 1
    const act = async (client: Client, action: ActionRequest) => {
      const done = await client.actOnCase({
        params: { id },
        body: { version, action },
      })
      version = done.version
      return done
    }
    const paths = [mine, closed, proof].map((one) => `/api/pictures/${one.id}/thumb`)
    const seen = async (cookie = '') => Promise.all(paths.map((path) => statusFor(path, cookie)))
    const desks = await signedIn('dieuphoi@demo.nhip.vn')
    const wards = await signedIn('daumoi@demo.nhip.vn')

    expect(await seen()).toEqual([404, 404, 404])
    expect(await seen(desks)).toEqual([200, 200, 404])
    expect(await seen(wards)).toEqual([404, 404, 404])

    await act(desk, { type: 'accept', input: {} })
    const agency = (await ward.getMe({})).roles[0]!.agency!.code
    await act(desk, { type: 'assign', input: { agency } })
    expect(await seen(wards)).toEqual([200, 200, 404])
    await act(ward, { type: 'acknowledge', input: {} })
    await act(ward, { type: 'start', input: {} })
    const [progress, before] = [await upload(), await upload()]
    const told = { text: 'Đã rào chắn.', pictures: [progress.id] }
    await act(ward, { type: 'note_public', input: told })
    const answer = { checked: 'Đã xem', done: 'Đã thay bóng', finished: true }
    await expect(
      act(ward, { type: 'answer', input: { ...answer, pictures: [mine.id] } }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    // A picture shows what was before or what is now, and is named once.
    const twice = { ...answer, before: [proof.id], pictures: [proof.id] }
    await expect(act(ward, { type: 'answer', input: twice })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    const answered = await act(ward, {
      type: 'answer',
      input: { ...answer, before: [before.id], pictures: [proof.id] },
    })
    expect(answered.pictures.map(({ kind, id: one }) => [kind, one])).toEqual([
      ['report', mine.id],
      ['report', closed.id],
      ['answer', progress.id],
      ['answer', before.id],
      ['answer', proof.id],
    ])

    const head = await server.client('lanhdao@demo.nhip.vn')
    await act(head, { type: 'approve', input: {} })
    const words = { title: 'Đèn đường', text: 'Đèn tắt', answer: 'Đã thay' }
    const stranger = await upload()
    await expect(
      act(desk, { type: 'publish', input: { ...words, pictures: [stranger.id] } }),
    ).rejects.toMatchObject({ code: 'invalid_input' })
    expect(await seen()).toEqual([404, 404, 404])
    // Nothing is shown that nobody has looked at and approved.
    const publish = () =>
      act(desk, { type: 'publish', input: { ...words, pictures: [mine.id, proof.id] } })
    const unapproved = {
      body: {
        error: { fields: [{ path: 'action.input.pictures', code: 'picture_not_approved' }] },
      },
    }
    await expect(publish()).rejects.toMatchObject(unapproved)
    const none = { boxes: [], strokes: [] }
    const { copy } = await desk.approvePicture({ params: { id: mine.id }, body: none })
    await expect(publish()).rejects.toMatchObject(unapproved)
    const { copy: proofCopy } = await desk.approvePicture({ params: { id: proof.id }, body: none })
    expect(await statusFor(`/api/pictures/${copy}/full`)).toBe(404)
    await publish()

    // Of what was sent nothing is public: its copies are, under ids of their own.
    expect(await seen()).toEqual([404, 404, 404])
    const shownOf = async () =>
      Promise.all([copy, proofCopy].map((id) => statusFor(`/api/pictures/${id}/thumb`)))
    expect(await shownOf()).toEqual([200, 200])
    const { number, code } = receipt
    const shown = await citizen.getPublicReport({ params: { number } })
    expect(shown.pictures.map((one) => [one.id, one.public])).toEqual([
      [copy, true],
      [proofCopy, true],
    ])
    const open311 = await fetch(`${server.url}/open311/v2/requests/${number}.json`)
    const [listed] = await open311.json()
    expect(listed.media_url).toBe(`http://127.0.0.1/api/pictures/${copy}/full`)
    const own = await citizen.trackReport({ body: { code } })
    expect(own.pictures.map((one) => [one.id, one.public])).toEqual([
      [mine.id, true],
      [closed.id, false],
      [proofCopy, true],
    ])

    await citizen.actOnReport({
      body: {
        code,
        version: own.version,
        action: { type: 'withdraw_consent', input: { purpose: 'pictures' } },
      },
    })
    // The agency's proof is not the reporter's to take back.
    expect(await shownOf()).toEqual([404, 200])
    const after = await desk.getCase({ params: { id } })
    expect(after.centre?.consents).toMatchObject([
      { code: 'pictures', withdrawnAt: expect.any(String) },
    ])
  })

  it('what the centre closes is closed to the agency, and only the centre works on pictures', async () => {
    const one = await upload()
    const { id } = await report([one.id])
    const params = { id: one.id }
    const body = { version: 1, action: { type: 'accept' as const, input: {} } }
    await desk.actOnCase({ params: { id }, body })
    const agency = (await ward.getMe({})).roles[0]!.agency!.code
    const assign = { version: 2, action: { type: 'assign' as const, input: { agency } } }
    await desk.actOnCase({ params: { id }, body: assign })
    const path = `/api/pictures/${one.id}/full`
    const wards = await signedIn('daumoi@demo.nhip.vn')
    expect(await statusFor(path, wards)).toBe(200)
    await expect(ward.getPictureMarks({ params })).rejects.toMatchObject({ code: 'forbidden' })
    const marks = { boxes: [], strokes: [] }
    await expect(ward.approvePicture({ params, body: marks })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await desk.setPictureAudience({ params, body: { centreOnly: true } })
    expect(await statusFor(path, wards)).toBe(404)
    expect((await ward.getCase({ params: { id } })).pictures).toEqual([])
    expect((await desk.getCase({ params: { id } })).pictures).toMatchObject([{ centreOnly: true }])
    await expect(ward.getPictureMarks({ params })).rejects.toMatchObject({ code: 'not_found' })
    // One line for each person and hour, whatever they loaded; the agency's too.
    const desks = await signedIn('dieuphoi@demo.nhip.vn')
    await Promise.all([path, path, `/api/pictures/${one.id}/thumb`].map((p) => statusFor(p, desks)))
    const { reads } = await desk.listPictureReads({ params: { id } })
    expect(reads.map(({ picture }) => picture)).toEqual([one.id, one.id])
    expect(new Set(reads.map(({ by }) => by)).size).toBe(2)
    const logged = await query(
      `select kind, data ->> 'type' as type from audit.entries
      where subject = $1 and kind like 'picture%' order by id`,
      [id],
    )
    expect(logged).toEqual([
      { kind: 'picture_read', type: null },
      { kind: 'picture', type: 'closed' },
      { kind: 'picture_read', type: null },
    ])
  })

  it('a copy has its marks covered for good; another one takes its place', async () => {
    const noise = sharp(randomBytes(600 * 400 * 3), {
      raw: { width: 600, height: 400, channels: 3 },
    })
    const one = await upload(new Uint8Array(await noise.png().toBuffer()))
    await report([one.id])
    const params = { id: one.id }
    const box = { x: 0.1, y: 0.1, w: 0.2, h: 0.3 }
    const line = {
      breadth: 0.05,
      points: [[0.6, 0.8] as [number, number], [0.9, 0.8] as [number, number]],
    }
    const first = await desk.approvePicture({ params, body: { boxes: [box], strokes: [line] } })
    const kept = await desk.getPictureMarks({ params })
    expect(kept).toMatchObject({
      copy: { id: first.copy, marks: { boxes: [box], strokes: [line] } },
    })
    const cookie = await signedIn('dieuphoi@demo.nhip.vn')
    const bytesOf = async (id: string) => {
      const response = await fetch(`${server.url}/api/pictures/${id}/full`, { headers: { cookie } })
      return Buffer.from(await response.arrayBuffer())
    }
    const covered = sharp(await bytesOf(first.copy))
    // Noise has a wide spread; a covered cell has none but the JPEG's own.
    const spread = async (left: number, top: number, width: number, height: number) => {
      const piece = covered.clone().extract({ left, top, width, height })
      return (await sharp(await piece.png().toBuffer()).stats()).channels[0]!.stdev
    }
    expect(await spread(62, 42, 20, 20)).toBeLessThan(6)
    expect(await spread(400, 315, 8, 8)).toBeLessThan(12)
    expect(await spread(300, 50, 100, 100)).toBeGreaterThan(30)

    const second = await desk.approvePicture({ params, body: { boxes: [], strokes: [] } })
    expect(second.copy).not.toBe(first.copy)
    expect(await statusFor(`/api/pictures/${first.copy}/full`, cookie)).toBe(404)
    const names = await readdir(join(server.app.config.dataDir, 'files'), { recursive: true })
    expect(names.filter((name) => name.includes(first.copy))).toEqual([])
    expect(names.filter((name) => name.includes(second.copy))).toHaveLength(2)
    expect(await query('select from pictures.leftovers')).toEqual([])
  })

  it('and what is not there looks the same as what is not theirs', async () => {
    const { id } = await upload()
    for (const path of [id, randomUUID(), 'x', '..%2f..%2fsecrets', `${id}.original`]) {
      expect(await statusFor(`/api/pictures/${path}/full`)).toBe(404)
    }
    const hung = await upload()
    await report([hung.id])
    const desks = await signedIn('dieuphoi@demo.nhip.vn')
    expect(await statusFor(`/api/pictures/${hung.id}/original`, desks)).toBe(404)
  })

  it('gets a JPEG that can be nothing else', async () => {
    const { id } = await upload()
    await report([id])
    const cookie = await signedIn('dieuphoi@demo.nhip.vn')
    const response = await fetch(`${server.url}/api/pictures/${id}/full`, { headers: { cookie } })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^inline; filename="[\w-]+\.jpg"$/),
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-store',
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 400 })
    expect(response.headers.get('etag')).toBeNull()
  })
})

it('pictures that nothing names go after a day, with their files; named ones stay', async () => {
  const [named, unnamed, fresh] = [await upload(), await upload(), await upload()]
  await report([named.id])
  // As a process leaves it that was killed between the files and the row.
  const half = randomUUID()
  await query('insert into pictures.unnamed (id) values ($1)', [half])
  await query(`update pictures.unnamed set at = now() - interval '25 hours' where id <> $1`, [
    fresh.id,
  ])
  await server.app.pictures.prune()
  const files = async () => {
    const names = await readdir(join(server.app.config.dataDir, 'files'), { recursive: true })
    return (id: string) => names.filter((name) => name.includes(id)).length
  }
  const count = await files()
  expect([named, unnamed, fresh].map(({ id }) => count(id))).toEqual([2, 0, 2])
  expect(await query('select id from pictures.unnamed')).toEqual([{ id: fresh.id }])
  await expect(report([unnamed.id])).rejects.toMatchObject({ code: 'invalid_input' })
  // What was sent told where it was taken: nothing of it is kept but what was made from it.
  const kept = await readdir(join(server.app.config.dataDir, 'files'), { recursive: true })
  for (const name of kept.filter((path) => path.endsWith('.full'))) {
    const bytes = await readFile(join(server.app.config.dataDir, 'files', name))
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
  }
})

it('each draft has its own allowance', async () => {
  const limited = await startTestServer({ worker: false, rateLimits: true })
  try {
    const client = await limited.client()
    const send = (draft: string) =>
      client
        .uploadPicture({ body: new Uint8Array([1]), query: { draft } })
        .catch(({ code }) => code)
    const draft = randomUUID()
    const answers: string[] = []
    for (let sent = 0; sent < 21; sent += 1) answers.push(await send(draft))
    expect(answers.slice(0, 20)).toEqual(Array(20).fill('invalid_input'))
    expect(answers[20]).toBe('too_many_requests')
    expect(await send(randomUUID())).toBe('invalid_input')
  } finally {
    await limited.close()
  }
})
