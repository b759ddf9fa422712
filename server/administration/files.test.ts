import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import type { AnyRecord, RecordOf } from '../../contract/records/kinds.ts'
import { kindNames } from '../../contract/records/shared.ts'
import type { KindName } from '../../contract/records/shared.ts'
import { packs } from '../../packs/index.ts'
import vi from '../../web/locales/vi/common.json' with { type: 'json' }
import { formatsOf, parseRecordFile, printRecordFile } from './files.ts'

const shipped = <Kind extends KindName>(kind: Kind) =>
  Object.values(packs).flatMap((pack) => (pack[kind] ?? []) as RecordOf<Kind>[])

test.each(kindNames)('%s come back from every format as they went out', (kind) => {
  const records = shipped(kind)
  if (records.length === 0) return
  for (const format of formatsOf(kind)) {
    const { records: read, faults } = parseRecordFile(
      kind,
      format,
      printRecordFile(kind, format, records),
    )
    expect([format, faults]).toEqual([format, []])
    expect(read.map(({ record }) => record)).toEqual(records)
  }
})

const contact: RecordOf<'contacts'> = {
  code: 'C1',
  agency: 'SXD',
  role: 'desk',
  when: 'always',
  name: 'Trực ban',
  phone: '+84 912 345 678',
  validFrom: '2026-01-01',
}

test('a cell that a spreadsheet would calculate is text, and still the same text for us', () => {
  const csv = printRecordFile('contacts', 'csv', [{ ...contact, name: '=1+1' }])
  expect(csv.startsWith('\ufeffcode,agency,role,when,name,')).toBe(true)
  expect(csv).toContain("'=1+1")
  expect(csv).toContain("'+84 912 345 678")
  const words = fc
    .string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', '\n', 'ắ', '0', ' ') })
    .filter((text) => text.trim() !== '')
    .map((text) => text.trim())
  fc.assert(
    fc.property(words, words, (name, address) => {
      const records = [{ ...contact, name, address }]
      const text = printRecordFile('contacts', 'csv', records)
      for (const cell of Papa.parse<string[]>(text, { delimiter: ',' }).data[1]!) {
        expect(cell).not.toMatch(/^[=+\-@]/)
      }
      const { records: read, faults } = parseRecordFile('contacts', 'csv', text)
      expect(faults).toEqual([])
      expect(read.map(({ record }) => record)).toEqual(records)
    }),
  )
})

test('what Vietnamese spreadsheets write is read: semicolons, decimal commas, TRUE, zeros kept', () => {
  const { records, faults } = parseRecordFile(
    'units',
    'csv',
    'code;name;kind;type;parent;lat;lon;validFrom;;\r\n' +
      '00123;Ba Đình;commune;phuong;;21,03;105,8;2025-07-01;;\r\n;;;;;;;;;\r\n',
  )
  expect(faults).toEqual([])
  expect(records).toEqual([
    {
      line: 2,
      record: {
        code: '00123',
        name: 'Ba Đình',
        kind: 'commune',
        type: 'phuong',
        parent: null,
        lat: 21.03,
        lon: 105.8,
        validFrom: '2025-07-01',
      },
    },
  ])
  const days = parseRecordFile(
    'calendarDays',
    'csv',
    'day,working,name.vi,name.en,source\n2026-08-22,TRUE,Làm bù,Swap,TB 1\n',
  )
  expect(days.records[0]!.record.working).toBe(true)
})

test('every fault is told with its line, as an editor counts them', () => {
  const { records, faults } = parseRecordFile(
    'placeNames',
    'csv',
    [
      'code,name,kind,commune,lat,lon,aliases,validFrom,validTo',
      'k1,"Kiệt 1\nLê Lợi",kiet,19789,16.46,107.59,,2025-07-01,',
      'k2,,kiet,19789,16.46,107.59,,2025-07-01,',
      'k3,Kiệt 3,kiet,19789,107.59,16.46,,2025-07-01,',
      'k4,Kiệt 4,lane,19789,16.46,abc,[1,2025-07-01,2025-07-01',
      'k1,Kiệt 1,kiet,19789,16.46,107.59,,2025-07-01,',
      'k6,Kiệt 6,kiet,19789,16.46,107.59,,2025-07-01,,thừa',
    ].join('\n'),
  )
  expect(records.map(({ line }) => line)).toEqual([2])
  expect(faults).toEqual([
    { line: 4, path: 'name', code: 'required' },
    { line: 5, path: 'lat', code: 'swapped_coordinates' },
    { line: 5, path: 'lon', code: 'swapped_coordinates' },
    { line: 6, path: 'kind', code: 'invalid_value' },
    { line: 6, path: 'lon', code: 'invalid_type' },
    { line: 6, path: 'aliases', code: 'invalid_type' },
    { line: 7, path: '', code: 'duplicate' },
    { line: 8, path: '', code: 'too_many_cells' },
  ])
  const late = parseRecordFile(
    'choices',
    'csv',
    'code,list,name.vi,name.en,sort,validFrom,validTo\na,rating,A,A,1,2026-02-01,2026-02-01\n',
  )
  expect(late.faults).toEqual([{ line: 2, path: 'validTo', code: 'not_after_start' }])
})

