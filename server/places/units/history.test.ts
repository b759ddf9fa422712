import { describe, expect, it } from 'vitest'
import type { Unit, UnitChange } from '../../../contract/records/places.ts'
import { unitHistory } from './history.ts'

const day = '2025-07-01'
const past = { validFrom: '1900-01-01', validTo: day }
const now = { validFrom: day }

function commune(code: string, name: string, period: object, more: Partial<Unit> = {}): Unit {
  return {
    code,
    name,
    kind: 'commune',
    type: 'phuong',
    parent: '46',
    lat: 16,
    lon: 107,
    validFrom: day,
    ...period,
    ...more,
  }
}

const units: Unit[] = [
  commune(
    '46',
    'Tỉnh Thừa Thiên Huế',
    { validFrom: '1900-01-01', validTo: '2025-01-01' },
    { kind: 'province', type: 'tinh', parent: null },
  ),
  commune(
    '46',
    'Thành phố Huế',
    { validFrom: '2025-01-01' },
    { kind: 'province', type: 'thanh_pho', parent: null },
  ),
  commune(
    '474',
    'Thuận Hóa',
    { ...past, validFrom: '2025-01-01' },
    { kind: 'district', type: 'quan' },
  ),
  commune('10', 'Vĩnh Ninh', past, { parent: '474' }),
  commune('11', 'Phú Nhuận', past, { parent: '474' }),
  commune('12', 'Rộng', past),
  // The code of Phú Nhuận goes to the ward that took in both.
  commune('11', 'Thuận Hóa', now),
  commune('13', 'Hẹp', { ...now, validTo: '2026-04-30' }, { type: 'xa' }),
  commune('13', 'Hẹp', { validFrom: '2026-04-30' }),
]
const change = (from: string, to: string, divided = false): UnitChange => ({
  from,
  to,
  day,
  divided,
})
const changes = [
  change('10', '11'),
  change('11', '11'),
  change('12', '11', true),
  change('12', '13', true),
]
const history = unitHistory(units, changes, '2026-11-21')

describe('the history of units', () => {
  it('names a unit by code and day, because codes are given again', () => {
    expect(history.unitNamed('11', '2024-06-01')?.name).toBe('Phú Nhuận')
    expect(history.unitNamed('11', day)?.name).toBe('Thuận Hóa')
    expect(history.unitNamed('10', day)).toBeNull()
  })

  it('tells what is in force on a day', () => {
    expect(history.unitsAt('2024-06-01').map(({ name }) => name)).toEqual([
      'Tỉnh Thừa Thiên Huế',
      'Vĩnh Ninh',
      'Phú Nhuận',
      'Rộng',
    ])
  })

  it('labels a unit with those above it as they were called then', () => {
    expect(history.labelOf('10', '2025-03-01')).toBe(
      'phường Vĩnh Ninh, quận Thuận Hóa, thành phố Huế',
    )
    expect(history.labelOf('12', '2024-03-01')).toBe('phường Rộng, tỉnh Thừa Thiên Huế')
    expect(history.labelOf('13', '2025-12-01')).toBe('xã Hẹp, thành phố Huế')
    expect(history.labelOf('99', day)).toBeNull()
  })

  it('finds today’s unit through a code given again', () => {
    expect(history.todaysUnits('10', '2024-06-01')).toEqual({ units: ['11'], divided: false })
    expect(history.todaysUnits('11', '2024-06-01')).toEqual({ units: ['11'], divided: false })
    expect(history.todaysUnits('11', day)).toEqual({ units: ['11'], divided: false })
  })

  it('finds all heirs of a divided unit, through later changes of type too', () => {
    expect(history.todaysUnits('12', '2024-06-01')).toEqual({ units: ['11', '13'], divided: true })
    expect(history.dividedCodes).toEqual(['12'])
  })

  it('knows nothing of a code that named nothing on the day', () => {
    expect(history.todaysUnits('99', day)).toEqual({ units: [], divided: false })
  })

  it('tells everything a unit of today was made from', () => {
    const former = history.formerUnits('13').map(({ code, day }) => `${code} ${day}`)
    expect(former).toEqual(['13 2026-04-29', '12 2025-06-30'])
    expect(
      history
        .formerUnits('11')
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['10', '11', '12'])
  })

  it('ends where records go in a circle', () => {
    const circle = [commune('46', 'Một', now, { parent: '46' })]
    expect(unitHistory(circle, [], day).labelOf('46', day)).toContain('phường Một')
  })
})
