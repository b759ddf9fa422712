import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Agency } from '../../../contract/records/agencies.ts'
import type { Feature, Geometry } from '../../../contract/records/places.ts'
import { packs } from '../../../packs/index.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { importPacks } from '../../import.ts'
import type { Viewer } from '../../identity/index.ts'
import { createAreas } from '../../places/index.ts'
import type { Areas } from '../../places/index.ts'
import { openDatabase } from '../../platform/database/index.ts'
import type { Database } from '../../platform/database/index.ts'
import type { Batch } from '../../platform/records/index.ts'
import { records } from '../../records.ts'
import { createCases } from '../index.ts'
import type { Cases } from '../index.ts'

const day = '2026-11-21'
/** An empty stretch of coast, far from the demo's own register. */
const origin = { lat: 16.355, lon: 107.9 }
const perLat = 111_195
const perLon = perLat * Math.cos((origin.lat * Math.PI) / 180)
const at = (east: number, north: number): [number, number] => [
  origin.lon + east / perLon,
  origin.lat + north / perLat,
]
const place = (east: number, north: number) => {
  const [lon, lat] = at(east, north)
  return { lat, lon }
}
const point = (east: number, north: number): Geometry => ({
  type: 'Point',
  coordinates: at(east, north),
})
const square = (east: number, north: number, half: number): Geometry => ({
  type: 'Polygon',
  coordinates: [
    [
      at(east - half, north - half),
      at(east + half, north - half),
      at(east + half, north + half),
      at(east - half, north + half),
      at(east - half, north - half),
    ],
  ],
})
const feature = (
  code: string,
  kind: string,
  manager: string,
  geometry: Geometry,
  more: Partial<Feature> = {},
): Feature => ({
  code,
  class: kind,
  name: `Tên ${code}`,
  manager,
  geometry,
  source: 'thử',
  validFrom: '2025-07-01',
  ...more,
})
const agency = (code: string, more: Partial<Agency>): Agency => ({
  code,
  name: `Đơn vị ${code}`,
  kind: 'su_nghiep',
  parent: null,
  validFrom: '2025-07-01',
  ...more,
})

let server: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let areas: Areas
let cases: Cases

const write = (batch: Batch) =>
  database.transaction((tx) => records.write(tx, batch, { actor: null, origin: 'test' }))

beforeAll(async () => {
  server = await createTestDatabase()
  database = openDatabase(server.url, { max: 5 })
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  await write({
    agencies: [
      agency('BQL', { name: 'Ban Quản lý cũ', validTo: '2026-07-01' }),
      agency('MOI', { name: 'Ban Quản lý mới', validFrom: '2027-01-01' }),
    ],
    features: [
      feature('QL', 'road.national', 'KQLDB', {
        type: 'LineString',
        coordinates: [at(-2000, 0), at(2000, 0)],
      }),
      feature('KIET', 'road.commune', 'xa', {
        type: 'LineString',
        coordinates: [at(0, 300), at(200, 300)],
      }),
      feature('DUAN', 'works', 'CDT', square(600, 0, 60), {
        validFrom: '2026-03-01',
        validTo: '2027-01-01',
      }),
      feature('KCN', 'zone.industrial', 'BQLKKT', square(1200, 0, 100)),
      feature('COT', 'structure.pole', 'DIEN', point(-600, 303)),
      feature('DEN', 'structure.lamp', 'MTDT.CS', point(-600, 308)),
      feature('CU', 'road.urban', 'BQL', {
        type: 'LineString',
        coordinates: [at(-200, 600), at(200, 600)],
      }),
      feature('SAU', 'structure.drain', 'MOI', point(0, 900)),
    ],
  })
  areas = createAreas(database.executor)
  cases = createCases(database, areas)
})
afterAll(async () => {
  await database.close()
  await server.drop()
})

const ask = (
  subject: string,
  position: { lat: number; lon: number },
  more: { day?: string; language?: 'vi' | 'en' } = {},
) => cases.explainRoute({ subject, position, day, language: 'vi', ...more })

