import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  closedSubject,
  otherKey,
  ownKey,
  pothole,
  startProvince,
  toAnswer,
} from './province.fixture.ts'
import type { Province } from './province.fixture.ts'

/** Marks that appear nowhere unless something leaks. */
const personal = {
  first_name: 'Canarị',
  last_name: 'Tôn Nữ Hoàng',
  phone: '0987654321',
  email: 'canary@vidu.vn',
  device_id: 'canary-device',
  account_id: 'canary-account',
}
const words = {
  description: 'CANARYWORDS mất ngủ vì hàng xóm ở 98/7 kiệt CANARYSTREET',
  address_string: 'CANARYADDRESS 98/7',
  media_url: 'https://anh.vidu.vn/CANARYPHOTO.jpg',
  'attribute[NOTE]': 'CANARYATTRIBUTE',
}
const neverGiven = /canar[iị]|tôn nữ|0987654321|987 654 321|canary@|canary-device|canary-account/iu
const reporterOnly = /CANARYWORDS|CANARYSTREET|CANARYADDRESS|CANARYPHOTO|CANARYATTRIBUTE|98\/7/

let province: Province
const numbers: string[] = []
let codes: string[]

beforeAll(async () => {
  province = await startProvince()
  for (const service_code of [pothole, closedSubject]) {
    numbers.push(await province.report({ ...personal, ...words, service_code }))
    const published = await province.report({ ...personal, ...words, service_code })
    numbers.push(published)
    await province.staff(published, ...toAnswer())
    await province.post('/v2/servicerequestupdates.json', {
      api_key: ownKey,
      service_request_id: published,
      status: 'REOPEN',
      description: 'CANARYWORDS vẫn còn',
    })
  }
  const { vault, database } = province
  const { rows } = await database.pool.query('select id from cases.cases')
  codes = await Promise.all(
    rows.map(async ({ id }) => (await vault.codeOfCase(database.executor, id))!),
  )
})
afterAll(() => province.close())

const addresses = () => [
  '/discovery',
  '/v2/services',
  `/v2/services/${pothole}`,
  '/v2/requests',
  '/v2/servicerequestupdates',
  ...numbers.flatMap((number) => [`/v2/requests/${number}`, `/v2/tokens/${number}`]),
]

describe.each(['xml', 'json'])('no answer in %s', (format) => {
  const read = async (address: string, fields: Record<string, string>) =>
    (await province.get(`${address}.${format}`, { extensions: 'true', ...fields })).body

  it.each([
    ['anybody', {}],
    ['another key', { api_key: otherKey }],
  ])('tells %s who reported or what they wrote', async (_who, fields) => {
    for (const address of addresses()) {
      const body = await read(address, fields)
      expect(body, address).not.toMatch(neverGiven)
      expect(body, address).not.toMatch(reporterOnly)
      for (const code of codes) expect(body).not.toContain(code)
    }
  })

  it('gives personal fields even to the key that sent them', async () => {
    for (const address of addresses()) {
      const body = await read(address, { api_key: ownKey })
      expect(body.replace(/CANARY[A-Z]+/g, ''), address).not.toMatch(neverGiven)
      for (const code of codes) expect(body).not.toContain(code)
    }
  })

  it('repeats in an error what was sent', async () => {
    const answers = [
      await province.post(`/v2/requests.${format}`, { ...personal, ...words }),
      await province.post(`/v2/requests.${format}`, {
        api_key: ownKey,
        service_code: pothole,
        ...words,
        ...personal,
        phone: '0987654321x',
      }),
      await province.get(`/v2/requests/${personal.phone}.${format}`),
    ]
    for (const answer of answers) {
      expect(answer.statusCode).toBeGreaterThanOrEqual(400)
      expect(answer.body).not.toMatch(neverGiven)
      expect(answer.body).not.toMatch(reporterOnly)
    }
  })
})

it('the key that brought a report reads its own words', async () => {
  const fields = { api_key: ownKey, extensions: 'true' }
  const body = (await province.get(`/v2/requests/${numbers[0]}.json`, fields)).body
  expect(body).toContain('CANARYWORDS')
  expect(body).toContain('CANARYPHOTO')
})
