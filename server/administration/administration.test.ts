import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError, newKey } from '../../contract/client.ts'
import type { Client } from '../../contract/client.ts'
import type { AnyRecord } from '../../contract/records/kinds.ts'
import type { KindName } from '../../contract/records/shared.ts'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'

let server: TestServer
let admin: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  admin = await server.client('quantri@demo.nhip.vn')
})
afterAll(() => server.close())

/** What a call was refused with. */
async function refusal(call: Promise<unknown>) {
  const thrown = await call.catch((error: unknown) => error)
  if (!(thrown instanceof ApiError)) throw new Error('was not refused', { cause: thrown })
  const { fields, details } = thrown.body!.error
  return { code: thrown.code, ...(fields && { fields }), ...(details && { details }) }
}

const write = (kind: KindName, record: AnyRecord, state: string | null = null, reason?: string) =>
  admin.writeRecord({ params: { kind }, body: { record, state, reason } })
const remove = (kind: KindName, { record, state }: { record: AnyRecord; state: string }) =>
  admin.removeRecord({ params: { kind }, body: { record, state } })
const get = (kind: KindName, code: string) => admin.getRecord({ params: { kind, code } })
const ends = async (kind: KindName, code: string) =>
  (await get(kind, code)).periods.map(({ record }) => [record.validFrom, record.validTo ?? null])

const agency = (code: string, more: AnyRecord = {}): AnyRecord => ({
  code,
  name: `Cơ quan ${code}`,
  kind: 'so',
  parent: null,
  validFrom: '2025-07-01',
  ...more,
})

test('a record is added, corrected, given a new period, and all of it is told', async () => {
  const first = await write('agencies', agency('T1'), null, 'quyết định 12')
  expect(first.record).toEqual(agency('T1'))
  const corrected = await write('agencies', agency('T1', { name: 'Sở Một' }), first.state)
  await write('agencies', agency('T1', { name: 'Sở Hai', validFrom: '2030-01-01' }))
  expect(await ends('agencies', 'T1')).toEqual([
    ['2025-07-01', '2030-01-01'],
    ['2030-01-01', null],
  ])
  const { changes } = await get('agencies', 'T1')
  // One write, two lines: the new period and the one it ended.
  expect(changes.map(({ key, before, after }) => [key, before?.name, after?.name])).toEqual([
    expect.anything(),
    expect.anything(),
    ['T1 2025-07-01', 'Cơ quan T1', 'Sở Một'],
    ['T1 2025-07-01', undefined, 'Cơ quan T1'],
  ])
  expect(changes.at(-1)).toMatchObject({
    actor: 'Nguyễn Văn An',
    origin: 'console',
    reason: 'quyết định 12',
    before: null,
  })
  expect(corrected.state).not.toBe(first.state)

  const today = await admin.listRecords({ params: { kind: 'agencies' }, query: { q: 'so mot' } })
  expect(today.records.map(({ record }) => record.name)).toContain('Sở Một')
  expect(today.records.map(({ record }) => record.name)).not.toContain('Sở Hai')
  const later = await admin.listRecords({
    params: { kind: 'agencies' },
    query: { q: 'SỞ HAI', day: '2031-05-05' },
  })
  expect(later.records.map(({ record }) => record.name)).toContain('Sở Hai')
})

test('nobody overwrites what they have not seen', async () => {
  const first = await write('agencies', agency('T2'))
  await write('agencies', agency('T2', { name: 'Của người khác' }), first.state)
  const mine = write('agencies', agency('T2', { name: 'Của tôi' }), first.state)
  expect(await refusal(mine)).toMatchObject({
    code: 'conflict',
    details: {
      reason: 'changed',
      by: 'Nguyễn Văn An',
      at: expect.stringMatching(/^20.*Z$/),
      record: { name: 'Của người khác' },
    },
  })
  expect(await refusal(write('agencies', agency('T2')))).toMatchObject({ code: 'conflict' })
})

