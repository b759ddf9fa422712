import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asXml, ownKey, pothole, readXml, startProvince } from './province.fixture.ts'
import type { Province } from './province.fixture.ts'

let province: Province
let number: string

beforeAll(async () => {
  province = await startProvince()
  number = await province.report({
    description: 'Đường hỏng <b>&</b> "ngập"\r\ntối \u0007\ufffe om\u0000',
    'attribute[SIZE]': '2 m',
  })
})
afterAll(() => province.close())

describe('both formats', () => {
  const reads: [path: string, root: string][] = [
    ['/discovery', 'discovery'],
    ['/v2/services', 'services'],
    [`/v2/services/${pothole}`, 'service_definition'],
    ['/v2/requests', 'service_requests'],
    ['/v2/requests/{number}', 'service_requests'],
    ['/v2/tokens/{number}', 'service_requests'],
    ['/v2/servicerequestupdates', 'service_request_updates'],
    ['/v2/requests/0', 'errors'],
  ]

  it.each(reads)('of %s say the same, as UTF-8 of their types', async (pattern, root) => {
    const path = pattern.replace('{number}', number)
    const fields = { api_key: ownKey, extensions: 'true' }
    const xml = await province.get(`${path}.xml`, fields)
    const json = await province.get(`${path}.json`, fields)

    expect(xml.headers['content-type']).toBe('text/xml; charset=utf-8')
    expect(json.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(xml.body).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n</)
    // oxlint-disable-next-line no-control-regex
    expect(xml.body).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE]/)
    const said = JSON.parse(json.body.replace(/\\u0007|\ufffe|\\r/g, ''))
    expect(readXml(xml.body)).toEqual({ [root]: asXml(root, said) })
    expect(xml.statusCode).toBe(json.statusCode)
  })

  it('are given to pages of any site', async () => {
    const answer = await province.get('/v2/services.json')
    expect(answer.headers['access-control-allow-origin']).toBe('*')
  })

  it('write lists in JSON as bare arrays, and nothing as null', async () => {
    const [request] = (await province.get(`/v2/requests/${number}.json`)).json()
    expect(request.media_url).toBeNull()
    expect((await province.get('/v2/requests.json', { service_code: 'GT02' })).body).toBe('[]')
  })

  it('speak Vietnamese, and English to those who ask for it', async () => {
    const english = { 'accept-language': 'en-GB,en;q=0.8' }
    const [vi] = (await province.get('/v2/services.json')).json()
    const [en] = (await province.get('/v2/services.json', {}, english)).json()
    expect(vi.service_name).toBe('Mặt đường hư hỏng (ổ gà, sụt lún)')
    expect(en.service_name).toBe('Damaged road surface (potholes, subsidence)')
  })
})

describe('the jurisdiction', () => {
  it('is the province, and need not be named', async () => {
    expect((await province.get('/v2/services.json')).statusCode).toBe(200)
    expect((await province.get('/v2/services.json', { jurisdiction_id: '46' })).statusCode).toBe(
      200,
    )
  })

  it('counts as absent when empty, as any parameter does', async () => {
    const fields = { jurisdiction_id: '', status: '', start_date: '', page: '', api_key: '' }
    expect((await province.get('/v2/requests.json', fields)).statusCode).toBe(200)
  })

  it.each([
    '/discovery',
    '/v2/services',
    `/v2/services/${pothole}`,
    '/v2/requests',
    '/v2/servicerequestupdates',
  ])('is not found by another name at %s', async (path) => {
    const answer = await province.get(`${path}.json`, { jurisdiction_id: 'city.gov' })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toEqual([
      { code: 404, description: expect.stringContaining('jurisdiction_id') },
    ])
  })
})

describe('the discovery document', () => {
  it('names contact, keys and the endpoint with its formats', async () => {
    const said = (await province.get('/discovery.json')).json()
    expect(Object.keys(said)).toEqual(['changeset', 'contact', 'key_service', 'endpoints'])
    expect(said.contact).toContain('Thành phố Huế')
    expect(said.key_service).toContain('https://phananh.vidu.vn')
    expect(said.endpoints).toEqual([
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: 'https://phananh.vidu.vn/open311/v2',
        changeset: said.changeset,
        type: 'production',
        formats: ['text/xml', 'application/json'],
      },
    ])
  })

  it('calls a demo province a test', async () => {
    const demo = await startProvince({ demo: true })
    const said = (await demo.get('/discovery.json')).json()
    await demo.close()
    expect(said.endpoints[0].type).toBe('test')
  })
})

