import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActionRequest } from '../../contract/case-types.ts'
import { packs } from '../../packs/index.ts'
import { createTestDatabase } from '../../test/database.ts'
import { testVault } from '../../test/vault.ts'
import { importPacks } from '../import.ts'
import type { Viewer } from '../identity/index.ts'
import { createAreas, deadlineAfter, readCalendar } from '../places/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { createWall } from '../platform/database/wall.ts'
import { createCases } from './index.ts'
import type { Cases } from './index.ts'
import { tables } from './tables.ts'

const operator: Viewer = {
  id: 'operator',
  name: 'Mai',
  email: 'mai@x.vn',
  grants: [{ role: 'operator', agency: null }],
}
const agency: Viewer = {
  ...operator,
  id: 'agency',
  grants: [{ role: 'coordinator', agency: 'X19789' }],
}

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let cases: Cases
let code: string
let reportNumber: string

const key = () => idempotency('test', randomUUID(), null)

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  cases = createCases(database, createAreas(database.executor), testVault(database))
  const report = {
    subject: 'HK01',
    commune: '19789',
    description: 'Đèn tắt',
    name: 'Lê Thị Hồng',
    phone: '0912345678',
  }
  ;({ code, number: reportNumber } = await cases.submit(report, key(), 'web'))
})
afterAll(async () => {
  await database?.close()
  await scratch?.drop()
})

const ask = (kind: 'delete' | 'view' | 'restrict' | 'correct') =>
  cases.requestData(code, { kind, text: 'Xin vui lòng.' }, key())

async function act(caseId: string, action: ActionRequest, viewer = operator) {
  const { version } = await cases.getCase(caseId, operator, 'vi')
  return cases.actAsStaff({ caseId, viewer, version, action, once: key(), language: 'vi' })
}

async function deadline(from: string, amount: number, unit: 'days' | 'working_days') {
  const calendar = await readCalendar(database.executor, new Map())
  return deadlineAfter(calendar, new Date(from), { amount, unit }).toISOString()
}

describe('a request about personal data', () => {
  it('is acknowledged in 2 working days and answered in the days of its kind', async () => {
    for (const [kind, days] of [
      ['view', 10],
      ['restrict', 15],
      ['delete', 20],
    ] as const) {
      const { id, dueAt } = await ask(kind)
      const { submittedAt } = await cases.getCase(id, operator, 'vi')
      expect(dueAt).toBe(await deadline(submittedAt, 2, 'working_days'))
      const taken = await act(id, { type: 'data_acknowledge', input: {} })
      expect(taken).toMatchObject({
        status: 'data_acknowledged',
        dueAt: await deadline(submittedAt, days, 'days'),
      })
      const extended = await act(id, { type: 'data_extend', input: { reason: 'Cần đối chiếu' } })
      expect(extended.dueAt).toBe(await deadline(taken.dueAt, days, 'days'))
    }
  })

  it('goes from asking to an answer that its sender reads by the code', async () => {
    const { id, number } = await ask('view')
    await act(id, { type: 'data_acknowledge', input: {} })
    await act(id, { type: 'data_start', input: {} })
    const done = await act(id, { type: 'data_answer', input: { answer: 'Đã gửi bản in.' } })
    expect(done).toMatchObject({ type: 'personal_data', status: 'data_done', daysLeft: null })
    expect(done.centre?.about?.number).toBe(reportNumber)
    expect(done.centre?.reporter.name).toBe('L… T… H…')
    const requests = await cases.dataRequestsOf(code, 'vi')
    expect(requests.find((request) => request.number === number)).toMatchObject({
      kind: { code: 'view', name: 'Xem dữ liệu của tôi' },
      status: 'data_done',
      answer: 'Đã gửi bản in.',
    })
  })

  it('is refused with a ground from the list only', async () => {
    const { id } = await ask('correct')
    await act(id, { type: 'data_acknowledge', input: {} })
    const refuse = (reason: string) =>
      act(id, { type: 'data_refuse', input: { reason, answer: 'Không phải dữ liệu của bạn.' } })
    await expect(refuse('no_such_ground')).rejects.toMatchObject({ code: 'invalid_input' })
    expect((await refuse('not_own_data')).log.at(-1)?.input.reasonName).toBe(
      'Dữ liệu không phải của người yêu cầu',
    )
  })

  it('takes no action of a field report, nor a field report one of its own', async () => {
    const { id } = await ask('view')
    await expect(act(id, { type: 'close', input: {} })).rejects.toMatchObject({ code: 'forbidden' })
    const { cases: found } = await cases.listCases(
      operator,
      { box: 'all', q: reportNumber, limit: 1 },
      'vi',
    )
    await expect(act(found[0]!.id, { type: 'data_acknowledge', input: {} })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  it('is the centre’s alone and in a box of its own', async () => {
    const { id } = await ask('view')
    await expect(cases.getCase(id, agency, 'vi')).rejects.toMatchObject({ code: 'not_found' })
    const query = { box: 'personal_data', limit: 50 } as const
    expect((await cases.listCases(agency, query, 'vi')).cases).toEqual([])
    const { cases: own } = await cases.listCases(operator, query, 'vi')
    expect(own.map((row) => row.id)).toContain(id)
    expect(own.every(({ type }) => type === 'personal_data')).toBe(true)
    expect((await cases.countCases(operator)).to_accept).toBe(1)
  })

  it('is out of the leaders’ sight, in the filters and behind the second wall', async () => {
    const { id, number } = await ask('view')
    const lead = { ...operator, grants: [{ role: 'shift_lead' as const, agency: null }] }
    const leader = {
      ...operator,
      id: 'leader',
      grants: [{ role: 'leader' as const, agency: null }],
    }
    const local = { ...leader, grants: [{ ...leader.grants[0]!, areas: ['19789'] }] }
    expect((await cases.getCase(id, lead, 'vi')).number).toBe(number)
    for (const viewer of [leader, local]) {
      const found = (box: 'all' | 'personal_data', q?: string) =>
        cases.listCases(viewer, { box, q, limit: 50 }, 'vi')
      await expect(cases.getCase(id, viewer, 'vi')).rejects.toMatchObject({ code: 'not_found' })
      const tried = act(id, { type: 'data_acknowledge', input: {} }, viewer)
      await expect(tried).rejects.toMatchObject({ code: 'not_found' })
      expect((await found('personal_data')).cases).toEqual([])
      expect((await found('all', number)).cases).toEqual([])
      expect((await found('all')).cases.map((row) => row.number)).toEqual([reportNumber])
      expect(await cases.countCases(viewer)).toMatchObject({ all: 1, personal_data: 0 })
      const { rows } = await createWall(database).read(viewer, (tx) =>
        sql<{ type: string }>`select distinct type from cases.cases`.execute(tables(tx)),
      )
      expect(rows).toEqual([{ type: 'field_report' }])
    }
  })

  it('is refused where the code opens nothing', async () => {
    const asked = cases.requestData('000000000000', { kind: 'view', text: 'x' }, key())
    await expect(asked).rejects.toMatchObject({ code: 'not_found' })
  })
})
