import { afterAll, beforeAll, expect, test } from 'vitest'
import { newKey } from '../../contract/client.ts'
import type { Client } from '../../contract/client.ts'
import { kindNames } from '../../contract/records/shared.ts'
import type { KindName } from '../../contract/records/shared.ts'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'
import { formatsOf } from './files.ts'
import type { FileFormat } from './files.ts'

let server: TestServer
let admin: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  admin = await server.client('quantri@demo.nhip.vn')
})
afterAll(() => server.close())

const bring = (kind: KindName, format: FileFormat, text: string, more: object = {}) =>
  admin.importRecords({ params: { kind }, body: { format, text, dryRun: false, ...more } })
const download = (kind: KindName, format: FileFormat, day?: string) =>
  admin.exportRecords({ params: { kind }, query: { format, ...(day && { day }) } })
const changesSince = async () => (await admin.listChanges({ query: { limit: 1 } })).changes[0]!.id

test.each(kindNames)('what was exported of %s changes nothing when it comes back', async (kind) => {
  const { total } = await admin.listRecords({ params: { kind }, query: { day: 'all' } })
  if (total === 0) return
  const last = await changesSince()
  for (const format of formatsOf(kind)) {
    const file = await download(kind, format)
    expect(file.name).toMatch(new RegExp(`^${kind}-20\\d\\d-\\d\\d-\\d\\d\\.${format}$`))
    const result = await bring(kind, format, file.text)
    expect([format, result]).toEqual([
      format,
      { added: 0, changed: 0, same: total, written: true, faults: [] },
    ])
  }
  expect(await changesSince()).toBe(last)
})

const header = 'code,register,name.vi,name.en,subjects,reach,validFrom\r\n'
const good = (code: string) =>
  `${code},road,"Đường ${code}",Road ${code},"[""GT01""]",25,2026-01-01\r\n`

test('a file is brought in whole, after a dry run that keeps nothing', async () => {
  const text = header + good('t.a') + good('t.b')
  const dry = await bring('featureClasses', 'csv', text, { dryRun: true })
  expect(dry).toEqual({ added: 2, changed: 0, same: 0, written: false, faults: [] })
  const found = () =>
    admin.listRecords({ params: { kind: 'featureClasses' }, query: { q: 'duong t.' } })
  expect((await found()).total).toBe(0)

  const call = {
    params: { kind: 'featureClasses' as const },
    body: { format: 'csv' as const, text, dryRun: false, reason: 'sổ đường bộ' },
    idempotencyKey: newKey(),
  }
  const written = await admin.importRecords(call)
  expect(written).toEqual({ added: 2, changed: 0, same: 0, written: true, faults: [] })
  expect(await admin.importRecords(call)).toEqual(written)
  expect((await found()).total).toBe(2)
  const { changes } = await admin.getRecord({ params: { kind: 'featureClasses', code: 't.a' } })
  expect(changes).toMatchObject([{ actor: 'Nguyễn Văn An', reason: 'sổ đường bộ' }])
  const again = await bring('featureClasses', 'csv', text.replace('Road t.a', 'Way t.a'))
  expect(again).toMatchObject({ added: 0, changed: 1, same: 1 })
})

test('with one bad line nothing is written, and each is told by its line', async () => {
  const last = await changesSince()
  const text = [
    header.trim(),
    good('u.a').trim(),
    'u.b,river,Sông,River,"[""GT01""]",25,2026-01-01',
    'u.c,road,Đường,Road,"[""GT01"",""ZZ99""]",25,2026-01-01',
    'u.a,road,Đường,Road,"[""GT01""]",25,2026-01-01',
    'road.national,road,Đường,Road,"[""GT01""]",999,2026-01-01',
  ].join('\r\n')
  const result = await bring('featureClasses', 'csv', text)
  expect(result).toMatchObject({ written: false })
  expect(result.faults).toEqual([
    { line: 3, path: 'register', code: 'invalid_value' },
    { line: 4, path: 'subjects.1', code: 'unknown' },
    { line: 5, path: '', code: 'duplicate' },
    { line: 6, path: 'reach', code: 'too_big' },
  ])
  expect(await changesSince()).toBe(last)
})

