import { describe, expect, it } from 'vitest'
import { recordsIn } from '../../../../contract/packs.ts'
import { recordKinds } from '../../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import { kindNames } from '../../../../contract/records/shared.ts'
import { packs } from '../../../../packs/index.ts'
import { draftOf, recordOf } from './draft.ts'
import { parseGeometry, printGeometry } from './geometry.ts'
import { fieldsOf } from './shapes.ts'

it.each(kindNames)('a form can be drawn for every field of %s', (kind) => {
  expect(fieldsOf(kind).map(({ name }) => name)).toEqual(
    Object.keys(recordKinds[kind].schema.shape),
  )
})

it.each(kindNames)('a form gives back every shipped record of %s as it was', (kind) => {
  for (const pack of Object.values(packs)) {
    for (const shipped of recordsIn(pack, kind) as AnyRecord[]) {
      expect(recordOf(kind, draftOf(kind, shipped))).toEqual({ record: shipped, faults: {} })
    }
  }
})

describe('what is typed', () => {
  it('is told field by field when it is not yet a record', () => {
    const { faults } = recordOf('subjects', draftOf('subjects', { lead: [{ when: '', to: 'xa' }] }))
    expect(faults).toMatchObject({
      code: 'required',
      group: 'required',
      'name.vi': 'required',
      'lead.0.when': 'required',
      validFrom: 'required',
    })
  })

  it('may write numbers as Vietnamese readers do', () => {
    const draft = { ...draftOf('placeNames', {}), lat: '16,4637', lon: 'bên kia' }
    const { record, faults } = recordOf('placeNames', draft)
    expect(record.lat).toBe(16.4637)
    expect(faults.lon).toBe('invalid_number')
    expect(faults.lat).toBeUndefined()
  })

  it('cannot end a period before it begins', () => {
    const draft = draftOf('contacts', {
      code: 'A',
      agency: 'VP',
      role: 'desk',
      when: 'always',
      validFrom: '2026-02-01',
      validTo: '2026-01-01',
    })
    expect(recordOf('contacts', draft).faults).toEqual({ validTo: 'not_after_start' })
  })
})

describe('coordinates as rows', () => {
  it('close a ring and keep holes and parts apart', () => {
    const rows =
      '107, 16\n108, 16\n108, 17\n\n107.5 16.2\n107.6 16.2\n107.6 16.3\n--\n1,2\n3,4\n5,6'
    const geometry = parseGeometry({ type: 'MultiPolygon', rows })
    expect(geometry).toMatchObject({ type: 'MultiPolygon' })
    const [first, second] = (geometry as { coordinates: number[][][][] }).coordinates
    expect(first!.map((ring) => ring.length)).toEqual([4, 4])
    expect(second!.map((ring) => ring.at(-1))).toEqual([[1, 2]])
    expect(parseGeometry(printGeometry(geometry as never))).toEqual(geometry)
  })

  it('name the row that is no point', () => {
    expect(parseGeometry({ type: 'LineString', rows: '107, 16\n108' })).toEqual({ row: 2 })
    expect(parseGeometry({ type: 'Point', rows: ' \n' })).toBeNull()
  })
})
