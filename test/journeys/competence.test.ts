import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../contract/client.ts'
import type { Feature } from '../../contract/records/places.ts'
import { packs } from '../../packs/index.ts'
import { importPlaces } from '../../server/cli/import/places.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'

// The published boundaries are not part of the product: without them there is nothing to go by.
const shared = process.env.NHIP_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const folder = join(shared, 'data', 'admin')

/** Works of this year, whatever year it is. */
const year = new Date().getFullYear()
const works: Feature = {
  code: 'DA.BaTrieu.thu',
  class: 'works',
  name: 'Dự án thoát nước đường Bà Triệu',
  manager: 'SXD',
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [107.5985, 16.4664],
        [107.5989, 16.466],
        [107.6012, 16.4678],
        [107.6008, 16.4682],
        [107.5985, 16.4664],
      ],
    ],
  },
  source: 'thử',
  validFrom: `${year - 1}-01-01`,
  validTo: `${year + 2}-01-01`,
}

/** Half way along a stretch of a road of the demo register. */
function onRoad(code: string, stretch: number) {
  const road = packs.hue.features!.find((feature) => feature.code === code)!
  const line = road.geometry.coordinates as [number, number][]
  const [one, other] = [line[stretch]!, line[stretch + 1]!]
  return { lon: (one[0] + other[0]) / 2, lat: (one[1] + other[1]) / 2 }
}

describe.skipIf(!existsSync(folder))('a pothole in Huế, within its published boundaries', () => {
  let server: TestServer
  let operator: Client

  beforeAll(async () => {
    server = await startTestServer({ worker: false })
    await importPlaces(server.app.database, { folder, provinces: ['46'] }, () => {})
    const administrator = await server.client('quantri@demo.nhip.vn')
    await administrator.writeRecord({
      params: { kind: 'features' },
      body: { record: works, state: null, reason: 'Khởi công' },
    })
    operator = await server.client('dieuphoi@demo.nhip.vn')
  }, 120_000)
  afterAll(() => server.close())

  it.each([
    {
      where: 'on a national road',
      position: onRoad('QL1A.nam', 1),
      commune: '19815',
      agency: 'KQLDB',
      rule: { kind: 'road', code: 'QL1A.nam' },
      reason: /^Ngay tại Quốc lộ 1A: Khu Quản lý đường bộ.* quản lý từ 01\/07\/2025$/,
    },
    {
      where: 'in an alley',
      position: onRoad('K.TranPhu131', 0),
      commune: '19789',
      agency: 'X19789',
      rule: { kind: 'road', code: 'K.TranPhu131' },
      reason: /^Ngay tại Kiệt 131 Trần Phú: UBND phường Thuận Hóa quản lý/,
    },
    {
      where: 'in an alley that no register knows',
      position: { lat: 16.453, lon: 107.58 },
      commune: '19789',
      agency: 'X19789',
      rule: { kind: 'subject', code: 'GT01' },
      reason: /^Ngoài 25 m không có đường trong sổ; đường xã, thôn, kiệt\/hẻm: UBND phường/,
    },
    {
      where: 'in running works',
      position: { lat: 16.4671, lon: 107.59985 },
      commune: '19777',
      agency: 'SXD',
      rule: { kind: 'works', code: works.code },
      reason: new RegExp(
        `^Trong phạm vi ${works.name}, đang thi công đến 31/12/${year + 1}; chủ đầu tư: Sở Xây dựng`,
      ),
    },
    {
      where: 'in an industrial zone',
      position: { lat: 16.393, lon: 107.686 },
      commune: '19960',
      agency: 'BQLKKT',
      rule: { kind: 'zone', code: 'KCN.PhuBai' },
      reason: /^Trong Khu công nghiệp Phú Bài: Ban Quản lý Khu kinh tế/,
    },
  ])('$where reaches $agency', async ({ position, commune, agency, rule, reason }) => {
    const citizen = await server.client()
    const { commune: found } = await citizen.getPlaceAt({ query: position })
    expect(found?.code).toBe(commune)
    const receipt = await citizen.submitReport({
      body: {
        subject: 'GT01',
        description: 'Ổ gà sâu giữa lòng đường, xe máy dễ ngã khi trời mưa.',
        commune,
        position,
      },
    })
    const accepted = await operator.actOnCase({
      params: { id: receipt.id },
      body: { version: 1, action: { type: 'accept', input: {} } },
    })
    const suggested = accepted.centre!.suggestedAgency!
    expect(suggested).toMatchObject({ code: agency, rule })
    expect(suggested.reason).toMatch(reason)

    const explained = await operator.explainRoute({ body: { subject: 'GT01', position } })
    expect(explained.route).toMatchObject({ agency: { code: agency }, reason: suggested.reason })

    const assigned = await operator.actOnCase({
      params: { id: receipt.id },
      body: {
        version: accepted.version,
        action: { type: 'assign', input: { agency: suggested.code } },
      },
    })
    expect(assigned).toMatchObject({ status: 'assigned', agency: { code: agency } })
  })

  it('is moved by a rule on trial only, and nobody outside the centre may ask', async () => {
    const body = {
      kind: 'features' as const,
      record: { ...works, manager: 'CDT' },
      days: 7,
    }
    const effect = await operator.tryRule({ body })
    expect(effect.moves).toMatchObject([
      { from: { code: 'SXD' }, to: { code: 'CDT' }, count: 1, samples: [{}] },
    ])
    const ward = await server.client('daumoi@demo.nhip.vn')
    await expect(ward.tryRule({ body })).rejects.toMatchObject({ code: 'forbidden' })
    const question = { subject: 'GT01', commune: '19789' }
    await expect(ward.explainRoute({ body: question })).rejects.toMatchObject({ code: 'forbidden' })
    const administrator = await server.client('quantri@demo.nhip.vn')
    const { route } = await administrator.explainRoute({ body: question })
    expect(route.agency?.code).toBe('X19789')
    const stranger = await server.client()
    await expect(stranger.explainRoute({ body: question })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })
})