test('a file that cannot be read says where', () => {
  const faults = (kind: KindName, format: 'csv' | 'json' | 'geojson', text: string) =>
    parseRecordFile(kind, format, text).faults
  expect(faults('units', 'csv', '')).toEqual([{ line: 1, path: '', code: 'empty_file' }])
  expect(faults('units', 'csv', 'code,tên,code\n')).toEqual([
    { line: 1, path: 'tên', code: 'unknown_column' },
    { line: 1, path: 'code', code: 'duplicate_column' },
  ])
  expect(faults('units', 'csv', 'code,name\n46,"Huế\n')).toMatchObject([{ code: 'invalid_quotes' }])
  expect(faults('units', 'json', '[\n{"code":"46"},\n{"code":}\n]')).toEqual([
    { line: 3, path: '', code: 'invalid_json' },
  ])
  expect(faults('units', 'json', '[\n{"code":"46"},\n')).toMatchObject([
    { line: 3, code: 'invalid_json' },
  ])
  expect(faults('units', 'json', '{}')).toMatchObject([{ code: 'not_a_list' }])
  expect(faults('units', 'json', '[\n\n1]')).toEqual([{ line: 3, path: '', code: 'invalid_type' }])
  expect(faults('subjects', 'geojson', '{}')).toMatchObject([{ code: 'not_on_a_map' }])
  expect(faults('features', 'geojson', '[]')).toMatchObject([{ code: 'not_a_feature_collection' }])
})

test('GeoJSON of other programs: an id for a code, heights, empty properties; faults by feature', () => {
  const road = (more: AnyRecord, coordinates: unknown, type = 'LineString') =>
    JSON.stringify({
      type: 'Feature',
      geometry: { type, coordinates },
      properties: {
        class: 'road.national',
        name: 'QL1A',
        manager: 'KQLDB',
        source: 'sổ',
        validFrom: '2025-07-01',
        validTo: null,
      },
      ...more,
    })
  const line = [
    [107.5, 16.4, 3],
    [107.6, 16.5, 3],
  ]
  const ring = [[...line, [107.6, 16.4], [107.55, 16.4]]]
  const { records, faults } = parseRecordFile(
    'features',
    'geojson',
    [
      '{"type":"FeatureCollection","bbox":[1,2,3,4],',
      '"features":[',
      [
        road({ id: 12 }, line),
        road({}, line),
        road({ id: 'swap' }, [
          [16.4, 107.5],
          [16.5, 107.6],
        ]),
        road({ id: 'open' }, ring, 'Polygon'),
        road({ id: 'bag' }, [], 'GeometryCollection'),
      ].join(',\n'),
      ']}',
    ].join('\n'),
  )
  expect(records).toMatchObject([
    {
      line: 3,
      record: {
        code: '12',
        geometry: {
          coordinates: [
            [107.5, 16.4],
            [107.6, 16.5],
          ],
        },
      },
    },
  ])
  expect(records[0]!.record).not.toHaveProperty('validTo')
  expect(faults).toEqual([
    { line: 4, path: 'code', code: 'required' },
    { line: 5, path: 'geometry.coordinates.0.0', code: 'swapped_coordinates' },
    { line: 6, path: 'geometry.coordinates.0', code: 'unclosed_ring' },
    { line: 7, path: 'geometry', code: 'invalid_geometry' },
  ])
})

test('whatever the layout of a JSON file, each record is on the line where it begins', () => {
  const layout = fc.array(
    fc.record({
      before: fc.constantFrom('', '\n', '\n\n  ', ' '),
      inside: fc.constantFrom('', '\n', '\r\n'),
      name: fc.constantFrom('a', '[', '}', '"', '\\', ',', 'đ\n'),
    }),
    { minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(layout, (rows) => {
      let text = '['
      const lines = rows.map(({ before, inside, name }, index) => {
        if (index > 0) text += ','
        text += before
        const at = text.split('\n').length
        text += `{${inside}"day":"x","nested":{"list":[1,{"a":${JSON.stringify(name)}}]}${inside}}`
        return at
      })
      const { faults } = parseRecordFile('calendarDays', 'json', `${text}\n]`)
      expect([...new Set(faults.map(({ line }) => line))]).toEqual([...new Set(lines)])
    }),
  )
})

test('there are words for every fault', async () => {
  const names = await readdir(import.meta.dirname, { recursive: true })
  const sources = await Promise.all(
    names
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFile(join(import.meta.dirname, name), 'utf8')),
  )
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/(?:code: |badFile\(|fault\((?:\w+, )?)'([a-z_]+)'/g)].map(
      ([, code]) => code!,
    ),
  )
  expect(codes).toEqual(expect.arrayContaining(['not_after_start', 'overlaps', 'invalid_json']))
  expect(Object.keys(vi.field)).toEqual(expect.arrayContaining(codes))
})
