import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActionRequest } from '../../contract/case-types.ts'
import { kindNames } from '../../contract/records/shared.ts'
import type { Client } from '../../contract/client.ts'
import { auditSources } from '../../server/app.ts'
import { actionOf, columnsOf } from '../../server/cases/record.ts'
import { fold } from '../../server/cases/state.ts'
import { picture, withPlace } from '../../server/pictures/pictures.fixture.ts'
import { readAuditKey } from '../../server/platform/audit/key.ts'
import { verifyChain } from '../../server/platform/audit/verify.ts'
import { createLog } from '../../server/platform/log.ts'
import { sealAll } from '../audit.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'

// A person who can be recognised anywhere reports, is answered, is published and asks to be
// forgotten; then everything the product keeps or gives out is searched for them.

const person = {
  name: 'Tôn Nữ Hạc Canary',
  phone: '0987650321',
  email: 'hac.canary@vidu.vn',
}
const home = { lat: 16.463787654, lon: 107.590912345 }
const traces =
  /canary|kiệt 77 Nhật Lệ|kiet 77|0987[\s.]?650[\s.]?321|16\.4637876|107\.5909123|NHIP-CAMERA|2026:03:09/iu

let server: TestServer
let citizen: Client
let operator: Client
let logged = ''
let id: string
let number: string
let code: string
let requestId: string
let version = 1
let pictures: string[]

const act = async (who: Client, action: ActionRequest, caseId = id) => {
  const seen = await operator.getCase({ params: { id: caseId } })
  const view = await who.actOnCase({
    params: { id: caseId },
    body: { version: seen.version, action },
  })
  version = view.version
  return view
}

beforeAll(async () => {
  const log = createLog('debug', { write: (line: string) => void (logged += line) })
  server = await startTestServer({ worker: false, log })
  citizen = await server.client()
  operator = await server.client('dieuphoi@demo.nhip.vn')
  const ward = await server.client('daumoi@demo.nhip.vn')
  const head = await server.client('lanhdao@demo.nhip.vn')
  const photo = new Uint8Array(await withPlace(picture(300, 200)).jpeg().toBuffer())
  pictures = []
  for (let count = 0; count < 2; count += 1) {
    pictures.push((await citizen.uploadPicture({ body: photo, query: {} })).id)
  }
  ;({ id, number, code } = await citizen.submitReport({
    body: {
      subject: 'MT02',
      commune: '19789',
      description: `Xe đổ xà bần cạnh nhà tôi, ${person.name}, gọi ${person.phone}.`,
      address: 'kiệt 77 Nhật Lệ',
      position: home,
      answers: [
        { question: 'gio_thuong_xay_ra', values: [`Lúc ${person.name} đi làm về kiệt 77 Nhật Lệ`] },
      ],
      ...person,
      pictures,
      consents: [{ purpose: 'pictures', version: '2026-01-01', language: 'vi' }],
    },
  }))
  await act(operator, { type: 'note_internal', input: { text: `Đã gọi ${person.name}.` } })
  await act(operator, { type: 'accept', input: {} })
  await operator.revealReporter({
    params: { id },
    body: { reason: `Gọi lại cho ${person.name}` },
  })
  const question = `Bà ${person.name} ở số mấy?`
  await act(operator, { type: 'ask_citizen', input: { question } })
  await citizen.actOnReport({
    body: {
      code,
      version,
      action: { type: 'citizen_reply', input: { text: `Tôi ở kiệt 77 Nhật Lệ, ${person.phone}` } },
    },
  })
  await act(operator, { type: 'assign', input: { agency: 'X19789' } })
  await act(ward, { type: 'acknowledge', input: {} })
  await act(ward, { type: 'start', input: {} })
  const done = `Đã dọn, có bà ${person.name} chứng kiến.`
  await act(ward, {
    type: 'answer',
    input: { checked: 'Kiểm tra kiệt 77 Nhật Lệ.', done, finished: true },
  })
  await act(head, { type: 'approve', input: {} })
  const shown = { params: { id: pictures[0]! }, body: { boxes: [], strokes: [] } }
  pictures.push((await operator.approvePicture(shown)).copy)
  await act(operator, {
    type: 'publish',
    input: {
      title: 'Đổ xà bần',
      text: 'Người dân báo xe đổ xà bần.',
      answer: 'Đã dọn.',
      pictures: [pictures[0]!],
    },
  })
  await citizen.actOnReport({
    body: {
      code,
      version,
      action: { type: 'rate', input: { rating: 'resolved', comment: `Cảm ơn. ${person.name}` } },
    },
  })
  const asked = await server.app.cases.requestData(
    code,
    { kind: 'delete', text: `Xin xóa tên ${person.name} và số ${person.phone}.` },
    { scope: 'test', key: 'delete-request', hash: Buffer.from('x') },
  )
  requestId = asked.id
  await act(operator, { type: 'data_acknowledge', input: {} }, requestId)
  await act(operator, { type: 'data_start', input: {} }, requestId)
}, 120_000)
afterAll(() => server?.close())

/** Every row of every table as text. */
async function everyRow(): Promise<string> {
  const { pool } = server.app.database
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  )
  expect(rows.length).toBeGreaterThan(40)
  const texts: string[] = []
  for (const { name } of rows) {
    const found = await pool.query<{ text: string }>(`select t::text as text from ${name} t`)
    texts.push(...found.rows.map(({ text }) => `${name} ${text}`))
  }
  return texts.filter((text) => traces.test(text)).join('\n')
}

