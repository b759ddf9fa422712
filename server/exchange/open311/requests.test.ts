import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  accept,
  acknowledge,
  assign,
  closedSubject,
  otherKey,
  ownKey,
  pothole,
  readXml,
  startProvince,
  thuanHoa,
  toAnswer,
} from './province.fixture.ts'
import type { Province } from './province.fixture.ts'

let province: Province
beforeAll(async () => {
  province = await startProvince()
})
afterAll(() => province.close())

const read = async (fields: Record<string, string>) =>
  (await province.get('/v2/requests.json', fields)).json<Record<string, any>[]>()
const ids = async (fields: Record<string, string>) =>
  (await read(fields)).map((request) => request.service_request_id)
const one = async (number: string, fields: Record<string, string> = {}) =>
  (await province.get(`/v2/requests/${number}.json`, fields)).json()[0]
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString()

describe('one request', () => {
  it('has every field of the standard, in its order', async () => {
    const number = await province.report()
    await province.staff(number, accept, assign)
    const request = await one(number)
    expect(Object.keys(request)).toEqual([
      'service_request_id',
      'status',
      'status_notes',
      'service_name',
      'service_code',
      'description',
      'agency_responsible',
      'service_notice',
      'requested_datetime',
      'updated_datetime',
      'expected_datetime',
      'address',
      'address_id',
      'zipcode',
      'lat',
      'long',
      'media_url',
    ])
    expect(request).toMatchObject({
      service_request_id: number,
      status: 'open',
      status_notes: 'Đã chuyển đơn vị xử lý.',
      service_code: pothole,
      service_name: 'Mặt đường hư hỏng (ổ gà, sụt lún)',
      description: null,
      agency_responsible: 'UBND phường Thuận Hóa',
      address: 'Phường Thuận Hóa, Thành phố Huế',
      address_id: thuanHoa.code,
      lat: Number(thuanHoa.lat),
      long: Number(thuanHoa.long),
      zipcode: null,
      media_url: null,
    })
    expect(request.service_notice).toMatch(/^Hạn trả lời: 17:00 \d\d\/\d\d\/\d{4}\.$/)
  })

  it('has W3C times with their offset, and the legal deadline as the expected one', async () => {
    const request = await one(await province.report())
    for (const name of ['requested_datetime', 'updated_datetime', 'expected_datetime']) {
      expect(request[name]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/)
    }
    const due = await province.database.pool.query(
      'select due_at from cases.cases where number = $1',
      [request.service_request_id],
    )
    expect(new Date(request.expected_datetime)).toEqual(due.rows[0].due_at)
  })

  it('is closed once answered: with the answer, and the time it was given', async () => {
    const number = await province.report()
    await province.staff(number, ...toAnswer())
    const closed = await one(number)
    await province.post('/v2/servicerequestupdates.json', {
      api_key: ownKey,
      service_request_id: number,
      status: 'FIXED',
    })
    expect(closed).toMatchObject({
      status: 'closed',
      status_notes: 'Đơn vị đã vá xong mặt đường.',
      description: 'Người dân phản ánh mặt đường hỏng.',
      service_notice: null,
    })
    expect((await one(number)).updated_datetime).toBe(closed.updated_datetime)
  })

  it.each([
    ['declined', 'Không tiếp nhận.'],
    ['withdrawn', 'Người gửi đã rút.'],
    ['closed', 'Hoàn thành.'],
  ])('is closed when %s', async (status, note) => {
    const number = await province.report()
    await province.database.pool.query('update cases.cases set status = $2 where number = $1', [
      number,
      status,
    ])
    expect(await one(number)).toMatchObject({ status: 'closed', status_notes: note })
  })

  it('is found by its number as it is spoken, and by no other', async () => {
    const number = await province.report()
    const spoken = `${number.slice(0, 4)} ${number.slice(4, 7)} ${number.slice(7)}`
    expect((await one(encodeURIComponent(spoken))).service_request_id).toBe(number)
    const answer = await province.get('/v2/requests/4718302556.xml')
    expect(answer.statusCode).toBe(404)
    expect(readXml(answer.body).errors.error[0].description).toBe(
      'service_request_id was not found',
    )
  })

  it('is never found by the code of its reporter', async () => {
    const number = await province.report()
    const { vault, database } = province
    const found = await database.pool.query('select id from cases.cases where number = $1', [
      number,
    ])
    const code = await vault.codeOfCase(database.executor, found.rows[0].id)
    const answer = await province.get(`/v2/requests/${code}.json`)
    expect(answer.statusCode).toBe(404)
  })
})

