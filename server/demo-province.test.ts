import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '../contract/client.ts'
import type { ActionRequest } from '../contract/case-types.ts'
import { fillProvince } from './demo-province.ts'
import { startTestServer } from '../test/server.ts'
import type { TestServer } from '../test/server.ts'
import { stateOf } from './cases/record.ts'
import { fold } from './cases/state.ts'
import type { CaseRecord } from './cases/tables.ts'

let server: TestServer
let ownerUrl: string
let operator: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  ownerUrl = server.ownerUrl
  await fillProvince(server.app, { ownerUrl, reports: 300, seed: 5 })
  operator = await server.client('dieuphoi@demo.nhip.vn')
})
afterAll(() => server.close())

it('every stored case is what its stored log leads to', async () => {
  const { pool } = server.app.database
  const { rows } = await pool.query<CaseRecord>('select * from cases.cases')
  const log = await pool.query('select * from cases.actions order by case_id, seq')
  const logs = Map.groupBy(log.rows, (line) => line.case_id as string)
  expect(rows.length).toBeGreaterThanOrEqual(300)
  for (const row of rows) {
    const [submission, ...acts] = logs.get(row.id)!
    expect(stateOf(row)).toEqual(fold(submission.input.subject, acts as ActionRequest[]))
  }
})

it('the same call adds nothing, a larger number the rest, another seed is refused', async () => {
  const again = (reports: number, seed = 5) => fillProvince(server.app, { ownerUrl, reports, seed })
  expect(await again(300)).toBe(0)
  expect(await again(320)).toBeGreaterThanOrEqual(15)
  await expect(again(320, 6)).rejects.toThrow('another seed')
})

it('the product shows it: a case with its history, the public list, the reporter’s page', async () => {
  const { reports } = await operator.listPublicReports({ query: { limit: 20 } })
  expect(reports.length).toBe(20)
  const { rows } = await server.app.database.pool.query<{ id: string }>(
    `select id from cases.cases where status = 'closed' and substr(id::text, 15, 1) = '8' limit 1`,
  )
  const { status, log } = await operator.getCase({ params: { id: rows[0]!.id } })
  expect([status, log[0]!.type]).toEqual(['closed', 'submit'])
  const view = await server.app.cases.track(
    (await server.app.vault.codeOfCase(server.app.database.executor, rows[0]!.id))!,
    'vi',
  )
  expect(view.status).toBe('closed')
})