describe('a pothole', () => {
  it('on a national road is the road authority’s', async () => {
    const { route, commune } = await ask('GT01', place(-300, 6))
    expect(route).toMatchObject({
      agency: { code: 'KQLDB', name: expect.stringContaining('Khu Quản lý đường bộ') },
      rule: { kind: 'road', code: 'QL', validFrom: '2025-07-01', metres: 6 },
    })
    expect(route.reason).toBe(`Tên QL (cách 6 m): ${route.agency!.name} quản lý từ 01/07/2025`)
    expect(commune).not.toBeNull()
  })

  it('in an alley of the register is the commune’s, where the point is', async () => {
    const { route, commune } = await ask('GT01', place(100, 302))
    expect(route.agency!.code).toBe(`X${commune!.code}`)
    expect(route.rule).toMatchObject({ kind: 'road', code: 'KIET' })
  })

  it('in running works is the investor’s, and only while they run', async () => {
    const { route } = await ask('GT01', place(600, 2))
    expect(route).toMatchObject({ agency: { code: 'CDT' }, rule: { kind: 'works', metres: 0 } })
    expect(route.reason).toMatch(
      /^Trong phạm vi Tên DUAN, đang thi công đến 31\/12\/2026; chủ đầu tư: .*; .*chọn đơn vị cụ thể/,
    )
    for (const other of ['2026-02-28', '2027-01-01']) {
      const before = await ask('GT01', place(600, 2), { day: other })
      expect(before.route.agency!.code).toBe('KQLDB')
    }
  })

  it('in an industrial zone is its management’s, though a national road runs there', async () => {
    const { route, steps } = await ask('GT01', place(1200, 3), { language: 'en' })
    expect(route).toMatchObject({ agency: { code: 'BQLKKT' }, rule: { kind: 'zone' } })
    expect(route.reason).toMatch(/^Inside Tên KCN: .* has managed it since 1 July 2025$/)
    expect(steps.map(({ kind }) => kind)).toEqual(['works', 'zone'])
  })

  it('24 m from the road belongs to it, 26 m from it to the commune', async () => {
    expect((await ask('GT01', place(-300, -24))).route.rule).toMatchObject({ kind: 'road' })
    const { route, commune, steps, nearby } = await ask('GT01', place(-300, -26))
    expect(route).toMatchObject({
      agency: { code: `X${commune!.code}` },
      rule: { kind: 'subject', code: 'GT01', metres: null },
    })
    expect(route.reason).toBe(
      `Ngoài 25 m không có đường trong sổ; đường xã, thôn, kiệt/hẻm: ${route.agency!.name}`,
    )
    expect(steps.map(({ kind, decided }) => [kind, decided])).toEqual([
      ['works', false],
      ['zone', false],
      ['structure', false],
      ['road', false],
      ['subject', true],
    ])
    expect(nearby).toMatchObject([{ code: 'QL', register: 'road', metres: 26 }])
  })

  it('without a point is the commune’s that was named', async () => {
    const { route } = await cases.explainRoute({
      subject: 'GT01',
      commune: '19789',
      day,
      language: 'vi',
    })
    expect(route).toMatchObject({ agency: { code: 'X19789' }, rule: { kind: 'subject' } })
    expect(route.reason).toMatch(/^Chưa có vị trí trên bản đồ; /)
  })
})

