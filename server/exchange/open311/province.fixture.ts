import { randomUUID } from 'node:crypto'
import { XMLParser } from 'fast-xml-parser'
import type { ActionRequest } from '../../../contract/case-types.ts'
import { packs } from '../../../packs/index.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { testVault } from '../../../test/vault.ts'
import { createCases } from '../../cases/index.ts'
import type { Viewer } from '../../identity/index.ts'
import { importPacks } from '../../import.ts'
import { createAreas } from '../../places/index.ts'
import { openDatabase } from '../../platform/database/index.ts'
import { idempotency } from '../../platform/database/idempotency.ts'
import { createLimits } from '../../platform/http/rate-limit.ts'
import { createServer } from '../../platform/http/server.ts'
import { createLog } from '../../platform/log.ts'
import { createApiKey, createExchange } from '../index.ts'

/** The key of the client under test, and of another one. */
export const ownKey = 'a-key-of-the-client'
export const otherKey = 'a-key-of-another-client'

/** A ward, a point in it, a subject that is published and one that never is. */
export const thuanHoa = { code: '19789', lat: '16.4637', long: '107.5909' }
export const agency = 'X19789'
export const pothole = 'GT01'
export const closedSubject = 'AT04'

type Fields = Record<string, string | string[] | undefined>

function encode(fields: Fields): string {
  const encoded = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    for (const item of [value ?? []].flat()) encoded.append(name, item)
  }
  return encoded.toString()
}

/** Somebody who may do everything the agency and the centre may. */
const everybody: Viewer = {
  id: 'staff',
  name: 'Nguyễn Thị Mai',
  email: 'mai@vidu.vn',
  grants: [
    { role: 'operator', agency: null },
    { role: 'coordinator', agency },
    { role: 'head', agency },
  ],
}

/** Open311 over a real database with the packs of Huế; `close` when the file is done. */
export async function startProvince(options: { rateLimits?: boolean; demo?: boolean } = {}) {
  const { url, drop } = await createTestDatabase()
  const database = openDatabase(url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  await createApiKey(database.executor, { name: 'Client', key: ownKey, test: true })
  await createApiKey(database.executor, { name: 'Other', key: otherKey })
  const areas = createAreas(database.executor)
  const vault = testVault(database)
  const cases = createCases(database, areas, vault)
  const config = { publicUrl: 'https://phananh.vidu.vn', trustedProxies: [] }
  const app = createServer({ config, log: createLog('silent') })
  createExchange({
    areas,
    database,
    cases,
    vault,
    config: { ...config, demo: options.demo ?? false },
    limits: createLimits({ rateLimits: options.rateLimits ?? false }),
  }).routes(app)
  await app.ready()

  const get = (path: string, fields: Fields = {}, headers: Record<string, string> = {}) =>
    app.inject({ method: 'GET', url: `/open311${path}?${encode(fields)}`, headers })
  const post = (path: string, fields: Fields, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: `/open311${path}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: encode(fields),
    })

  return {
    app,
    cases,
    vault,
    database,
    get,
    post,

    /** A new report by Open311; its public number. */
    async report(fields: Fields = {}): Promise<string> {
      const answer = await post('/v2/requests.json', {
        api_key: ownKey,
        service_code: pothole,
        lat: thuanHoa.lat,
        long: thuanHoa.long,
        description: 'Ổ gà lớn giữa đường',
        ...fields,
      })
      if (answer.statusCode !== 201) throw new Error(answer.body)
      return answer.json()[0].service_request_id
    },

    /** Lets staff act on a case, one action after the other. */
    async staff(number: string, ...actions: ActionRequest[]): Promise<void> {
      for (const action of actions) {
        const found = await database.pool.query<{ id: string; version: number }>(
          'select id, version from cases.cases where number = $1',
          [number],
        )
        const { id, version } = found.rows[0]!
        const once = idempotency('test', randomUUID(), action)
        const call = { caseId: id, viewer: everybody, version, action, once }
        await cases.actAsStaff({ ...call, language: 'vi' })
      }
    },

    /** Moves a case's submission into the past. */
    async age(number: string, days: number): Promise<void> {
      await database.pool.query(
        'update cases.cases set submitted_at = now() - make_interval(days => $2) where number = $1',
        [number, days],
      )
    },

    async close() {
      await app.close()
      await database.close()
      await drop()
    },
  }
}

export type Province = Awaited<ReturnType<typeof startProvince>>

export const accept: ActionRequest = { type: 'accept', input: {} }
export const assign: ActionRequest = { type: 'assign', input: { agency } }
export const acknowledge: ActionRequest = { type: 'acknowledge', input: {} }
export const start: ActionRequest = { type: 'start', input: {} }
export const answer = (finished: boolean): ActionRequest => ({
  type: 'answer',
  input: { checked: 'Đã kiểm tra hiện trường.', done: 'Đã vá mặt đường.', finished },
})
export const approve: ActionRequest = { type: 'approve', input: {} }
export const publish: ActionRequest = {
  type: 'publish',
  input: {
    title: 'Ổ gà trên đường Lê Lợi',
    text: 'Người dân phản ánh mặt đường hỏng.',
    answer: 'Đơn vị đã vá xong mặt đường.',
  },
}

/** From the report to its published answer. */
export const toAnswer = (finished = true): ActionRequest[] => [
  accept,
  assign,
  acknowledge,
  start,
  answer(finished),
  approve,
  publish,
]

const lists: Record<string, string> = {
  services: 'service',
  attributes: 'attribute',
  values: 'value',
  service_requests: 'request',
  service_request_updates: 'request_update',
  notes: 'note',
  endpoints: 'endpoint',
  formats: 'format',
  errors: 'error',
}

/** Reads XML with a parser that is not ours: every text stays a text, lists are lists. */
export function readXml(text: string): Record<string, any> {
  const members = new Set(Object.values(lists))
  return new XMLParser({
    ignoreDeclaration: true,
    parseTagValue: false,
    trimValues: false,
    // The `value` of an attribute that was sent is no list; the `values` of a question are.
    isArray: (name, path) =>
      members.has(name) && (name !== 'value' || `${path}`.endsWith('values.value')),
  }).parse(text.trim())
}

/** A JSON value as GeoReport writes it in XML, to compare both formats. */
export function asXml(name: string, value: unknown): unknown {
  if (value === null) return ''
  if (Array.isArray(value)) {
    return value.length === 0 ? '' : { [lists[name]!]: value.map((item) => asXml('', item)) }
  }
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asXml(key, item)]))
  }
  return String(value)
}
