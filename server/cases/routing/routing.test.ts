import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Geometry } from '../../../contract/records/places.ts'
import { packs } from '../../../packs/index.ts'
import type { Areas } from '../../places/index.ts'
import type { Cases } from '../index.ts'
import { agency, at, day, feature, openProvince, place, point, square } from './province.fixture.ts'
import type { Province } from './province.fixture.ts'

let province: Province
let areas: Areas
let cases: Cases

beforeAll(async () => {
  province = await openProvince({
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
  ;({ areas, cases } = province)
})
afterAll(() => province.close())

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
    await province.write({ features: [feature('HO', 'structure.lake', 'SNNMT.TL', lake)] })
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
