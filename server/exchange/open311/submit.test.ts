import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '../index.ts'
import { otherKey, ownKey, pothole, readXml, startProvince, thuanHoa } from './province.fixture.ts'
import type { Province } from './province.fixture.ts'

let province: Province
beforeAll(async () => {
  province = await startProvince()
})
afterAll(() => province.close())

const point = { lat: thuanHoa.lat, long: thuanHoa.long }
const fields = { api_key: ownKey, service_code: pothole, description: 'Ổ gà lớn', ...point }
const send = (more: Record<string, string | string[] | undefined>, headers = {}) =>
  province.post('/v2/requests.json', { ...fields, ...more }, headers)

async function kept(number: string) {
  const result = await province.database.pool.query(
    `select c.*, s.attributes from cases.cases c
      join exchange.submissions s on s.case_id = c.id where number = $1`,
    [number],
  )
  const { vault, database } = province
  const row = result.rows[0]
  const reporter = await vault.reporterOf(database.executor, row.id)
  return { ...row, ...reporter, code: await vault.codeOfCase(database.executor, row.id) }
}
const count = async () =>
  (await province.database.pool.query('select count(*)::int as n from cases.cases')).rows[0].n

describe('a report', () => {
  it('becomes a case: id, notice with the code in groups and the deadline, no token', async () => {
    const answer = await province.post('/v2/requests.xml', fields)
    expect(answer.statusCode).toBe(201)
    const [said] = readXml(answer.body).service_requests.request
    expect(Object.keys(said)).toEqual(['service_request_id', 'service_notice', 'account_id'])
    expect(said.account_id).toBe('')

    const row = await kept(said.service_request_id)
    expect(row).toMatchObject({
      status: 'submitted',
      channel: 'open311',
      subject: pothole,
      commune: thuanHoa.code,
      description: 'Ổ gà lớn',
      lat: Number(point.lat),
      lon: Number(point.long),
    })
    const groups = row.code.replace(/(\d{4})(?=\d)/g, '$1 ')
    expect(said.service_notice).toContain(`Mã theo dõi của bạn: ${groups}.`)
    expect(said.service_notice).toMatch(/Kết quả có trước 17:00 \d\d\/\d\d\/\d{4}\./)
  })

  it('goes to the vault with who sent it', async () => {
    const answer = await send({
      first_name: 'Thị Lan',
      last_name: 'Hồ',
      phone: '+84 912 345 678',
      email: 'lan@vidu.vn',
      device_id: 'tt222111',
      account_id: 'tt333222',
    })
    const row = await kept(answer.json()[0].service_request_id)
    expect(row).toMatchObject({ name: 'Hồ Thị Lan', phone: '0912345678', email: 'lan@vidu.vn' })
    expect(JSON.stringify(row)).not.toMatch(/tt222111|tt333222/)
    expect(answer.body).not.toMatch(/Lan|lan@|912 ?345|tt222111|tt333222/)
  })

  it('without words says what its service says', async () => {
    const answer = await send({ description: undefined })
    const row = await kept(answer.json()[0].service_request_id)
    expect(row.description).toBe('Mặt đường hư hỏng (ổ gà, sụt lún)')
  })

  it('may be 4000 characters long and not one more', async () => {
    expect((await send({ description: 'ổ'.repeat(4000) })).statusCode).toBe(201)
    const answer = await send({ description: 'ổ'.repeat(4001) })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toEqual([{ code: 400, description: 'description is too long' }])
  })

  it('keeps its attributes, single and multiple', async () => {
    const answer = await send({
      'attribute[WHISPAWN]': '123456',
      'attribute[COLOURS][]': ['đỏ', 'vàng'],
      'attribute[EMPTY]': '',
    })
    const number = answer.json()[0].service_request_id
    expect((await kept(number)).attributes.attributes).toEqual({
      WHISPAWN: ['123456'],
      COLOURS: ['đỏ', 'vàng'],
    })
  })

  it('answers its service’s questions by them, with values that are offered', async () => {
    const hurt = 'attribute[da_co_ai_bi_nga_tai_nan_chua]'
    const answer = await send({ [hurt]: 'yes' })
    const row = await kept(answer.json()[0].service_request_id)
    expect(row.answers).toEqual([expect.objectContaining({ choices: [{ vi: 'Có', en: 'Yes' }] })])
    const refused = await send({ [hurt]: 'maybe' })
    expect(refused.statusCode).toBe(400)
    expect(refused.json()[0].description).toContain('is not one of its values')
  })

  it.each(['attribute', 'attribute[]', 'attribute[a', 'attribute[a b]', 'attribute[a][b]'])(
    'is refused with a parameter called %s',
    async (name) => {
      const answer = await send({ [name]: 'x' })
      expect(answer.statusCode).toBe(400)
      expect(answer.json()[0].description).toContain('attribute[code]')
    },
  )

  it('comes as multipart too; a file costs nothing but itself, and the notice says so', async () => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('attribute[COLOURS][]', 'đỏ')
    form.append('attribute[COLOURS][]', 'vàng')
    form.append('media', new File([new Uint8Array(3_000_000)], 'anh.jpg', { type: 'image/jpeg' }))
    const encoded = new Response(form)
    const answer = await province.app.inject({
      method: 'POST',
      url: '/open311/v2/requests.json',
      headers: { 'content-type': encoded.headers.get('content-type')! },
      payload: Buffer.from(await encoded.arrayBuffer()),
    })
    expect(answer.statusCode).toBe(201)
    const [said] = answer.json()
    expect(said.service_notice).toContain('Ảnh gửi kèm chưa được lưu')
    const row = await kept(said.service_request_id)
    expect(row.description).toBe('Ổ gà lớn')
    expect(row.attributes.attributes).toEqual({ COLOURS: ['đỏ', 'vàng'] })
  })

  it('in a broken multipart body, or as JSON, is refused in words', async () => {
    const post = (type: string, payload: string) =>
      province.app.inject({
        method: 'POST',
        url: '/open311/v2/requests.json',
        headers: { 'content-type': type },
        payload,
      })
    const broken = await post('multipart/form-data; boundary=x', '--x\r\nnothing')
    expect(broken.statusCode).toBe(400)
    expect(broken.json()[0].description).toContain('multipart')
    const json = await post('application/json', '{}')
    expect(json.statusCode).toBe(415)
    expect(json.json()[0].description).toContain('form-urlencoded')
  })

  it('is taken from pages of other sites: the key speaks for it, not a cookie', async () => {
    const answer = await send(
      {},
      { origin: 'https://elsewhere.vn', 'sec-fetch-site': 'cross-site' },
    )
    expect(answer.statusCode).toBe(201)
  })
})

