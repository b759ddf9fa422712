import { unitTypeNames } from '../../contract/records/places.ts'
import type { Unit } from '../../contract/records/places.ts'

/** The offices of a commune by the end of their code, named with the commune's full name. */
const offices: [suffix: string, name: (place: string, type: Unit['type']) => string][] = [
  // It takes in what comes to the commune and gives it to the others.
  ['VP', (place) => `Văn phòng HĐND và UBND ${place}`],
  [
    'KT',
    (place, type) =>
      type === 'phuong' ? `Phòng Kinh tế, Hạ tầng và Đô thị ${place}` : `Phòng Kinh tế ${place}`,
  ],
  ['VX', (place) => `Phòng Văn hóa - Xã hội ${place}`],
  ['HCC', (place) => `Trung tâm Phục vụ hành chính công ${place}`],
  ['DV', (place) => `Trung tâm Dịch vụ sự nghiệp công ${place}`],
  ['QS', (place) => `Ban Chỉ huy quân sự ${place}`],
  ['YT', (place) => `Trạm Y tế ${place}`],
  ['PTDS', (place) => `Ban Chỉ huy Phòng thủ dân sự ${place}`],
]

/**
 * The agencies of a commune: its People's Committee (`X` + code) with its offices (`X19789.KT`), and its
 * police (`C` + code), which belongs to the city's police and not to the commune.
 */
export function communeAgencies({ code, name, type, validFrom }: Unit) {
  const place = `${unitTypeNames[type].vi} ${name}`
  const shared = { areas: [code], validFrom }
  return [
    { code: `X${code}`, name: `UBND ${place}`, kind: 'xa', parent: 'UB', ...shared },
    ...offices.map(([suffix, officeName]) => ({
      code: `X${code}.${suffix}`,
      name: officeName(place, type),
      kind: 'xa_phong',
      parent: `X${code}`,
      ...shared,
    })),
    { code: `C${code}`, name: `Công an ${place}`, kind: 'ca_xa', parent: 'CAT', ...shared },
  ]
}
