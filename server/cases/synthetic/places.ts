import type { Area } from '../../../contract/records/places.ts'
import type { AreaIndex, Position } from '../../places/index.ts'
import { createRandom, seedOf } from './random.ts'
import type { Random } from './random.ts'
import names from './words/names.json' with { type: 'json' }

/** Where reports come from: streets and hamlets of each commune, some of them again and again. */

/** A commune as the generator needs it. */
export type CommuneSource = {
  code: string
  /** `Phường Thuận Hóa`. */
  name: string
  isWard: boolean
  lat: number
  lon: number
  /** Null: its boundary is not known, and its reports stand about its centre. */
  area: Area | null
  /** Names of streets and landmarks that lie in it, from the register. */
  places: { name: string; lat: number; lon: number }[]
  /** Wards of before whose names people still say. */
  former: string[]
}

/** A place where things go wrong. */
export type Spot = Position & {
  commune: CommuneSource
  /** How people call it: `đường Nguyễn Trãi`, `thôn 3`. */
  name: string
  isStreet: boolean
}

/** All places, with the weights they are drawn by. */
export type Places = {
  /** A place, most often of the town. */
  spotAny(random: Random): Spot
  /** Another place of the same commune. */
  spotIn(commune: string, random: Random): Spot
  /** A point at a place, inside the commune. */
  pointAt(spot: Spot, random: Random): Position
}

/** Streets that nearly every town of the province has; which one lies where is invented. */
const { streets } = names
const hamlets = ['Đông', 'Tây', 'Thượng', 'Hạ', 'Trung', 'Nam', 'Bắc', 'Giữa', 'Chợ', 'Đình']

/** Metres of one degree of latitude. */
const degree = 111_195
const offset = ({ lat, lon }: Position, north: number, east: number): Position => ({
  lat: lat + north / degree,
  lon: lon + east / (degree * Math.cos((lat * Math.PI) / 180)),
})
const rounded = (value: number) => Math.round(value * 1e6) / 1e6

/** How much comes from a commune, by what is known of it: wards more, and where streets have names. */
const weightOf = ({ isWard, places }: CommuneSource) => (isWard ? 4 : 1.6) + 1.5 * places.length

/** The places of a province; the same for the same seed and communes. */
export function createPlaces(communes: CommuneSource[], areas: AreaIndex, seed: number): Places {
  const isInside = (commune: CommuneSource, point: Position) =>
    commune.area === null || areas.at(point)?.code === commune.code

  function near(commune: CommuneSource, at: Position, metres: number, random: Random): Position {
    for (let attempt = 0; attempt < 24; attempt += 1) {
      const reach = metres / (1 + attempt / 6)
      const point = offset(
        at,
        (random.next() + random.next() - 1) * reach,
        (random.next() + random.next() - 1) * reach,
      )
      const there = { lat: rounded(point.lat), lon: rounded(point.lon) }
      if (isInside(commune, there)) return there
    }
    return { lat: rounded(at.lat), lon: rounded(at.lon) }
  }

  function spotsOf(commune: CommuneSource): Spot[] {
    const random = createRandom(seed, seedOf(commune.code))
    const known = commune.places
      .filter((place) => isInside(commune, place))
      .map(({ name, lat, lon }): Spot => {
        const isStreet = name.startsWith('Đường ')
        return { commune, name: `${name[0]!.toLowerCase()}${name.slice(1)}`, isStreet, lat, lon }
      })
    // A landmark keeps its capital: "chợ Đông Ba", but "Đại Nội".
    for (const spot of known) {
      if (
        !/^(đường|cầu|chợ|chùa|bến xe|bệnh viện|trường|sân vận động|nhà thờ|bãi biển|ga|hồ|lăng|cung|núi|phố cổ) /.test(
          spot.name,
        )
      ) {
        spot.name = spot.name[0]!.toUpperCase() + spot.name.slice(1)
      }
    }
    const centre = isInside(commune, commune) ? commune : near(commune, commune, 4_000, random)
    const count = commune.isWard ? 26 : 14
    const made = Array.from({ length: count }, (_, index): Spot => {
      const isStreet = commune.isWard ? random.chance(0.72) : random.chance(0.2)
      const name = isStreet
        ? `đường ${random.pick(streets)}`
        : commune.isWard
          ? `tổ dân phố ${random.int(1, 18)}`
          : random.chance(0.5)
            ? `thôn ${random.int(1, 12)}`
            : `thôn ${random.pick(hamlets)}`
      const reach = (commune.isWard ? 1_300 : 2_600) * (1 + index / count)
      return { commune, name, isStreet, ...near(commune, centre, reach, random) }
    })
    return [...known, ...made]
  }

  // The first of a list are drawn far more often than the last: things go wrong at the same places.
  const ranked = (spots: Spot[]) => spots.map((spot, rank) => [spot, 1 / (rank + 3)] as const)
  const bySpots = new Map(
    communes.map((commune) => {
      const random = createRandom(seed, seedOf(commune.code), 7)
      const spots = spotsOf(commune)
      const shuffled = spots
        .map((spot) => ({ spot, key: random.next() }))
        .sort((one, other) => one.key - other.key)
      return [commune.code, ranked(shuffled.map(({ spot }) => spot))]
    }),
  )
  const choices = communes.map((commune) => [commune.code, weightOf(commune)] as const)

  return {
    spotAny: (random) => random.weighted(bySpots.get(random.weighted(choices))!),
    spotIn: (commune, random) => random.weighted(bySpots.get(commune)!),
    pointAt: (spot, random) => near(spot.commune, spot, spot.isStreet ? 320 : 450, random),
  }
}

const marks = [
  'gần chợ',
  'gần trường tiểu học',
  'trước nhà văn hóa',
  'gần trạm y tế',
  'đoạn gần ngã ba',
  'đoạn gần ngã tư',
  'gần cổng trường mầm non',
  'đối diện quán cà phê',
  'gần cầu',
  'sau lưng chợ',
  'chỗ khúc cua',
  'gần cây xăng',
]

/** The address as a form keeps it, and how people say in a sentence where it is. */
export function addressOf(spot: Spot, random: Random): { address: string; where: string } {
  const { name, isStreet, commune } = spot
  const street = isStreet ? name.replace(/^đường /, '') : name
  const place = isStreet
    ? random.weighted([
        [`kiệt ${random.int(2, 260)} ${street}`, 40],
        [`đường ${street}, ${random.pick(marks)}`, 25],
        [`đường ${street}`, 15],
        [`trước số ${random.int(3, 320)} ${street}`, 8],
        [`kiệt ${random.int(2, 99)}/${random.int(2, 30)} ${street}`, 12],
      ])
    : random.weighted([
        [`${name}, ${random.pick(marks)}`, 65],
        [name, 35],
      ])
  const lower = `${commune.name[0]!.toLowerCase()}${commune.name.slice(1)}`
  const former =
    commune.former.length > 0 && random.chance(0.14)
      ? `phường ${random.pick(commune.former)} ${random.pick(['cũ', 'cũ', 'hồi trước'])}`
      : null
  const unit = former ?? (random.chance(0.35) ? lower : null)
  return {
    address: unit && random.chance(0.6) ? `${place}, ${unit}` : place,
    where: unit && random.chance(0.4) ? `${place} ${unit}` : place,
  }
}
