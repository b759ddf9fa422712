import { definePack } from '../../contract/packs.ts'
import type { Boundary } from '../../contract/records/places.ts'
import { unit } from '../../contract/records/places.ts'
import { cellsOf } from '../cells.ts'
import agencies from './agencies.json' with { type: 'json' }
import { communeAgencies } from './commune-agencies.ts'
import contacts from './contacts.json' with { type: 'json' }
import emergencyNumbers from './emergency-numbers.json' with { type: 'json' }
import features from './features.json' with { type: 'json' }
import { historyOf } from './history.ts'
import outline from './outline.json' with { type: 'json' }
import placeNames from './place-names.json' with { type: 'json' }
import unitRows from './units.json' with { type: 'json' }

const units = unitRows.map((row) => unit.parse(row))
const communes = units.filter((row) => row.kind === 'commune')
const history = historyOf(communes)

/** The province, roughly, until its boundary is imported. */
const province: Boundary = {
  unit: '46',
  geometry: { type: 'Polygon', coordinates: [outline as [lon: number, lat: number][]] },
  approximate: true,
  source: 'phác theo bản đồ phổ thông',
  validFrom: '2025-07-01',
}

/**
 * Huế, a city directly under the central government since 2025-01-01, with its 40 communes of
 * 2025-07-01, their cells, and the wards of before whose names people still use. Names are spelled as
 * in the resolutions (Thuận Hóa, not Thuận Hoá).
 */
export const pack = definePack({
  code: 'hue',
  name: { vi: 'Thành phố Huế', en: 'Hue City' },
  description: {
    vi: '40 phường, xã và cây cơ quan, đơn vị của thành phố Huế',
    en: 'The 40 wards and communes of Hue City and its agencies',
  },
  units: [...history.units, ...units],
  unitChanges: history.unitChanges,
  placeNames,
  boundaries: [province, ...cellsOf(communes, province.geometry)],
  agencies: [...agencies, ...communes.flatMap(communeAgencies)],
  contacts,
  features,
  emergencyNumbers,
})
