import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { GeoJSONVT } from '@maplibre/geojson-vt'
import { fromGeojsonVt } from '@maplibre/vt-pbf'
import { layerNames } from './layers.ts'
import type { Layers } from './layers.ts'

const compress = promisify(gzip)

/** The deepest tiles made; nearer in, browsers enlarge them. Their grid is 0.6 m wide. */
export const maxZoom = 14
/** Kept at most, encoded; then the oldest goes. A tile is some kilobytes. */
const keptTiles = 2_000
/** The index keeps what it has cut; after this many tiles it starts afresh. */
const keptCuts = 4_000

/** An encoded tile; `gzip` is a Mapbox Vector Tile, compressed. */
export type Tile = { gzip: Buffer; etag: string }

/** Whether there can be such a tile at all. */
export function isTile(z: number, x: number, y: number, deepest: number): boolean {
  const size = 2 ** z
  return (
    [z, x, y].every(Number.isInteger) &&
    z >= 0 &&
    z <= deepest &&
    x >= 0 &&
    y >= 0 &&
    x < size &&
    y < size
  )
}

/** Cuts layers into vector tiles on demand, in bounded memory; null: nothing is there. */
export function createTiles({ features }: Layers): {
  tile(z: number, x: number, y: number): Promise<Tile | null>
} {
  const index = () =>
    layerNames.map(
      (name) => [name, new GeoJSONVT(features[name], { maxZoom, indexMaxZoom: 4 })] as const,
    )
  let indices = index()
  let cuts = 0
  const kept = new Map<string, Promise<Tile | null>>()

  async function make(z: number, x: number, y: number): Promise<Tile | null> {
    if (++cuts > keptCuts) {
      indices = index()
      cuts = 1
    }
    const layers = Object.fromEntries(
      indices.flatMap(([name, index]) => {
        const tile = index.getTile(z, x, y)
        return tile && tile.features.length > 0 ? [[name, tile]] : []
      }),
    )
    if (Object.keys(layers).length === 0) return null
    const encoded = fromGeojsonVt(layers, { version: 2, extent: 4096 })
    const etag = `"${createHash('sha256').update(encoded).digest('hex').slice(0, 16)}"`
    return { gzip: await compress(encoded), etag }
  }

  return {
    tile(z, x, y) {
      const key = `${z}/${x}/${y}`
      const made = kept.get(key) ?? make(z, x, y)
      // Asked for last, thrown away last.
      kept.delete(key)
      kept.set(key, made)
      if (kept.size > keptTiles) kept.delete(kept.keys().next().value!)
      return made
    },
  }
}
