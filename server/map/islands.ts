import type { Feature, Point } from 'geojson'

/**
 * The archipelagos Hoàng Sa and Trường Sa, on every map of ours whatever was imported, and the names
 * of the waters. Positions are approximate centres, good for a name and a dot.
 */
const archipelagos = [
  {
    lat: 16.5,
    lon: 111.6,
    vi: 'Quần đảo Hoàng Sa\n(TP Đà Nẵng)',
    en: 'Hoàng Sa Archipelago\n(Đà Nẵng City, Viet Nam)',
  },
  {
    lat: 10,
    lon: 114,
    vi: 'Quần đảo Trường Sa\n(tỉnh Khánh Hòa)',
    en: 'Trường Sa Archipelago\n(Khánh Hòa Province, Viet Nam)',
  },
]

const islets: [name: string, lat: number, lon: number][] = [
  ['Đảo Hoàng Sa', 16.53, 111.61],
  ['Đảo Hữu Nhật', 16.5, 111.59],
  ['Đảo Quang Ảnh', 16.45, 111.51],
  ['Đảo Quang Hòa', 16.45, 111.71],
  ['Đảo Tri Tôn', 15.78, 111.2],
  ['Đảo Phú Lâm', 16.83, 112.34],
  ['Đảo Cây', 16.98, 112.27],
  ['Đảo Bắc', 16.96, 112.31],
  ['Đảo Linh Côn', 16.67, 112.73],
  ['Đảo Song Tử Đông', 11.45, 114.36],
  ['Đảo Song Tử Tây', 11.43, 114.33],
  ['Đảo Thị Tứ', 11.05, 114.28],
  ['Đảo Bến Lạc', 11.08, 115.02],
  ['Đảo Loại Ta', 10.67, 114.42],
  ['Đảo Bình Nguyên', 10.82, 115.83],
  ['Đảo Vĩnh Viễn', 10.73, 115.8],
  ['Đảo Ba Bình', 10.38, 114.37],
  ['Đảo Sơn Ca', 10.38, 114.48],
  ['Đảo Nam Yết', 10.18, 114.37],
  ['Đảo Sinh Tồn', 9.89, 114.33],
  ['Đảo Sinh Tồn Đông', 9.91, 114.56],
  ['Đảo Phan Vinh', 8.97, 113.69],
  ['Đảo Trường Sa Đông', 8.93, 112.35],
  ['Đảo Trường Sa', 8.64, 111.92],
  ['Đảo An Bang', 7.89, 112.92],
]

const waters = [
  { lat: 13.3, lon: 112.6, vi: 'Biển Đông', en: 'East Sea' },
  { lat: 19.9, lon: 107.7, vi: 'Vịnh Bắc Bộ', en: 'Gulf of Tonkin' },
  { lat: 9.4, lon: 102.6, vi: 'Vịnh Thái Lan', en: 'Gulf of Thailand' },
]

type Named = { kind: 'archipelago' | 'islet' | 'water'; name_vi: string; name_en: string }

/** The layer `islands`: points with a `kind` and a name in both languages. */
export const islands: Feature<Point, Named>[] = [
  ...archipelagos.map(({ vi, en, lat, lon }) => named('archipelago', vi, en, lat, lon)),
  ...islets.map(([name, lat, lon]) => named('islet', name, name, lat, lon)),
  ...waters.map(({ vi, en, lat, lon }) => named('water', vi, en, lat, lon)),
]

function named(kind: Named['kind'], vi: string, en: string, lat: number, lon: number) {
  const properties: Named = { kind, name_vi: vi, name_en: en }
  const geometry = { type: 'Point' as const, coordinates: [lon, lat] }
  return { type: 'Feature' as const, properties, geometry }
}