describe('the place of a report', () => {
  const none = { lat: undefined, long: undefined }
  const commune = async (more: Record<string, string | undefined>) =>
    (await kept((await send({ ...none, ...more })).json()[0].service_request_id)).commune

  it('is the commune of an address_id', async () => {
    expect(await commune({ address_id: '19819' })).toBe('19819')
  })

  it('is the commune that lat and long lie in', async () => {
    expect(await commune({ lat: '16.478', long: '107.612' })).toBe('19777')
  })

  it('is the commune an address names, with or without diacritics', async () => {
    expect(await commune({ address_string: '12 Lê Lợi, phường Thuận Hóa, Huế' })).toBe('19789')
    expect(await commune({ address_string: '12 le loi, p. thuan hoa, hue' })).toBe('19789')
    expect(await commune({ address_string: 'đường Phú Xuân, phường Vỹ Dạ' })).toBe('19777')
  })

  it('keeps the address as it was typed', async () => {
    const answer = await send({ address_string: 'trước nhà số 5 kiệt 3' })
    const row = await kept(answer.json()[0].service_request_id)
    expect(row).toMatchObject({ address: 'trước nhà số 5 kiệt 3', commune: thuanHoa.code })
  })

  it.each([
    [none, 'location is missing'],
    [{ ...none, lat: '16.4' }, 'long is missing'],
    [{ ...none, long: '107.5' }, 'lat is missing'],
    [{ lat: 'here' }, 'lat is not a number'],
    [{ lat: '91' }, 'lat is not between'],
    [{ long: '181' }, 'long is not between'],
    [{ lat: '10.77', long: '106.7' }, 'outside the jurisdiction'],
    [{ ...none, address_id: '00001' }, 'address_id is not the code'],
    [{ ...none, address_string: '1 Tràng Tiền' }, 'names no commune'],
  ])('is refused as %j: %s', async (more, description) => {
    const answer = await send(more)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()[0].description).toContain(description)
  })
})

