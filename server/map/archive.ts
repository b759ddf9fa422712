import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { PMTiles, TileType } from 'pmtiles'
import type { Source } from 'pmtiles'

const compress = promisify(gzip)

const imageTypes: Partial<Record<TileType, string>> = {
  [TileType.Png]: 'image/png',
  [TileType.Jpeg]: 'image/jpeg',
  [TileType.Webp]: 'image/webp',
  [TileType.Avif]: 'image/avif',
}

/** A PMTiles file that is open for reading. */
export type Archive = {
  format: 'raster' | 'vector'
  contentType: string
  minZoom: number
  maxZoom: number
  /** Another one when the file was replaced. */
  version: string
  /** What the archive says of who made it, without markup. */
  attribution: string | null
  /** Vector tiles come compressed with gzip, images as they are. */
  tile(z: number, x: number, y: number): Promise<Buffer | null>
  close(): Promise<void>
}

/**
 * Opens a PMTiles archive (version 3) of images or Mapbox Vector Tiles.
 * @throws Error when it is something else or cannot be read
 */
export async function openArchive(path: string): Promise<Archive> {
  const file = await open(path, 'r')
  const source: Source = {
    getKey: () => path,
    async getBytes(offset, length) {
      const buffer = new ArrayBuffer(length)
      const { bytesRead } = await file.read(new Uint8Array(buffer), 0, length, offset)
      return { data: bytesRead === length ? buffer : buffer.slice(0, bytesRead) }
    },
  }
  try {
    const archive = new PMTiles(source)
    const header = await archive.getHeader()
    const isVector = header.tileType === TileType.Mvt
    const contentType = isVector
      ? 'application/vnd.mapbox-vector-tile'
      : imageTypes[header.tileType]
    if (!contentType) throw new Error('its tiles are neither images nor Mapbox Vector Tiles')
    const { attribution } = ((await archive.getMetadata()) ?? {}) as { attribution?: unknown }
    const { mtimeMs, size } = await file.stat()
    return {
      format: isVector ? 'vector' : 'raster',
      contentType,
      minZoom: header.minZoom,
      maxZoom: header.maxZoom,
      version: `${Math.floor(mtimeMs).toString(36)}-${size.toString(36)}`,
      attribution:
        typeof attribution === 'string' ? attribution.replace(/<[^>]*>/g, '').trim() : null,
      async tile(z, x, y) {
        const found = await archive.getZxy(z, x, y)
        if (!found || found.data.byteLength === 0) return null
        const data = Buffer.from(found.data)
        return isVector ? compress(data) : data
      },
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}