test('a feature of a class that does not exist, and one that cuts a period in two', async () => {
  const feature = (id: string, properties: object) => ({
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: [107.59, 16.46] },
    properties: {
      class: 't.lamp',
      name: 'Cột 1',
      manager: 'X19789',
      source: 'sổ',
      validFrom: '2026-01-01',
      ...properties,
    },
  })
  const text = (...features: object[]) =>
    JSON.stringify({ type: 'FeatureCollection', features }, null, 1)
  const unknown = await bring('features', 'geojson', text(feature('L1', {})))
  expect(unknown.faults).toEqual([{ line: 4, path: 'class', code: 'unknown' }])

  await admin.writeRecord({
    params: { kind: 'featureClasses' },
    body: {
      record: {
        code: 't.lamp',
        register: 'structure',
        name: { vi: 'Cột đèn', en: 'Lamp' },
        subjects: ['HK'],
        reach: 25,
        validFrom: '2026-01-01',
      },
      state: null,
    },
  })
  expect(await bring('features', 'geojson', text(feature('L1', {})))).toMatchObject({ added: 1 })
  const inside = { validFrom: '2026-05-01', validTo: '2026-06-01' }
  const cut = await bring('features', 'geojson', text(feature('L1', inside)))
  expect(cut).toMatchObject({
    written: false,
    faults: [{ line: 4, path: 'validTo', code: 'cuts_off' }],
  })
  const rest = feature('L1', { validFrom: '2026-06-01', name: 'Cột 1 mới' })
  expect(await bring('features', 'geojson', text(feature('L1', inside), rest))).toMatchObject({
    added: 2,
    changed: 1,
    written: true,
  })
})

test('a kind without a place is no map', async () => {
  await expect(download('agencies', 'geojson')).rejects.toMatchObject({ code: 'invalid_input' })
  const result = await bring('agencies', 'geojson', '{}')
  expect(result.faults).toEqual([{ line: 1, path: '', code: 'not_on_a_map' }])
})

test('a day’s export has what holds on that day', async () => {
  const file = await download('units', 'json', '2020-01-01')
  expect(file.type).toBe('application/json')
  const units = JSON.parse(file.text) as { name: string; validFrom: string }[]
  expect(units.filter(({ validFrom }) => validFrom > '2020-01-01')).toEqual([])
  expect(units.map(({ name }) => name)).toContain('Vĩnh Ninh')
})

test('a register of thousands goes in at once', { timeout: 60_000 }, async () => {
  const rows = Array.from(
    { length: 13_000 },
    (_, n) =>
      `k${n},Kiệt ${n} Lê Lợi,kiet,19789,16.4${String(n).padStart(5, '0')},107.59,"[""Ngõ ${n}""]",2026-01-01`,
  )
  const text = `code,name,kind,commune,lat,lon,aliases,validFrom\n${rows.join('\n')}\n`
  const before = await admin.listRecords({ params: { kind: 'placeNames' }, query: {} })
  expect(await bring('placeNames', 'csv', text)).toMatchObject({ added: 13_000, written: true })
  const found = await admin.listRecords({
    params: { kind: 'placeNames' },
    query: { q: 'ngo 12999' },
  })
  expect(found.records.map(({ record }) => record.code)).toEqual(['k12999'])
  const all = await admin.listRecords({ params: { kind: 'placeNames' }, query: { limit: 1 } })
  expect(all.total).toBe(before.total + 13_000)
})

test('a file of more than twenty megabytes is refused before it is read', async () => {
  await expect(bring('placeNames', 'csv', 'x'.repeat(21 * 1024 * 1024))).rejects.toMatchObject({
    code: 'payload_too_large',
  })
})