describe('a report is refused', () => {
  it.each([
    [{ api_key: undefined }, 403, 'the api_key is missing'],
    [{ api_key: 'nobody' }, 403, 'the api_key is not valid'],
    [{ service_code: undefined }, 400, 'service_code is missing'],
    [{ service_code: 'XX99' }, 404, 'service_code was not found'],
    [{ jurisdiction_id: 'city.gov' }, 404, 'jurisdiction_id was not found'],
    [{ phone: '12' }, 400, 'phone is not a Vietnamese telephone number'],
    [{ email: 'nobody' }, 400, 'email is not an e-mail address'],
    [{ media_url: 'javascript:alert(1)' }, 400, 'media_url is not a web address'],
  ])('with %j: %i, %s', async (more, status, description) => {
    const before = await count()
    const answer = await send(more)
    expect(answer.statusCode).toBe(status)
    expect(answer.json()[0]).toMatchObject({ code: status })
    expect(answer.json()[0].description).toContain(description)
    expect(await count()).toBe(before)
  })

  it('with everything that is wrong at once', async () => {
    const answer = await province.post('/v2/requests.xml', { ...fields, phone: '1', email: '1' })
    expect(readXml(answer.body).errors.error).toHaveLength(2)
  })

  it('with a key that was revoked', async () => {
    const key = await createApiKey(province.database.executor, { name: 'Past' })
    expect((await send({ api_key: key })).statusCode).toBe(201)
    await province.database.pool.query(
      `update exchange.api_keys set revoked_at = now() where name = 'Past'`,
    )
    expect((await send({ api_key: key })).statusCode).toBe(403)
  })

  it('after too many from one address with a test key, which is in everybody’s hands', async () => {
    const limited = await startProvince({ rateLimits: true })
    const statuses = []
    for (let i = 0; i < 31; i++) {
      statuses.push((await limited.post('/v2/requests.json', fields)).statusCode)
    }
    const refused = await limited.post('/v2/requests.json', fields)
    const system = await limited.post('/v2/requests.json', { ...fields, api_key: otherKey })
    await limited.close()
    expect(statuses).toEqual([...Array(30).fill(201), 429])
    expect(system.statusCode).toBe(201)
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.json()[0].code).toBe(429)
  })
})

describe('a repeated report', () => {
  it('is a new one: Open311 has no key of its own to tell', async () => {
    const before = await count()
    const [first, second] = [await send({}), await send({})]
    expect(first.json()[0].service_request_id).not.toBe(second.json()[0].service_request_id)
    expect(await count()).toBe(before + 2)
  })

  it('with one Idempotency-Key is one, in either format, for its own api_key', async () => {
    const before = await count()
    const headers = { 'idempotency-key': randomUUID() }
    const first = await send({}, headers)
    const again = await send({}, headers)
    const xml = await province.post('/v2/requests.xml', fields, headers)
    expect(again.json()).toEqual(first.json())
    const id = first.json()[0].service_request_id
    expect(readXml(xml.body).service_requests.request[0].service_request_id).toBe(id)
    expect((await send({ description: 'Khác' }, headers)).statusCode).toBe(422)
    const other = await send({ api_key: otherKey }, headers)
    expect(other.json()[0].service_request_id).not.toBe(id)
    expect(await count()).toBe(before + 2)
  })

  it('mends what a crash between report and submission left', async () => {
    const headers = { 'idempotency-key': randomUUID() }
    const [{ service_request_id: number }] = (await send({}, headers)).json()
    await province.database.pool.query(
      `delete from exchange.submissions where case_id = (select id from cases.cases where number = $1)`,
      [number],
    )
    await send({}, headers)
    const own = await province.get(`/v2/requests/${number}.json`, { api_key: ownKey })
    expect(own.json()[0].description).toBe('Ổ gà lớn')
  })

  it('with a key that is none is refused', async () => {
    expect((await send({}, { 'idempotency-key': 'short' })).statusCode).toBe(400)
  })
})
