import type { Unit, UnitChange } from '../../contract/records/places.ts'
import wards from './history.json' with { type: 'json' }

const reorganisedOn = '2025-07-01'
/** When Huế became a city under the central government, with two urban districts. */
const cityOn = '2025-01-01'
/** As far back as is known. */
const earliest = '1900-01-01'

const district = { kind: 'district', parent: '46' } as const
const until2025 = { validFrom: earliest, validTo: cityOn }
const until2025July = { validFrom: cityOn, validTo: reorganisedOn }

/** The units of before whose names people still use, and what took their place. */
const above: Unit[] = [
  {
    code: '46',
    name: 'Tỉnh Thừa Thiên Huế',
    kind: 'province',
    type: 'tinh',
    parent: null,
    lat: 16.3316,
    lon: 107.517,
    ...until2025,
  },
  {
    code: '474',
    name: 'Huế',
    type: 'thanh_pho',
    ...district,
    lat: 16.4637,
    lon: 107.5909,
    ...until2025,
  },
  {
    code: '474',
    name: 'Thuận Hóa',
    type: 'quan',
    ...district,
    lat: 16.4556,
    lon: 107.584,
    ...until2025July,
  },
  {
    code: '475',
    name: 'Phú Xuân',
    type: 'quan',
    ...district,
    lat: 16.4785,
    lon: 107.577,
    ...until2025July,
  },
  {
    code: '480',
    name: 'Hương Trà',
    type: 'thi_xa',
    ...district,
    lat: 16.4064,
    lon: 107.401,
    validFrom: earliest,
    validTo: reorganisedOn,
  },
]

/** Wards of before stand where their successors do: they have no point of their own here. */
export function historyOf(communes: Unit[]): { units: Unit[]; unitChanges: UnitChange[] } {
  const byCode = new Map(communes.map((unit) => [unit.code, unit]))
  const before = wards.flatMap(({ code, name, district, to }): Unit[] => {
    const { lat, lon } = byCode.get(to)!
    const period = { validFrom: earliest, validTo: reorganisedOn }
    const ward = { code, name, kind: 'commune', type: 'phuong', lat, lon } as const
    if (district !== '475') return [{ ...ward, parent: district, ...period }]
    // The district was made from the city of Huế.
    return [
      { ...ward, parent: '474', ...until2025 },
      { ...ward, parent: district, ...until2025July },
    ]
  })
  const unitChanges = wards.map(({ code, to }) => ({
    from: code,
    to,
    day: reorganisedOn,
    divided: false,
  }))
  return { units: [...above, ...before], unitChanges }
}
