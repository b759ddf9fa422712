import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { api } from '../../contract/api.ts'
import type { Client } from '../../contract/client.ts'
import type { Endpoint } from '../../contract/endpoint.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { kindNames } from '../../contract/records/shared.ts'
import { demoPassword } from '../../server/demo.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'

// A report whose reporter can be recognised anywhere goes the whole way, and then everything that
// can be read is read by everybody who is not the centre.

const canary = {
  name: 'Hoàng Phủ Ngọc Canary',
  phone: '0987650123',
  email: 'canary.phu@vidu.vn',
}
/** Of a subject whose place is not published: as good as the reporter's home. */
const home = { lat: 16.463712345, lon: 107.590987654 }
const words =
  `Bên nhà ${canary.name} ngày nào cũng có xe tới đổ xà bần. ` +
  `Em là Canary, gọi 0987 650 123 hoặc viết cho ${canary.email} giúp em.`
const traces = /canary|0987[\s.]?650[\s.]?123/iu
const homeTraces = /16\.4637123|107\.5909876/

const ward = 'X19789'
const readers = {
  anybody: null,
  coordinator: 'daumoi@demo.nhip.vn',
  officer: 'canbo@demo.nhip.vn',
  head: 'lanhdao@demo.nhip.vn',
  'another agency': 'chieusang@demo.nhip.vn',
  leader: 'lanhdaotinh@demo.nhip.vn',
  administrator: 'quantri@demo.nhip.vn',
} as const

let server: TestServer
let code: string
/** One report published, one with the agency. */
let cases: { id: string; number: string; code: string }[]
/** Everything the agency was answered while it worked. */
const answered: string[] = []

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  cases = [await report(true), await report(false)]
  code = cases[0]!.code
}, 120_000)
afterAll(() => server.close())

async function report(isFinished: boolean) {
  const [citizen, operator, coordinator, officer, head] = await Promise.all([
    server.client(),
    server.client('dieuphoi@demo.nhip.vn'),
    server.client(readers.coordinator),
    server.client(readers.officer),
    server.client(readers.head),
  ])
  const receipt = await citizen.submitReport({
    body: {
      subject: 'MT02',
      commune: '19789',
      description: words,
      address: `sau nhà ${canary.name}`,
      position: home,
      answers: [
        { question: 'dang_do_hay_da_do', values: ['ngay_nao_cung_do'] },
        {
          question: 'co_bien_so_xe_hoac_camera_gan_do_khong',
          values: [`Camera nhà em, ${canary.name}, gọi ${canary.phone}`],
        },
      ],
      ...canary,
    },
  })
  const { id } = receipt
  let version = 1
  const act = async (who: Client, action: ActionRequest) => {
    const view = await who.actOnCase({ params: { id }, body: { version, action } })
    version = view.version
    if (who !== operator) answered.push(JSON.stringify(view))
  }
  await act(operator, { type: 'note_internal', input: { text: `Đã gọi ${canary.name}.` } })
  await act(operator, { type: 'accept', input: {} })
  await act(operator, { type: 'assign', input: { agency: ward } })
  await operator.revealReporter({
    params: { id },
    body: { reason: `Gọi lại cho ${canary.name} vì thiếu số nhà` },
  })
  await act(coordinator, { type: 'acknowledge', input: {} })
  await act(officer, { type: 'start', input: {} })
  if (!isFinished) return receipt
  await act(officer, {
    type: 'answer',
    input: { checked: 'Đã kiểm tra.', done: 'Đã dọn sạch.', finished: true },
  })
  await act(head, { type: 'approve', input: {} })
  const title = 'Đổ xà bần trái nơi quy định'
  await act(operator, {
    type: 'publish',
    input: { title, text: 'Người dân báo có xe đổ xà bần.', answer: 'Đã dọn sạch.' },
  })
  await citizen.actOnReport({
    body: {
      code: receipt.code,
      version,
      action: {
        type: 'rate',
        input: { rating: 'resolved', comment: `Cảm ơn, ${canary.name} 0987650123` },
      },
    },
  })
  return receipt
}

/** What a reader's requests carry. */
async function cookieOf(email: string | null): Promise<string> {
  if (email === null) return ''
  const answer = await fetch(server.url + api.signIn.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: demoPassword }),
  })
  expect(answer.ok).toBe(true)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

const gets = Object.entries(api as Record<string, Endpoint>).filter(
  ([, endpoint]) => endpoint.method === 'GET',
)

/** Every value worth asking for in the place of a parameter. */
function valuesOf(name: string, parameter: string): string[] {
  const known: Record<string, string[]> = {
    number: cases.map(({ number }) => number),
    id: cases.map(({ id }) => id),
    kind: [...kindNames],
    year: ['2026'],
    code: [ward],
  }
  const values = known[parameter]
  if (!values) throw new Error(`${name}: say here what to ask for in the place of :${parameter}`)
  return values
}

/** The window of the map that the reporter's home is in the middle of, named so as not to tell it. */
const aroundHome = [-0.004, -0.004, 0.004, 0.004]
  .map((aside, index) => ((index % 2 === 0 ? home.lon : home.lat) + aside).toFixed(3))
  .join(',')

/** The queries worth asking; where one is required and missing here, nothing answers 200. */
const queries: Record<string, string[]> = {
  listCases: ['', '?box=done', '?box=all&q=Canary', '?q=0987650123', '?q=xà bần'],
  listPublicReports: ['', '?subject=MT02&limit=100'],
  getPublicMap: [
    `?box=${aroundHome}&zoom=17`,
    '?box=107,16,108,17&zoom=9',
    '?box=107,16,108,17&zoom=11&q=canary',
  ],
  listSimilarReports: [`?subject=MT02&lat=${home.lat.toFixed(3)}&lon=${home.lon.toFixed(3)}`],
  getPlaceAt: [`?lat=${home.lat.toFixed(3)}&lon=${home.lon.toFixed(3)}`],
  searchPlaces: ['?q=canary', '?q=thuan hoa'],
  getReportStatistics: ['?year=2026'],
  listPeople: ['', '?q=canary'],
}

