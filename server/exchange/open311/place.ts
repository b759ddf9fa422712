import { unitTypeNames } from '../../../contract/records/places.ts'
import { foldText } from '../../../contract/fold.ts'
import type { Catalogue } from '../../cases/index.ts'
import type { Areas } from '../../places/index.ts'
import { badRequest } from './errors.ts'
import type { Params } from './params.ts'

type Commune = Catalogue['communes'][number]
type Position = { lat: number; lon: number }

export type Place = {
  commune: string
  position: Position | undefined
  address: string | undefined
}

/**
 * Where a report is: the commune named by `address_id`, else the one at `lat` and `long`, else the
 * one whose name stands in `address_string`.
 * @throws Refusal 400 that says what is missing or wrong
 */
export async function readPlace(
  params: Params,
  communes: Commune[],
  areas: Pick<Areas, 'communeAt'>,
): Promise<Place> {
  const address = params.text('address_string')?.trim()
  const id = params.text('address_id')?.trim()
  const position = readPosition(params)
  const here = position && (await areas.communeAt(position))
  if (position && !here) throw badRequest('lat and long are outside the jurisdiction')
  if (id !== undefined && !communes.some((commune) => commune.code === id)) {
    throw badRequest('address_id is not the code of a commune of this jurisdiction')
  }
  if (id === undefined && !here && address === undefined) {
    throw badRequest(
      'the location is missing: lat and long, or address_string, or address_id is required',
    )
  }
  const commune = id ?? here?.code ?? communeIn(address!, communes)
  return { commune, position, address }
}

/** Both of `lat` and `long`, or neither. @throws Refusal 400 */
export function readPosition(params: Params): Position | undefined {
  const lat = params.number('lat')
  const lon = params.number('long')
  if (lat === undefined && lon === undefined) return undefined
  if (lat === undefined) throw badRequest('lat is missing: lat and long go together')
  if (lon === undefined) throw badRequest('long is missing: lat and long go together')
  if (Math.abs(lat) > 90) throw badRequest('lat is not between -90 and 90')
  if (Math.abs(lon) > 180) throw badRequest('long is not between -180 and 180')
  return { lat, lon }
}

type Match = { code: string; rank: number[] }

const typeWords = Object.values(unitTypeNames).map((name) => name.vi)
const wordsOf = (text: string) => foldText(text.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' '))

/**
 * The commune an address names, with or without diacritics. `Phường Thuận Hóa` tells more than the
 * bare `Thuận Hóa`, which may be a street; an address goes from small to large, so the last wins.
 * @throws Refusal 400 when no commune is named, or several alike
 */
export function communeIn(address: string, communes: Commune[]): string {
  const spelled = address.normalize('NFC').toLowerCase()
  const folded = ` ${wordsOf(address)} `
  const matches = communes
    .flatMap(({ code, name }): Match[] => {
      const type = typeWords.find((word) => name.toLowerCase().startsWith(`${word} `)) ?? ''
      const bare = name.slice(type.length).trim()
      const plain = wordsOf(bare)
      // "Phường Thuận Hóa", "P. Thuận Hóa".
      const titled = [wordsOf(type), wordsOf(type).slice(0, 1)].map((word) => ` ${word} ${plain} `)
      const full = Math.max(...titled.map((text) => folded.lastIndexOf(text)))
      const at = Math.max(full, folded.lastIndexOf(` ${plain} `))
      if (at < 0) return []
      const exact = spelled.includes(bare.toLowerCase())
      return [{ code, rank: [Number(full >= 0), Number(exact), at, plain.length] }]
    })
    .sort((a, b) => compare(b.rank, a.rank))
  const [first, second] = matches
  if (!first) {
    throw badRequest(
      'address_string names no commune of this jurisdiction: add the ward or commune, or send lat and long',
    )
  }
  if (second && compare(first.rank, second.rank) === 0) {
    throw badRequest('address_string may mean several communes: send lat and long or address_id')
  }
  return first.code
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : a[at]! - b[at]!
}