test('two writers at once: one is told of the other, none is lost', async () => {
  const { state } = await write('agencies', agency('T3'))
  const names = ['A', 'B', 'C', 'D', 'E']
  const calls = names.map((name) =>
    write('agencies', agency('T3', { name }), state).then(
      () => name,
      () => null,
    ),
  )
  const won = (await Promise.all(calls)).filter((name) => name !== null)
  expect(won).toHaveLength(1)
  const { periods, changes } = await get('agencies', 'T3')
  expect(periods[0]!.record.name).toBe(won[0])
  expect(changes).toHaveLength(2)
})

test('a repeat of the same key writes once; another body is refused', async () => {
  const call = {
    params: { kind: 'agencies' as const },
    body: { record: agency('T4'), state: null },
    idempotencyKey: newKey(),
  }
  const first = await admin.writeRecord(call)
  expect(await admin.writeRecord(call)).toEqual(first)
  const other = { ...call, body: { ...call.body, record: agency('T4', { name: 'Khác' }) } }
  expect(await refusal(admin.writeRecord(other))).toMatchObject({ code: 'idempotency_mismatch' })
})

test('what does not fit is told by its field', async () => {
  const wrong = agency('T5', { name: ' ', kind: 'bộ', parent: 'NONE', extra: 1, areas: 'x' })
  expect(await refusal(write('agencies', wrong))).toEqual({
    code: 'invalid_input',
    fields: [
      { path: 'record.name', code: 'required' },
      { path: 'record.kind', code: 'invalid_value' },
      { path: 'record.areas', code: 'invalid_type' },
      { path: 'record.extra', code: 'unrecognized_keys' },
    ],
  })
  const dangling = agency('T5', { parent: 'NONE', areas: ['19789', '00000'] })
  expect(await refusal(write('agencies', dangling))).toEqual({
    code: 'invalid_input',
    fields: [
      { path: 'record.areas.1', code: 'unknown' },
      { path: 'record.parent', code: 'unknown' },
    ],
  })
  expect(await refusal(get('agencies', 'T5'))).toEqual({ code: 'not_found' })
  const strange = agency('T5', { name: 'Sở\u0000 Năm', note: 'cu\u031b' })
  expect((await write('agencies', strange)).record).toMatchObject({ name: 'Sở Năm', note: 'cư' })
})

test('a period never swallows days of another one', async () => {
  await write('agencies', agency('T6'))
  const from = (validFrom: string, validTo?: string) =>
    agency('T6', { validFrom, ...(validTo && { validTo }) })
  expect(await refusal(write('agencies', from('2028-01-01', '2029-01-01')))).toMatchObject({
    fields: [{ path: 'record.validTo', code: 'cuts_off' }],
  })
  await write('agencies', from('2030-01-01'))
  expect(await refusal(write('agencies', from('2028-01-01', '2031-01-01')))).toMatchObject({
    fields: [{ path: 'record.validTo', code: 'overlaps' }],
  })
  await write('agencies', from('2028-01-01'))
  expect(await ends('agencies', 'T6')).toEqual([
    ['2025-07-01', '2028-01-01'],
    ['2028-01-01', '2030-01-01'],
    ['2030-01-01', null],
  ])
})

test('a mistake is taken out as if it had never been', async () => {
  await write('agencies', agency('T7', { validTo: '2035-01-01' }))
  const planned = await write('agencies', agency('T7', { validFrom: '2030-01-01' }))
  expect(await refusal(remove('agencies', { ...planned, state: 'other' }))).toMatchObject({
    code: 'conflict',
    details: { reason: 'changed' },
  })
  await remove('agencies', planned)
  expect(await ends('agencies', 'T7')).toEqual([['2025-07-01', '2035-01-01']])
  expect(await refusal(remove('agencies', planned))).toEqual({ code: 'not_found' })

  const [current] = (await get('agencies', 'T7')).periods
  expect(await refusal(remove('agencies', current!))).toMatchObject({
    code: 'conflict',
    details: { reason: 'in_force' },
  })
  const parent = await write('agencies', agency('T8', { validFrom: '2030-01-01' }))
  await write('agencies', agency('T9', { validFrom: '2030-01-01', parent: 'T8' }))
  expect(await refusal(remove('agencies', parent))).toMatchObject({
    code: 'conflict',
    details: { reason: 'referred', by: [{ kind: 'agencies', code: 'T9' }] },
  })
})