/** Every file below the data folder in which the person is found, by its name. */
async function everyFile(): Promise<string[]> {
  const folder = server.app.config.dataDir
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of names) {
    if (!entry.isFile()) continue
    const content = await readFile(join(entry.parentPath, entry.name), 'latin1')
    if (traces.test(content)) found.push(entry.name)
  }
  return found
}

/** The files of the reporter's pictures and of the copy that was published. */
async function pictureFiles(): Promise<string[]> {
  const names = await readdir(server.app.config.dataDir, { recursive: true })
  return names.filter((name) => pictures.some((id) => name.includes(id)))
}

/** Everything that leaves the product as a file or for other systems. */
async function everyExport(): Promise<string> {
  const fetchAs = async (email: string) => {
    const signedIn = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: 'nhip-demo' }),
    })
    const cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(';', 1)[0])
      .join('; ')
    return async (path: string) => {
      const answer = await fetch(server.url + path, { headers: { cookie } })
      expect(answer.status, path).toBe(200)
      return answer.text()
    }
  }
  const admin = await fetchAs('quantri@demo.nhip.vn')
  const desk = await fetchAs('dieuphoi@demo.nhip.vn')
  const texts = [
    await admin('/api/audit/file'),
    await admin('/api/statistics/reports?year=2026'),
    ...(await Promise.all(
      kindNames
        .filter((kind) => kind !== 'boundaries')
        .map((kind) => admin(`/api/administration/files/${kind}?format=json`)),
    )),
    await desk(`/api/cases/${id}`),
    await desk(`/api/cases/${requestId}`),
    await desk('/api/cases?box=all'),
    await desk(`/open311/v2/requests/${number}.json?extensions=true`),
    await desk('/open311/v2/servicerequestupdates.json'),
    await desk(`/phan-anh/${number}`),
  ]
  return texts.filter((text) => traces.test(text)).join('\n')
}

describe('a person who asks to be forgotten', () => {
  it('was everywhere before', async () => {
    expect(await everyRow()).toMatch(/cases\.cases[\s\S]*|cases\.actions/)
    // What the camera noted was never kept.
    expect(await everyFile()).toEqual([])
    expect(await pictureFiles()).toHaveLength(6)
  })

  it('is not erased while the report waits for its answer', async () => {
    const { pool } = server.app.database
    const answer = { type: 'data_answer', input: { answer: 'Đã xóa.' } } as const
    await pool.query(`update cases.cases set status = 'reopened' where id = $1`, [id])
    await expect(act(operator, answer, requestId)).rejects.toMatchObject({
      code: 'action_not_allowed',
      body: { error: { details: { reason: 'report_open' } } },
    })
    await pool.query(`update cases.cases set status = 'answered' where id = $1`, [id])
  })

  it('is in no row, file, export or log line once the request is granted', async () => {
    const answer = { type: 'data_answer', input: { answer: `Đã xóa cho ${person.name}.` } } as const
    await act(operator, answer, requestId)
    expect(await everyRow()).toBe('')
    expect(await everyFile()).toEqual([])
    expect(await pictureFiles()).toEqual([])
    expect(await everyExport()).toBe('')
    expect(logged).toContain('"method":"POST"')
    expect(logged.match(traces)).toBeNull()
    const { rows } = await server.app.database.pool.query(
      'select from vault.reporters where case_id = $1',
      [id],
    )
    expect(rows).toEqual([])
    await expect(citizen.trackReport({ body: { code } })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('leaves the case: its steps, times, publication and place in the statistics, without its pictures', async () => {
    const view = await operator.getCase({ params: { id } })
    expect(view).toMatchObject({ status: 'answered', text: 'Người dân báo xe đổ xà bần.' })
    expect(view.log.map(({ type }) => type)).toContain('citizen_reply')
    expect(view.pictures).toEqual([])
    for (const picture of pictures) {
      expect((await fetch(`${server.url}/api/pictures/${picture}/full`)).status).toBe(404)
    }
    const published = await citizen.getPublicReport({ params: { number } })
    expect(published).toMatchObject({ answer: 'Đã dọn.', rating: 'resolved' })
  })

  it('leaves the row the fold of its log', async () => {
    const { pool } = server.app.database
    const { rows: log } = await pool.query(
      'select * from cases.actions where case_id = $1 order by seq',
      [id],
    )
    const { rows } = await pool.query('select * from cases.cases where id = $1', [id])
    expect(rows[0]).toMatchObject(columnsOf(fold('MT02', log.slice(1).map(actionOf))))
  })

  it('leaves the chain whole, and every other row of the log still bound to it', async () => {
    const client = new pg.Client({ connectionString: server.app.database.url })
    await client.connect()
    try {
      const key = readAuditKey(server.app.config.dataDir)
      await sealAll(client, key)
      const verified = await verifyChain(client, {
        publicKey: key.publicKey,
        sources: auditSources,
      })
      expect(verified.fault).toBeNull()
      expect(verified.entries).toBeGreaterThan(20)
    } finally {
      await client.end()
    }
  })

  it('leaves a log that nobody may change otherwise', async () => {
    const change = `update cases.actions set input = '{}' where case_id = '${id}'`
    await expect(server.app.database.pool.query(change)).rejects.toThrow('append-only')
  })
})
