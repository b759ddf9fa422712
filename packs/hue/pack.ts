import { definePack } from '../../contract/packs.ts'
import { unit, unitTypeNames } from '../../contract/records/places.ts'
import agencies from './agencies.json' with { type: 'json' }
import emergencyNumbers from './emergency-numbers.json' with { type: 'json' }
import unitRows from './units.json' with { type: 'json' }

const units = unitRows.map((row) => unit.parse(row))

/**
 * Every commune has the same two agencies: its People's Committee (`X` + code) and its police
 * (`C` + code), which belongs to the city's police and not to the commune.
 */
const communeAgencies = units
  .filter((row) => row.kind === 'commune')
  .flatMap(({ code, name, type, validFrom }) => {
    const place = `${unitTypeNames[type].vi} ${name}`
    const shared = { areas: [code], validFrom }
    return [
      { code: `X${code}`, name: `UBND ${place}`, kind: 'xa', parent: 'UB', ...shared },
      { code: `C${code}`, name: `Công an ${place}`, kind: 'ca_xa', parent: 'CAT', ...shared },
    ]
  })

/**
 * Huế, a city directly under the central government since 2025-01-01, with its 40 communes of
 * 2025-07-01. Names are spelled as in the resolutions (Thuận Hóa, not Thuận Hoá).
 */
export const pack = definePack({
  code: 'hue',
  name: { vi: 'Thành phố Huế', en: 'Hue City' },
  description: {
    vi: '40 phường, xã và cây cơ quan, đơn vị của thành phố Huế',
    en: 'The 40 wards and communes of Hue City and its agencies',
  },
  units,
  agencies: [...agencies, ...communeAgencies],
  emergencyNumbers,
})
