import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  accept,
  acknowledge,
  answer,
  approve,
  assign,
  closedSubject,
  otherKey,
  ownKey,
  publish,
  readXml,
  start,
  startProvince,
  toAnswer,
} from './province.fixture.ts'
import type { Province } from './province.fixture.ts'

let province: Province
beforeAll(async () => {
  province = await startProvince()
})
afterAll(() => province.close())

const path = '/v2/servicerequestupdates'
const post = (fields: Record<string, string>, headers = {}) =>
  province.post(`${path}.json`, { api_key: ownKey, ...fields }, headers)
const updatesOf = async (number: string, fields: Record<string, string> = {}) =>
  (await province.get(`${path}.json`, fields))
    .json<any[]>()
    .filter((update) => update.service_request_id === number)
    .reverse()
const one = async (number: string) =>
  (await province.get(`/v2/requests/${number}.json`, { api_key: ownKey })).json()[0]
const question = { type: 'ask_citizen', input: { question: 'Gần số nhà nào?' } } as const
const stateOf = async (number: string) => {
  const { rows } = await province.database.pool.query(
    `select c.status, c.rating, c.rating_comment, a.type, a.input from cases.cases c
     join cases.actions a on a.case_id = c.id where number = $1 order by a.seq desc limit 1`,
    [number],
  )
  return rows[0]
}

describe('the updates', () => {
  it('are the public steps with the statuses of the extension', async () => {
    const number = await province.report()
    await province.staff(number, accept, question, {
      type: 'citizen_reply',
      input: { text: 'riêng tư' },
    })
    await province.staff(number, assign, acknowledge, start)
    await province.staff(number, { type: 'note_public', input: { text: 'Thợ đến vào mai.' } })
    await province.staff(number, answer(true), approve, publish)
    await post({ service_request_id: number, status: 'REOPEN', description: 'Vẫn còn' })
    await province.staff(number, { type: 'close', input: {} })

    const found = await updatesOf(number)
    expect(found.map((update) => [update.status, update.description])).toEqual([
      ['INVESTIGATING', 'Trung tâm đã tiếp nhận.'],
      ['INVESTIGATING', 'Trung tâm hỏi thêm người gửi.'],
      ['INVESTIGATING', 'Người gửi đã bổ sung.'],
      ['INVESTIGATING', 'Đã chuyển UBND phường Thuận Hóa.'],
      ['ACTION_SCHEDULED', 'Đơn vị xác nhận đã nhận.'],
      ['IN_PROGRESS', 'Đơn vị bắt đầu xử lý.'],
      ['IN_PROGRESS', 'Cập nhật tiến độ.\nThợ đến vào mai.'],
      ['FIXED', 'Đã có kết quả.\nĐơn vị đã vá xong mặt đường.'],
      ['REOPEN', 'Người gửi đề nghị xử lý lại.'],
      ['CLOSED', 'Hoàn thành.'],
    ])
    expect(found[0]).toEqual({
      update_id: `${number}-2`,
      service_request_id: number,
      status: 'INVESTIGATING',
      updated_datetime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/),
      description: 'Trung tâm đã tiếp nhận.',
      media_url: null,
    })
    expect(new Set(found.map((update) => update.update_id)).size).toBe(found.length)
  })

  it('call an answer that promises work CLOSED, a refusal NO_FURTHER_ACTION', async () => {
    const promised = await province.report()
    await province.staff(promised, ...toAnswer(false))
    expect((await updatesOf(promised)).at(-1).status).toBe('CLOSED')
    const declined = await province.report()
    await province.staff(declined, { type: 'reclassify', input: { subject: 'GT02' } })
    await province.staff(declined, {
      type: 'decline',
      input: { reason: 'TC05', guidance: 'Bạn đề nghị tổ hòa giải.' },
    })
    expect(
      (await updatesOf(declined)).map((update) => [update.status, update.description]),
    ).toEqual([
      ['OPEN', expect.stringMatching(/^Đổi lĩnh vực sang Vỉa hè/)],
      ['NO_FURTHER_ACTION', 'Trung tâm không tiếp nhận.'],
    ])
    expect((await updatesOf(declined, { api_key: ownKey })).at(-1).description).toBe(
      'Trung tâm không tiếp nhận.\nBạn đề nghị tổ hòa giải.',
    )
  })

  it('tell what was asked to the key that brought the report only', async () => {
    const number = await province.report()
    await province.staff(number, accept, question)
    const described = async (fields: Record<string, string>) =>
      (await updatesOf(number, fields)).at(-1).description
    expect(await described({ api_key: ownKey })).toContain('Gần số nhà nào?')
    expect(await described({ api_key: otherKey })).not.toContain('Gần số nhà nào?')
    expect(await described({})).not.toContain('Gần số nhà nào?')
  })

  it('of a subject that is never published carry no answer', async () => {
    const number = await province.report({ service_code: closedSubject })
    await province.staff(number, ...toAnswer())
    expect((await updatesOf(number)).at(-1)).toMatchObject({ description: 'Đã có kết quả.' })
    expect((await updatesOf(number, { api_key: ownKey })).at(-1).description).toContain('vá xong')
  })

  it('are of a range of dates, in pages, oldest first from a start', async () => {
    const number = await province.report()
    await province.staff(number, accept, assign, acknowledge)
    await province.database.pool.query(
      'alter table cases.actions disable trigger actions_append_only',
    )
    await province.database.pool.query(
      `update cases.actions set at = timestamptz '2026-01-01 00:00Z' + make_interval(hours => seq)
       where case_id = (select id from cases.cases where number = $1)`,
      [number],
    )
    await province.database.pool.query(
      'alter table cases.actions enable trigger actions_append_only',
    )
    const ids = async (fields: Record<string, string>) =>
      (await province.get(`${path}.json`, fields)).json().map((update: any) => update.update_id)
    const range = { start_date: '2026-01-01T00:00:00Z', end_date: '2026-01-01T03:00:00Z' }
    expect(await ids(range)).toEqual([`${number}-2`, `${number}-3`])
    expect(await ids({ ...range, page: '2', page_size: '1' })).toEqual([`${number}-3`])
    expect(await ids({ end_date: '2026-01-01T03:00:00Z' })).toEqual([`${number}-3`, `${number}-2`])
    const wide = await province.get(`${path}.xml`, {
      start_date: '2026-01-01T00:00:00Z',
      end_date: '2026-05-01T00:00:00Z',
    })
    expect(wide.statusCode).toBe(400)
  })
})