function addressesOf(name: string, path: string): string[] {
  let addresses = [path]
  for (const [, parameter] of path.matchAll(/:(\w+)/g)) {
    addresses = addresses.flatMap((address) =>
      valuesOf(name, parameter!).map((value) => address.replace(`:${parameter}`, value)),
    )
  }
  return addresses.flatMap((address) => (queries[name] ?? ['']).map((query) => address + query))
}

describe.each(Object.entries(readers))('%s', (who, email) => {
  let cookie: string
  beforeAll(async () => {
    cookie = await cookieOf(email)
  })
  const read = async (address: string) => {
    const answer = await fetch(server.url + encodeURI(address), {
      headers: { cookie },
      redirect: 'manual',
    })
    return { status: answer.status, body: await answer.text() }
  }
  function check(address: string, body: string): void {
    expect(body, address).not.toMatch(traces)
    for (const { code } of cases) expect(body.replaceAll(' ', ''), address).not.toContain(code)
    if (who === 'anybody') expect(body, address).not.toMatch(homeTraces)
  }

  it.each(gets)('reads nothing of the person in %s', async (name, endpoint) => {
    const statuses = new Set<number>()
    for (const address of addressesOf(name, endpoint.path)) {
      const { status, body } = await read(address)
      check(address, body)
      statuses.add(status)
    }
    // A sweep that is refused everywhere finds nothing.
    if (endpoint.audience === 'anyone') expect([...statuses]).toContain(200)
    else if (email === null) expect([...statuses]).toEqual([401])
    else if (name === 'getCase' && ['coordinator', 'officer', 'head', 'leader'].includes(who)) {
      expect([...statuses]).toEqual([200])
    }
    for (const status of statuses) expect([200, 400, 401, 403, 404]).toContain(status)
  })

  it('reads nothing of the person on pages and in Open311', async () => {
    for (const address of [
      '/',
      '/phan-anh',
      '/phan-anh?view=map',
      `/phan-anh?box=${aroundHome}`,
      `/gui-phan-anh/cung-viec?subject=MT02&lat=${home.lat.toFixed(3)}&lon=${home.lon.toFixed(3)}`,
      '/so-lieu?period=year',
      ...cases.map(({ number }) => `/phan-anh/${number}`),
      '/open311/v2/requests.json?extensions=true',
      ...cases.map(({ number }) => `/open311/v2/requests/${number}.xml?extensions=true`),
      '/open311/v2/servicerequestupdates.json',
    ]) {
      const { status, body } = await read(address)
      expect([200, 404], address).toContain(status)
      check(address, body)
    }
  })

  it('is not told who reported when asking for it', async () => {
    for (const { id } of cases) {
      const answer = await fetch(`${server.url}/api/cases/${id}/reporter`, {
        method: 'POST',
        headers: { cookie, origin: server.url, 'content-type': 'application/json' },
        body: JSON.stringify({ reason: 'tôi muốn biết' }),
      })
      expect(answer.status).toBe(
        email === null
          ? 401
          : ['coordinator', 'officer', 'head', 'leader'].includes(who)
            ? 403
            : 404,
      )
      expect(await answer.text()).not.toMatch(traces)
    }
  })
})

it('the agency was told nothing of the person while it worked', () => {
  expect(answered.length).toBeGreaterThan(4)
  for (const body of answered) expect(body).not.toMatch(traces)
})

describe('the centre', () => {
  it('reads the contact with a reason, which is kept with who and when', async () => {
    const operator = await server.client('dieuphoi2@demo.nhip.vn')
    const params = { id: cases[0]!.id }
    const view = await operator.getCase({ params })
    // The same traces that nobody else is told: looking for them finds them where they are.
    expect(JSON.stringify(view)).toMatch(traces)
    expect(JSON.stringify(view)).toMatch(homeTraces)
    expect(view.centre!.reporter).toEqual({
      name: 'H… P… N… C…',
      phone: '09••••••23',
      email: 'c…@vidu.vn',
    })
    const reason = 'Hỏi thêm giờ xe đến đổ'
    expect(await operator.revealReporter({ params, body: { reason } })).toEqual(canary)
    const { reads } = await operator.listReporterReads({ params })
    expect(reads.map((read) => read.reason)).toEqual([
      reason,
      `Gọi lại cho ${canary.name} vì thiếu số nhà`,
    ])
    const { name } = await operator.getMe({})
    expect(reads[0]).toMatchObject({ by: name, at: expect.any(String) })
  })

  it.each([
    ['', 'required'],
    ['   vì  ', 'too_short'],
    ['x'.repeat(301), 'too_long'],
  ])('has to say why: %j is refused, and nothing is kept', async (reason, fault) => {
    const operator = await server.client('dieuphoi@demo.nhip.vn')
    const params = { id: cases[1]!.id }
    await expect(operator.revealReporter({ params, body: { reason } })).rejects.toMatchObject({
      code: 'invalid_input',
      body: { error: { fields: [{ path: 'reason', code: fault }] } },
    })
    expect((await operator.listReporterReads({ params })).reads).toHaveLength(1)
  })

  it('finds a case by the code of its reporter', async () => {
    const operator = await server.client('dieuphoi@demo.nhip.vn')
    const { cases: found } = await operator.listCases({ query: { q: code } })
    expect(found.map(({ id }) => id)).toEqual([cases[0]!.id])
  })
})