describe('competence', () => {
  it('follows the position where the commune named is another', async () => {
    const { commune } = await cases.explainRoute({
      subject: 'GT01',
      position: place(0, 1500),
      commune: '19789',
      day,
      language: 'vi',
    })
    expect(commune!.code).toBe((await areas.communeAt(place(0, 1500)))!.code)
    expect(commune!.code).not.toBe('19789')
  })

  it('of a lake in three communes is one agency’s', async () => {
    const corners = ['19789', '19777', '19753'].map((code) => {
      const { lon, lat } = packs.hue.units!.find((unit) => unit.code === code)!
      return [lon, lat] as [number, number]
    })
    const lake: Geometry = { type: 'Polygon', coordinates: [[...corners, corners[0]!]] }
    await write({ features: [feature('HO', 'structure.lake', 'SNNMT.TL', lake)] })
    const asked = await Promise.all(corners.map(([lon, lat]) => ask('NC03', { lat, lon })))
    expect(new Set(asked.map(({ commune }) => commune!.code)).size).toBe(3)
    expect(asked.map(({ route }) => route.rule.code)).toEqual(['HO', 'HO', 'HO'])
    expect(new Set(asked.map(({ route }) => route.agency!.code))).toEqual(new Set(['SNNMT.TL']))
  })

  it('of a pole and of the cables on it are two things', async () => {
    const pole = await ask('HK02', place(-600, 300))
    expect(pole.route.rule).toMatchObject({ kind: 'structure', code: 'COT', metres: 3 })
    expect(pole.route.reason).toContain('Công ty Điện lực')
    const lamp = await ask('HK01', place(-600, 300))
    expect(lamp.route).toMatchObject({ agency: { code: 'MTDT.CS' }, rule: { code: 'DEN' } })
    const cable = await ask('DV03', place(-600, 300))
    expect(cable.route).toMatchObject({ agency: { code: 'VT' }, rule: { kind: 'subject' } })
    expect(cable.route.reason).toContain('chọn đơn vị cụ thể')
  })

  it('goes to the branch of an agency that serves the commune, and says so', async () => {
    const { route } = await cases.explainRoute({
      subject: 'DV01',
      commune: '19789',
      day,
      language: 'vi',
    })
    expect(route.agency!.code).toBe('DIEN.D1')
    expect(route.reason).toMatch(/: Công ty Điện lực; .* phụ trách địa bàn phường Thuận Hóa$/)
  })

  it('never goes below a committee or from the city’s police to a commune’s', async () => {
    const drugs = await cases.explainRoute({
      subject: 'AN03',
      commune: '19789',
      day,
      language: 'vi',
    })
    expect(drugs.route.agency!.code).toBe('CAT')
    const waste = await cases.explainRoute({
      subject: 'MT02',
      commune: '19789',
      day,
      language: 'vi',
    })
    expect(waste.route.agency!.code).toBe('X19789')
  })

  it('of noise in an industrial zone stays with the police of the commune', async () => {
    const { route, commune, steps } = await ask('AN01', place(1200, 3))
    expect(route.agency!.code).toBe(`C${commune!.code}`)
    expect(steps[1]!.reason).toMatch(/^Trong Tên KCN, nhưng lĩnh vực này không thuộc/)
  })

  it('passes an agency that has ended or not begun, and says why', async () => {
    const { route, commune } = await ask('GT01', place(0, 603))
    expect(route.agency!.code).toBe(`X${commune!.code}`)
    expect(route.reason).toMatch(/^Tên CU: Ban Quản lý cũ đã thôi hoạt động từ 01\/07\/2026; /)
    const earlier = await ask('GT01', place(0, 603), { day: '2026-06-30' })
    expect(earlier.route.agency!.code).toBe('BQL')
    const drain = await ask('NC02', place(0, 900))
    expect(drain.route.reason).toMatch(/^Tên SAU: Ban Quản lý mới chỉ hoạt động từ 01\/01\/2027; /)
  })

  it('is left to a person when nobody is', async () => {
    const { route, steps } = await cases.explainRoute({
      subject: 'GT01',
      position: { lat: 10, lon: 105 },
      day,
      language: 'vi',
    })
    expect(route).toMatchObject({ agency: null, rule: { kind: 'none', code: null } })
    expect(route.reason).toMatch(/chưa biết phường, xã; Người điều phối chọn đơn vị$/)
    expect(steps.at(-1)).toMatchObject({ kind: 'none', decided: true })
  })

  it('cannot be asked of what there is not', async () => {
    const question = { day, language: 'vi' as const }
    await expect(cases.explainRoute({ ...question, subject: 'GT01' })).rejects.toMatchObject({
      fields: [{ path: 'commune', code: 'required' }],
    })
    await expect(
      cases.explainRoute({ ...question, subject: 'ZZ99', commune: '19789' }),
    ).rejects.toMatchObject({ fields: [{ path: 'subject', code: 'unknown' }] })
    await expect(
      cases.explainRoute({ ...question, subject: 'GT01', commune: '99999' }),
    ).rejects.toMatchObject({ fields: [{ path: 'commune', code: 'unknown' }] })
  })
})