describe('an update by the key that brought the report', () => {
  it('answers a question', async () => {
    const number = await province.report()
    await province.staff(number, accept, question)
    const said = await province.post(`${path}.xml`, {
      api_key: ownKey,
      service_request_id: number,
      status: 'OPEN',
      description: 'Số 5',
    })
    expect(said.statusCode).toBe(201)
    expect(readXml(said.body)).toEqual({
      service_request_updates: { request_update: [{ update_id: `${number}-4` }] },
    })
    expect(await stateOf(number)).toMatchObject({
      status: 'screening',
      type: 'citizen_reply',
      input: { text: 'Số 5' },
    })
  })

  it.each(['REOPEN', 'open'])('reopens an answered one with %s', async (status) => {
    const number = await province.report()
    await province.staff(number, ...toAnswer())
    const said = await post({ service_request_id: number, status, description: 'Vẫn còn' })
    expect(said.statusCode).toBe(201)
    expect(await stateOf(number)).toMatchObject({
      status: 'reopened',
      input: { reason: 'Vẫn còn' },
    })
    expect((await one(number)).status).toBe('open')
  })

  it('rates an answered one best with FIXED, once', async () => {
    const number = await province.report()
    await province.staff(number, ...toAnswer())
    const said = await post({ service_request_id: number, status: 'FIXED', description: 'Tốt' })
    expect(said.statusCode).toBe(201)
    expect(await stateOf(number)).toMatchObject({ rating: 'resolved', rating_comment: 'Tốt' })
    const again = await post({ service_request_id: number, status: 'FIXED' })
    expect(again.statusCode).toBe(400)
    expect(again.json()[0].description).toContain('rated already')
  })

  it('is done once per Idempotency-Key', async () => {
    const number = await province.report()
    await province.staff(number, ...toAnswer())
    const headers = { 'idempotency-key': randomUUID() }
    const fields = { service_request_id: number, status: 'REOPEN', description: 'Vẫn còn' }
    const first = await post(fields, headers)
    const again = await post(fields, headers)
    expect(first.statusCode).toBe(201)
    expect([again.statusCode, again.body]).toEqual([201, first.body])
    expect((await post({ ...fields, description: 'Khác' }, headers)).statusCode).toBe(422)
  })

  it('changes nothing where it means nothing, and says why', async () => {
    const open = await province.report()
    const answered = await province.report()
    await province.staff(answered, ...toAnswer())
    const refused = async (fields: Record<string, string>) => {
      const said = await post(fields)
      expect(said.statusCode).toBe(400)
      return said.json()[0].description
    }
    const of = (service_request_id: string, status: string) => ({ service_request_id, status })
    expect(await refused(of(open, 'FIXED'))).toContain('takes no update now')
    expect(await refused({ service_request_id: open })).toContain('takes no update now')
    expect(await refused(of(answered, 'DUPLICATE'))).toContain('takes REOPEN')
    expect(await refused(of(answered, 'REOPEN'))).toContain('description is missing')
    expect(await refused(of(answered, 'DONE'))).toContain('status is none of OPEN, CLOSED')
    expect(await refused({ status: 'OPEN' })).toContain('service_request_id is missing')
    expect(await refused({ ...of(answered, 'REOPEN'), description: 'x'.repeat(2001) })).toContain(
      'longer than 2000',
    )
    expect((await stateOf(answered)).type).toBe('publish')
    expect((await stateOf(open)).type).toBe('submit')
  })

  it('is refused to another key, without one, and for what is not there', async () => {
    const number = await province.report()
    const fields = { service_request_id: number, status: 'OPEN', description: 'x' }
    expect((await post({ ...fields, api_key: otherKey })).statusCode).toBe(403)
    expect((await post({ ...fields, api_key: '' })).statusCode).toBe(403)
    expect((await post({ ...fields, api_key: 'nobody' })).statusCode).toBe(403)
    expect((await post({ ...fields, service_request_id: '4718302556' })).statusCode).toBe(404)
  })
})