describe('the services', () => {
  it('are the subjects in force', async () => {
    const services = (await province.get('/v2/services.json')).json()
    expect(services).toHaveLength(83)
    expect(services.find((service: any) => service.service_code === pothole)).toEqual({
      service_code: pothole,
      service_name: 'Mặt đường hư hỏng (ổ gà, sụt lún)',
      description: expect.stringMatching(/: Mặt đường hư hỏng/),
      metadata: true,
      type: 'realtime',
      keywords: 'mặt đường hư hỏng, ổ gà, sụt lún, mat duong hu hong, o ga, sut lun',
      group: expect.any(String),
    })
  })

  it('have a definition: the questions of the subject', async () => {
    const definition = await province.get(`/v2/services/${pothole}.json`)
    const { service_code: code, attributes } = definition.json()
    expect([code, attributes.length]).toEqual([pothole, 3])
    expect(attributes[1]).toEqual({
      variable: true,
      code: 'da_co_ai_bi_nga_tai_nan_chua',
      datatype: 'singlevaluelist',
      required: false,
      datatype_description: null,
      order: 2,
      description: 'Đã có ai bị ngã, tai nạn chưa?',
      values: [
        { key: 'yes', name: 'Có' },
        { key: 'no', name: 'Không' },
      ],
    })
  })

  it('are not found by another code', async () => {
    const answer = await province.get('/v2/services/XX99.xml')
    expect(answer.statusCode).toBe(404)
    expect(readXml(answer.body)).toEqual({
      errors: { error: [{ code: '404', description: 'service_code was not found' }] },
    })
  })
})

describe('the tokens', () => {
  it('of a request are the request itself', async () => {
    const answer = await province.get(`/v2/tokens/${number}.json`)
    expect(answer.json()).toEqual([{ service_request_id: number, token: number }])
  })

  it.each(['1', '4718302557', 'x', '%00'])('are not found for %s', async (token) => {
    const answer = await province.get(`/v2/tokens/${token}.json`)
    expect(answer.statusCode).toBe(404)
    expect(answer.json()[0]).toEqual({ code: 404, description: 'the token was not found' })
  })
})

describe('what is not there', () => {
  it.each([
    ['GET', '/open311/v2/requests.html'],
    ['GET', '/open311/v2/requests'],
    ['GET', '/open311/v2/requests/1'],
    ['GET', '/open311/v2/services/GT01.csv'],
    ['GET', '/open311/nowhere.xml'],
    ['PUT', '/open311/v2/requests.xml'],
    ['POST', '/open311/v2/services.xml'],
  ] as const)('%s %s is a 404 in XML', async (method, url) => {
    const answer = await province.app.inject({ method, url })
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toBe('text/xml; charset=utf-8')
    expect(readXml(answer.body).errors.error[0].code).toBe('404')
  })

  it('is a 404 in JSON for who accepts only that', async () => {
    const answer = await province.get('/v2/requests', {}, { accept: 'application/json' })
    expect(answer.statusCode).toBe(404)
    expect(answer.json()[0].code).toBe(404)
  })

  it('is a 404 without a body for HEAD, which else is a GET without its body', async () => {
    const head = (url: string) => province.app.inject({ method: 'HEAD', url: `/open311${url}` })
    expect((await head('/v2/requests.html')).statusCode).toBe(404)
    const found = await head('/v2/services.xml')
    expect(found.statusCode).toBe(200)
    expect(found.body).toBe('')
  })
})

describe('an api_key', () => {
  it('that is wrong is refused even where none is needed', async () => {
    const answer = await province.get('/v2/requests.xml', { api_key: 'nobody' })
    expect(answer.statusCode).toBe(403)
    expect(readXml(answer.body).errors.error).toEqual([
      { code: '403', description: 'the api_key is not valid' },
    ])
  })

  it('is kept as a hash only', async () => {
    const rows = await province.database.pool.query(
      'select a::text as text from exchange.api_keys a',
    )
    expect(JSON.stringify(rows.rows)).not.toContain(ownKey)
    expect(rows.rowCount).toBe(2)
  })
})