describe('the effect of a changed record', () => {
  const centre: Viewer = {
    id: 'u1',
    name: 'Mai',
    email: 'mai@vidu.vn',
    grants: [{ role: 'operator', agency: null }],
  }
  const administrator: Viewer = { ...centre, grants: [{ role: 'administrator', agency: null }] }
  const words = 'Ổ gà sâu trước nhà ông Tư'

  const submit = (number: number, subject: string, position: { lat: number; lon: number }) =>
    cases.submit(
      { subject, description: words, commune: '19789', position },
      { scope: 'test', key: `key-${number}-${subject}`, hash: Buffer.alloc(32, number) },
      'web',
    )
  const changes = async () => {
    const { rows } = await database.pool.query<{ count: number }>(
      'select count(*) from platform.changes',
    )
    return rows[0]!.count
  }
  const road = feature('TL', 'road.provincial', 'SXD.BT', {
    type: 'LineString',
    coordinates: [at(-500, 2000), at(500, 2000)],
  })

  beforeAll(async () => {
    for (let number = 0; number < 7; number += 1) await submit(number, 'GT01', place(number, 2003))
    await submit(50, 'GT01', place(0, 2400))
    await submit(51, 'AN01', place(0, 2003))
  })

  it('tells which reports a new feature moves, and writes nothing', async () => {
    const before = await changes()
    const effect = await cases.tryRule(
      records,
      { kind: 'features', record: road, days: 30, language: 'vi' },
      centre,
    )
    expect(effect.reports).toBe(9)
    expect(effect.moves).toMatchObject([
      { from: { code: expect.stringMatching(/^X/) }, to: { code: 'SXD.BT' }, count: 7 },
    ])
    expect(effect.moves[0]!.samples).toHaveLength(5)
    expect(effect.moves[0]!.samples[0]!.summary).toBe(words)
    expect(await changes()).toBe(before)
    expect(await records.read('features').read(database.executor, ['TL'])).toEqual([])
  })

  it('does not show the reporter’s words to an administrator', async () => {
    const effect = await cases.tryRule(
      records,
      { kind: 'features', record: road, days: 30, language: 'vi' },
      administrator,
    )
    expect(effect.moves[0]!.samples[0]!.summary).toBe('Mặt đường hư hỏng (ổ gà, sụt lún)')
  })

  it('counts a record from the day it begins', async () => {
    const [subject] = await records.read('subjects').read(database.executor, ['AN01'])
    const lead = [{ when: 'mọi nơi', to: 'CAT' }]
    const effect = await cases.tryRule(
      records,
      {
        kind: 'subjects',
        record: { ...subject, lead, validFrom: '2090-01-01' },
        days: 30,
        language: 'vi',
      },
      centre,
    )
    expect(effect.moves).toMatchObject([{ to: { code: 'CAT' }, count: 1 }])
  })

  it('is none of a record that changes nothing or only the past', async () => {
    const trial = { kind: 'features' as const, days: 30, language: 'vi' as const }
    const [stored] = await records.read('features').read(database.executor, ['QL'])
    const same = await cases.tryRule(records, { ...trial, record: stored! }, centre)
    expect(same).toEqual({ reports: 9, moves: [] })
    const past = { ...road, validTo: '2026-01-01' }
    expect(await cases.tryRule(records, { ...trial, record: past }, centre)).toEqual(same)
  })

  it('follows what a class answers for', async () => {
    const [stored] = await records.read('featureClasses').read(database.executor, ['road.national'])
    await submit(60, 'GT01', place(-900, 4))
    const effect = await cases.tryRule(
      records,
      {
        kind: 'featureClasses',
        record: { ...stored, subjects: ['GT04'] },
        days: 30,
        language: 'vi',
      },
      centre,
    )
    expect(effect.moves).toMatchObject([{ from: { code: 'KQLDB' }, count: 1 }])
  })

  it('refuses what the store would refuse, by the field of the record', async () => {
    const trial = { kind: 'features' as const, days: 30, language: 'vi' as const }
    await expect(
      cases.tryRule(records, { ...trial, record: { ...road, manager: 'NOBODY' } }, centre),
    ).rejects.toMatchObject({ fields: [{ path: 'record.manager', code: 'unknown' }] })
    await expect(
      cases.tryRule(records, { ...trial, record: { ...road, name: '' } }, centre),
    ).rejects.toMatchObject({ fields: [{ path: 'record.name', code: 'required' }] })
  })
})
