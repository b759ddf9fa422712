import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { foldText } from '../../../contract/fold.ts'
import type { PlaceFound } from '../../../contract/places.ts'
import type { Unit } from '../../../contract/records/places.ts'
import { searchIn } from './index.ts'
import type { NameIndex } from './match.ts'
import { became, hueIndex, huePlaces, oldUnit } from './search.fixture.ts'

const root = new URL('../../../', import.meta.url)

function finder(index: NameIndex) {
  return (typed: string, language: 'vi' | 'en' = 'vi') =>
    searchIn(index, typed, { language, limit: 8 })
}
const labels = (places: PlaceFound[]) => places.map(({ label }) => label)

const districts = [
  oldUnit({ code: '474', name: 'Thuận Hóa', type: 'quan', parent: '46', kind: 'district' }),
  oldUnit({ code: '477', name: 'Phú Xuân', type: 'quan', parent: '46', kind: 'district' }),
]
const history = {
  units: [
    ...districts,
    oldUnit({ code: '19785', name: 'Vĩnh Ninh', type: 'phuong', parent: '474' }),
    oldUnit({ code: '19762', name: 'Thuận Hòa', type: 'phuong', parent: '477' }),
    oldUnit({ code: '19803', name: 'Phường Đúc', type: 'phuong', parent: '474' }),
    // A made-up ward that was divided, and one that only went on.
    oldUnit({ code: '19998', name: 'Chia Đôi', type: 'phuong', parent: '474' }),
    oldUnit({ code: '19777', name: 'Vỹ Dạ', type: 'phuong', parent: '474' }),
    oldUnit({
      code: '46',
      name: 'Tỉnh Thừa Thiên Huế',
      type: 'tinh',
      parent: null,
      kind: 'province',
      validTo: '2025-01-01',
    }),
  ],
  changes: [
    became('19785', '19789'),
    became('19762', '19753'),
    became('19803', '19789'),
    became('19998', '19789', true),
    became('19998', '19813', true),
    became('19777', '19777'),
  ],
}
const find = finder(hueIndex(history))

describe('a search for a unit', () => {
  it.each([
    ['thuan hoa'],
    ['Thuận Hóa'],
    ['Thuận Hoá'],
    ['p. thuận hóa'],
    ['P.Thuận Hóa'],
    ['phuong thuan hoa'],
    ['Thuan Hoa ward'],
    ['UBND phường Thuận Hóa'],
    ['thuận h'],
    ['phường thuận hóa, tp huế'],
  ])('%s finds phường Thuận Hóa first', (typed) => {
    expect(find(typed)[0]).toMatchObject({ kind: 'unit', code: '19789', address: null })
  })

  it('finds the province', () => {
    expect(find('tp Huế')[0]).toMatchObject({ kind: 'unit', code: '46', commune: null })
  })

  it('puts the name with the typed marks before the other, without marks the unit of today', () => {
    expect(find('thuận hòa')[0]).toMatchObject({ kind: 'old_unit', code: '19762' })
    expect(labels(find('thuan hoa')).slice(0, 2)).toEqual([
      'Phường Thuận Hóa',
      'Phường Thuận Hòa, quận Phú Xuân (cũ), nay thuộc phường Phú Xuân',
    ])
  })

  it('minds the typed type', () => {
    expect(find('quận thuận hóa')[0]).toMatchObject({ kind: 'old_unit', code: '474' })
    expect(find('x. phú hồ')[0]).toMatchObject({ kind: 'unit', code: '19918' })
    expect(find('xã')[0]!.label).toMatch(/^Xã /)
  })
})