describe('a list of requests', () => {
  it('by ids overrides all else, and leaves out what is unknown', async () => {
    const [first, second] = [await province.report(), await province.report()]
    await province.age(first, 200)
    const fields = { status: 'closed', start_date: day(-1), page: '7' }
    const found = await ids({ service_request_id: `${first}, ${second},4718302556`, ...fields })
    expect(found).toEqual([second, first])
  })

  it('is of one service, or of several', async () => {
    const lamp = await province.report({ service_code: 'HK01' })
    expect(await ids({ service_code: 'HK01' })).toEqual([lamp])
    const both = await read({ service_code: 'HK01,GT01' })
    expect(new Set(both.map((request) => request.service_code))).toEqual(new Set(['HK01', 'GT01']))
    expect(await read({ service_code: 'XX99' })).toEqual([])
  })

  it('is of open or closed ones, or of both', async () => {
    const service_code = 'HK02'
    const [open, closed] = [
      await province.report({ service_code }),
      await province.report({ service_code }),
    ]
    await province.staff(closed, ...toAnswer())
    expect(await ids({ service_code, status: 'open' })).toEqual([open])
    expect(await ids({ service_code, status: 'CLOSED' })).toEqual([closed])
    expect(await ids({ service_code, status: 'open,closed' })).toEqual([closed, open])
  })

  it('is of the latest 90 days unless dates are given', async () => {
    const service_code = 'GT02'
    const [old, recent] = [
      await province.report({ service_code }),
      await province.report({ service_code }),
    ]
    await province.age(old, 91)
    await province.age(recent, 89)
    expect(await ids({ service_code })).toEqual([recent])
    expect(await ids({ service_code, start_date: day(-92), end_date: day(-90) })).toEqual([old])
    expect(await ids({ service_code, end_date: day(-90) })).toEqual([old])
    expect(await ids({ service_code, start_date: day(-92) })).toEqual([recent, old])
    expect(await ids({ service_code, start_date: day(-1) })).toEqual([])
  })

  it('includes the second that end_date names, and a "+" that arrived as a space', async () => {
    const service_code = 'GT03'
    const number = await province.report({ service_code })
    const { requested_datetime: at } = await one(number)
    expect(await ids({ service_code, start_date: at, end_date: at })).toEqual([number])
    const spaced = at.replace('+', ' ')
    expect(await ids({ service_code, start_date: spaced, end_date: spaced })).toEqual([number])
  })

  it('comes in pages, newest first', async () => {
    const service_code = 'GT04'
    const numbers = []
    for (let i = 0; i < 3; i++) numbers.unshift(await province.report({ service_code }))
    const page = (n: string) => ids({ service_code, page: n, page_size: '2' })
    expect(await page('1')).toEqual(numbers.slice(0, 2))
    expect(await page('2')).toEqual(numbers.slice(2))
    expect(await page('3')).toEqual([])
  })

  it('is of at most 1,000', async () => {
    await province.database.pool.query(
      `insert into cases.cases (id, number, status, channel, subject, class, description, commune,
         search, due_at)
       select gen_random_uuid(), 'n' || n, 'submitted', 'web', 'GT05', 'T', 'x', '19789', 'x', now()
       from generate_series(1, 1010) n`,
    )
    expect(await read({ service_code: 'GT05' })).toHaveLength(1000)
    expect(await read({ service_code: 'GT05', page: '2' })).toHaveLength(10)
    await province.database.pool.query(`delete from cases.cases where subject = 'GT05'`)
  })

  it('is of a circle around a point, in metres', async () => {
    const service_code = 'GT06'
    const near = await province.report({ service_code })
    const far = await province.report({ service_code, lat: '16.4737' })
    const noPoint = { lat: undefined, long: undefined, address_id: '19789' }
    await province.report({ service_code, ...noPoint })
    const around = (radius: string) =>
      ids({ service_code, lat: thuanHoa.lat, long: thuanHoa.long, radius })
    expect(await around('1000')).toEqual([near])
    expect(await around('1200')).toEqual([far, near])
  })

  it.each([
    [{ start_date: 'yesterday' }, 'start_date is not a W3C date'],
    [{ end_date: '2026-02-30' }, 'end_date is not a W3C date'],
    [{ start_date: '2026-01-01T00:00:00Z', end_date: '2026-04-02T00:00:00Z' }, '90 days'],
    [{ start_date: '2026-02-01', end_date: '2026-01-01' }, 'end_date is before start_date'],
    [{ status: 'done' }, 'status is open or closed'],
    [{ page: '0' }, 'page is not a whole number'],
    [{ page: 'x' }, 'page is not a number'],
    [{ page_size: '1001' }, 'page_size is not a whole number from 1 to 1000'],
    [{ page: '1000' }, 'page is too far'],
    [{ lat: '16.4' }, 'long is missing'],
    [{ lat: '16.4', long: '107.5' }, 'radius is missing'],
    [{ radius: '100' }, 'lat and long are missing'],
    [{ lat: '16.4', long: '107.5', radius: '-1' }, 'radius is not between'],
  ])('is refused with %j: %s', async (fields, description) => {
    const answer = await province.get('/v2/requests.json', fields)
    expect(answer.statusCode).toBe(400)
    expect(answer.json()[0].code).toBe(400)
    expect(answer.json()[0].description).toContain(description)
  })
})