test('a day off that has passed may still be taken out', async () => {
  const day = {
    day: '2026-02-02',
    working: false,
    name: { vi: 'Nghỉ', en: 'Off' },
    source: 'TB 1',
  }
  await remove('calendarDays', await write('calendarDays', day))
  const { periods, changes } = await get('calendarDays', '2026-02-02')
  expect(periods).toEqual([])
  expect(changes.map(({ after }) => after)).toEqual([null, day])
})

test('long lists come in pages, by words and by fields', async () => {
  const list = (query: object) => admin.listRecords({ params: { kind: 'agencies' }, query })
  const all = await list({ limit: 500 })
  expect(all.total).toBe(all.records.length)
  const codes = all.records.map(({ record }) => record.code)
  const pages = [await list({ limit: 7 }), await list({ offset: 7, limit: 7 })]
  expect(pages.flatMap(({ records }) => records.map(({ record }) => record.code))).toEqual(
    codes.slice(0, 14),
  )
  expect(pages[0]!.total).toBe(all.total)
  expect(await list({ offset: 100_000 })).toEqual({ records: [], total: all.total })
  const inArea = await list({ where: 'areas:19789' })
  expect(inArea.records.map(({ record }) => record.code)).toEqual(
    expect.arrayContaining(['C19789', 'X19789']),
  )
  expect((await list({ where: 'parent:' })).records.every(({ record }) => !record.parent)).toBe(
    true,
  )
  expect((await list({ q: 'THUAN hoa ubnd' })).records[0]!.record.code).toBe('X19789')
  expect((await list({ q: "%_'\\\u0000" })).records).toEqual([])
  for (const where of ['nothing:1', 'code', 'constructor:1']) {
    expect(await refusal(list({ where }))).toEqual({
      code: 'invalid_input',
      fields: [{ path: 'where', code: 'unknown' }],
    })
  }
})

test('texts inside lists and both languages are found', async () => {
  const { records } = await admin.listRecords({
    params: { kind: 'subjects' },
    query: { q: 'pothole' },
  })
  expect(records.map(({ record }) => record.code)).toContain('GT01')
})

test('the log of all changes in pages, people among them', async () => {
  const first = await admin.listChanges({ query: { limit: 3 } })
  const second = await admin.listChanges({ query: { limit: 3, before: first.next! } })
  const ids = [...first.changes, ...second.changes].map(({ id }) => id)
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => b - a))
  const ofPack = await admin.listChanges({ query: { kind: 'subjects', limit: 1 } })
  expect(ofPack.changes[0]).toMatchObject({ actor: null, origin: 'pack field_reports' })
  const people = await admin.listChanges({ query: { kind: 'people' } })
  expect(people.changes.some(({ after }) => after?.email === 'quantri@demo.nhip.vn')).toBe(true)
})

test('only administrators; the centre may look records up', async () => {
  const operator = await server.client('dieuphoi@demo.nhip.vn')
  const officer = await server.client('canbo@demo.nhip.vn')
  const nobody = await server.client()
  const kind = 'agencies' as const
  const calls = (client: Client) => ({
    listRecords: () => client.listRecords({ params: { kind }, query: {} }),
    getRecord: () => client.getRecord({ params: { kind, code: 'X19789' } }),
    writeRecord: () =>
      client.writeRecord({ params: { kind }, body: { record: agency('T'), state: null } }),
    removeRecord: () =>
      client.removeRecord({ params: { kind }, body: { record: agency('T'), state: '' } }),
    listChanges: () => client.listChanges({ query: {} }),
    exportRecords: () => client.exportRecords({ params: { kind }, query: {} }),
    importRecords: () =>
      client.importRecords({ params: { kind }, body: { format: 'csv', text: 'x', dryRun: true } }),
  })
  for (const call of Object.values(calls(nobody))) {
    expect(await refusal(call())).toEqual({ code: 'unauthenticated' })
  }
  for (const call of Object.values(calls(officer))) {
    expect(await refusal(call())).toEqual({ code: 'forbidden' })
  }
  const { listRecords, getRecord, ...others } = calls(operator)
  expect((await listRecords()).total).toBeGreaterThan(0)
  expect((await getRecord()).periods).toHaveLength(1)
  for (const call of Object.values(others)) {
    expect(await refusal(call())).toEqual({ code: 'forbidden' })
  }
})