describe('an abolished unit', () => {
  it('leads to the commune that took its place, and says so in both languages', () => {
    expect(find('vinh ninh')).toMatchObject([
      {
        kind: 'old_unit',
        label: 'Phường Vĩnh Ninh, quận Thuận Hóa (cũ), nay thuộc phường Thuận Hóa',
        commune: { code: '19789', name: 'Phường Thuận Hóa' },
        successors: [{ code: '19789' }],
      },
    ])
    expect(labels(find('vinh ninh', 'en'))).toEqual([
      'Phường Vĩnh Ninh, quận Thuận Hóa (former), now in phường Thuận Hóa',
    ])
  })

  it('that was divided names its successors and no commune', () => {
    expect(find('phường chia đôi')[0]).toMatchObject({
      label: 'Phường Chia Đôi, quận Thuận Hóa (cũ), nay thuộc phường Thuận Hóa và phường Thủy Xuân',
      commune: null,
      successors: [{ code: '19789' }, { code: '19813' }],
    })
  })

  it('that was a district has what its wards became', () => {
    expect(find('quận thuận hóa')[0]!.successors.map(({ code }) => code)).toEqual([
      '19789',
      '19813',
      '19777',
    ])
  })

  it('that went on under its name is one line', () => {
    expect(find('vỹ dạ').map(({ kind }) => kind)).not.toContain('old_unit')
  })

  it('that is an older name of the province leads to it', () => {
    expect(find('thừa thiên huế')[0]).toMatchObject({
      kind: 'old_unit',
      successors: [{ code: '46' }],
    })
  })

  it('is not called by its type twice', () => {
    expect(find('phường đúc')[0]!.label).toMatch(/^Phường Đúc, /)
  })
})

describe('an address', () => {
  it.each([
    ['12 nguyễn huệ thuận hóa', '12 Nguyễn Huệ'],
    ['thuan hoa 12 nguyen hue', '12 Nguyễn Huệ'],
    ['12 nguyễn huệ, P.Thuận Hóa, TP Huế, Việt Nam', '12 Nguyễn Huệ'],
    ['12 Nguyễn Huệ, phường Vĩnh Ninh, quận Thuận Hóa, thành phố Huế', '12 Nguyễn Huệ'],
    ['12 nguyễn huệ', '12 Nguyễn Huệ'],
    ['kiệt 245/12 điện biên phủ thuận hóa', 'kiệt 245/12 Điện Biên Phủ'],
    ['tdp 5 thuận hóa', 'tdp 5'],
    ['P5 thuận hóa', 'P5'],
  ])('%s is in phường Thuận Hóa', (typed, address) => {
    expect(find(typed)[0]).toMatchObject({ kind: 'address', commune: { code: '19789' }, address })
  })

  it('has the position of a road known in the commune, and none of one that is elsewhere', () => {
    expect(find('12 nguyễn huệ thuận hóa')[0]!.position).toEqual({ lat: 16.46, lon: 107.5925 })
    expect(find('12 nguyễn huệ, phường vỹ dạ')[0]).toMatchObject({
      commune: { code: '19777' },
      address: '12 nguyễn huệ',
      position: null,
    })
  })

  it('beside a known place is where that is', () => {
    expect(find('cổng sau chợ đông ba')[0]).toMatchObject({
      kind: 'address',
      commune: { code: '19753' },
      address: 'cổng sau Chợ Đông Ba',
    })
    // A market of that name, not the commune of that name.
    expect(find('số 5 chợ an cựu')[0]!.address).toBe('số 5 Chợ An Cựu')
  })
})

describe('a place below the commune', () => {
  it('is found with or without the word for what it is, and by its other names', () => {
    expect(find('dong ba')[0]).toMatchObject({ kind: 'place', code: 'cho-dong-ba' })
    expect(find('đường lê lợi')[0]).toMatchObject({ kind: 'road', code: 'duong-le-loi' })
    expect(find('san bay phu bai')[0]).toMatchObject({ code: 'cang-hang-khong-quoc-te-phu-bai' })
    expect(labels(find('cho dong ba phu xuan'))).toEqual(['Chợ Đông Ba, phường Phú Xuân'])
  })

  it('with a number alone needs the word for what it is', () => {
    const group = { ...huePlaces[0]!, kind: 'to_dan_pho' as const, aliases: [] }
    const places = [
      { ...group, code: 'g5', name: 'Tổ dân phố 5', commune: '19789' },
      { ...group, code: 'h5', name: 'Tổ dân phố 5', commune: '19753' },
      { ...group, code: 'k5', name: 'Kiệt 245/12 Lê Lợi', kind: 'kiet' as const, commune: '19789' },
    ]
    const search = finder(hueIndex({ places }))
    expect(search('tdp5 thuận hóa')).toMatchObject([
      { kind: 'place', code: 'g5', label: 'Tổ dân phố 5, phường Thuận Hóa' },
    ])
    expect(labels(search('tổ 5'))).toHaveLength(2)
    expect(search('5')).toMatchObject([{ code: '20050' }])
    expect(search('hẻm 245/12')).toMatchObject([{ code: 'k5' }])
  })
})