describe('with extensions', () => {
  it('a request tells its public steps, and its attributes to the key that sent them', async () => {
    const number = await province.report({ 'attribute[A]': '2 m', 'attribute[C][]': ['a', 'b'] })
    await province.staff(number, accept, assign, acknowledge, {
      type: 'note_internal',
      input: { text: 'chỉ cán bộ đọc' },
    })
    await province.staff(number, { type: 'note_public', input: { text: 'Thợ đến vào mai.' } })

    const plain = await one(number)
    expect(plain).not.toHaveProperty('notes')
    const other = await one(number, { extensions: 'true', api_key: otherKey })
    expect(other.attributes).toEqual([])
    expect(other.notes.map((note: any) => [note.type, note.summary, note.description])).toEqual([
      ['accept', 'Trung tâm đã tiếp nhận.', null],
      ['assign', 'Đã chuyển UBND phường Thuận Hóa.', null],
      ['acknowledge', 'Đơn vị xác nhận đã nhận.', null],
      ['note_public', 'Cập nhật tiến độ.', 'Thợ đến vào mai.'],
    ])
    expect(other.notes[0].datetime).toMatch(/\+07:00$/)
    const own = await one(number, { extensions: 'true', api_key: ownKey })
    expect(own.attributes).toEqual([
      { code: 'A', value: '2 m' },
      { code: 'C', value: 'a' },
      { code: 'C', value: 'b' },
    ])
  })
})

describe('the words of a reporter', () => {
  const words = 'Nhà tôi ngay chỗ ổ gà'
  const media = 'https://anh.vidu.vn/1.jpg'

  it('go to the key that brought them, with the address and the picture, and to no other', async () => {
    const number = await province.report({
      description: words,
      address_string: 'trước số 5',
      media_url: media,
    })
    const asked: Record<string, string>[] = [
      { service_request_id: number },
      { service_code: pothole },
    ]
    for (const fields of asked) {
      const mine = (await read({ ...fields, api_key: ownKey })).find(
        (request) => request.service_request_id === number,
      )
      expect(mine).toMatchObject({
        description: words,
        media_url: media,
        address: 'trước số 5',
      })
      for (const key of [{}, { api_key: otherKey }]) {
        const answer = await province.get('/v2/requests.json', { ...fields, ...key })
        expect(answer.body).not.toContain(words)
        expect(answer.body).not.toContain(media)
        expect(answer.body).not.toContain('trước số 5')
      }
    }
  })

  it('stay theirs after publication: others read the edited text', async () => {
    const number = await province.report({ description: words })
    await province.staff(number, ...toAnswer())
    expect((await one(number)).description).toBe('Người dân phản ánh mặt đường hỏng.')
    expect((await one(number, { api_key: otherKey })).description).toBe(
      'Người dân phản ánh mặt đường hỏng.',
    )
    expect((await one(number, { api_key: ownKey })).description).toBe(words)
  })

  it('are asked for more, and told why, through their key only', async () => {
    const asked = await province.report()
    await province.staff(asked, accept, {
      type: 'ask_citizen',
      input: { question: 'Gần số nhà nào?' },
    })
    expect((await one(asked, { api_key: ownKey })).status_notes).toBe('Gần số nhà nào?')
    expect((await one(asked)).status_notes).toBe('Chờ người gửi bổ sung.')

    const declined = await province.report()
    await province.staff(declined, {
      type: 'decline',
      input: { reason: 'TC05', guidance: 'Bạn đề nghị tổ hòa giải.' },
    })
    expect((await one(declined, { api_key: ownKey })).status_notes).toBe('Bạn đề nghị tổ hòa giải.')
    expect((await one(declined)).status_notes).toBe('Không tiếp nhận.')
  })
})

describe('a subject that is never published', () => {
  it('shows others status and commune only: no words, no answer, no point', async () => {
    const number = await province.report({ service_code: closedSubject })
    await province.staff(number, ...toAnswer())
    const other = await one(number, { extensions: 'true' })
    expect(other).toMatchObject({
      status: 'closed',
      status_notes: 'Đã có kết quả.',
      description: null,
      lat: null,
      long: null,
      address: 'Phường Thuận Hóa, Thành phố Huế',
    })
    expect(JSON.stringify(other)).not.toContain('vá xong')
    const own = await one(number, { api_key: ownKey })
    expect(own).toMatchObject({
      status_notes: 'Đơn vị đã vá xong mặt đường.',
      lat: Number(thuanHoa.lat),
    })
  })

  it('is not found by circles around its point', async () => {
    const number = await province.report({ service_code: closedSubject })
    const fields = { lat: thuanHoa.lat, long: thuanHoa.long, radius: '50' }
    expect(await ids({ ...fields, service_code: closedSubject })).not.toContain(number)
  })
})