it('tells a road in each commune it passes, at a point there', () => {
  const features = [
    {
      code: 'ql49',
      name: 'Quốc lộ 49',
      register: 'road' as const,
      geometry: {
        type: 'LineString' as const,
        coordinates: [
          [107.5, 16.4],
          [107.6, 16.4],
          [107.7, 16.4],
        ] as [number, number][],
      },
    },
  ]
  const areas = {
    at: ({ lon }: { lon: number }) => ({
      code: lon < 107.65 ? '19789' : '19753',
      approximate: false,
    }),
  }
  expect(finder(hueIndex({ features, areas }))('quoc lo 49')).toMatchObject([
    { kind: 'road', label: 'Quốc lộ 49, phường Phú Xuân', position: { lon: 107.7 } },
    { kind: 'road', label: 'Quốc lộ 49, phường Thuận Hóa', position: { lon: 107.6 } },
  ])
})

/** `Hóa` as `Hoá`, `Thủy` as `Thuỷ`. */
function otherTonePlacement(text: string): string {
  return text
    .normalize('NFD')
    .replace(/(o)([\u0300\u0301\u0303\u0309\u0323])([ae])(?!\p{L})/giu, '$1$3$2')
    .replace(/((?<!q)u)([\u0300\u0301\u0303\u0309\u0323])(y)(?!\p{L})/giu, '$1$3$2')
    .normalize('NFC')
}

describe('any name', () => {
  const names = hueIndex().entries.map(({ title, code, kind }) => ({ title, code, kind }))

  it('is found first as it is written, without diacritics, with the other tone placement, in any case', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom(
          (text: string) => text,
          foldText,
          otherTonePlacement,
          (text: string) => text.toUpperCase(),
          (text: string) => text.normalize('NFD'),
          (text: string) => `  ${text.replaceAll(' ', '  ')} .`,
        ),
        ({ title, code, kind }, typed) => {
          expect(find(typed(title))[0]).toMatchObject({ code, kind })
        },
      ),
      { numRuns: 600 },
    )
  })
})

it('never fails on garbage, and never answers more than was asked for', () => {
  const word = fc.constantFrom('p.', 'tổ', '5', 'huế', 'thuan', '/', ',,', 'kiệt 5/', '\ud800', 'q')
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
  )
  fc.assert(
    fc.property(typed, (text) => {
      expect(find(text).length).toBeLessThanOrEqual(8)
    }),
    { numRuns: 500 },
  )
})

const shared = process.env.NHIP_SHARED ?? new URL('../shared', root).pathname
const lineage = `${shared}/data/admin/old_to_new.csv`

describe.skipIf(!existsSync(lineage))('the 133 old wards of Huế', () => {
  const types: [word: string, type: Unit['type']][] = [
    ['Phường ', 'phuong'],
    ['Xã ', 'xa'],
    ['Thị trấn ', 'thi_tran'],
  ]
  const rows = existsSync(lineage)
    ? Papa.parse<Record<string, string>>(readFileSync(lineage, 'utf8'), {
        header: true,
        skipEmptyLines: true,
      }).data.filter((row) => row.new_province_code === '46' && row.old_ward_code)
    : []
  const units = rows.map((row) => {
    const [word, type] = types.find(([word]) => row.old_ward!.startsWith(word))!
    const name = row.old_ward!.slice(word.length)
    return oldUnit({ code: row.old_ward_code!, name, type, parent: row.old_district_code! })
  })
  const changes = rows.map((row) => became(row.old_ward_code!, row.new_ward_code!))

  it('each find their commune of today', () => {
    const search = finder(hueIndex({ units, changes }))
    expect(rows).toHaveLength(133)
    for (const row of rows) {
      for (const typed of [row.old_ward!, foldText(row.old_ward!)]) {
        const found = search(typed)
        // Names come twice among old wards; one of the answers is this ward's.
        const codes = found.map(({ commune }) => commune?.code)
        expect([typed, codes]).toEqual([typed, expect.arrayContaining([row.new_ward_code])])
      }
    }
  })
})
