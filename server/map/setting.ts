import { closeSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'

/** Where tiles under the units come from; null: nowhere, the units are the whole map. */
export type OutsideTiles =
  | {
      kind: 'template'
      /** With `{z}`, `{x}` and `{y}`. */
      url: string
      /** The only origin that pages may fetch tiles from. */
      origin: string
      format: 'raster' | 'vector'
    }
  | { kind: 'archive'; path: string }

/** What tiles an installation's map stands on. */
export type MapConfig = {
  tiles: OutsideTiles | null
  /** Who made those tiles, as its licence wants it shown. */
  attribution: string | null
}

/**
 * Reads `NHIP_MAP_TILES`: empty, an address with `{z}/{x}/{y}` (images, or `.mvt`/`.pbf`), or the path
 * of a `.pmtiles` file.
 * @throws Error whose message says what is wrong with it
 */
export function readMapTiles(value: string): OutsideTiles | null {
  if (value === '') return null
  if (/^https?:\/\//.test(value)) return readTemplate(value)
  if (!value.endsWith('.pmtiles')) {
    throw new Error('must be an address such as https://host/{z}/{x}/{y}.png or a .pmtiles file')
  }
  const path = resolve(value)
  checkArchive(path)
  return { kind: 'archive', path }
}

function readTemplate(value: string): OutsideTiles {
  if (!['{z}', '{x}', '{y}'].every((part) => value.includes(part))) {
    throw new Error('the address must have {z}, {x} and {y} in it')
  }
  // Other blanks, such as {s} for a subdomain, would go out as they stand.
  const filled = value.replace(/\{[zxy]\}/g, '0')
  if (/[{}\s]/.test(filled) || !URL.canParse(filled)) {
    throw new Error('is not an address with {z}, {x} and {y} as its only blanks')
  }
  const { origin, pathname, username, host } = new URL(filled)
  // The origin becomes part of a security header.
  if (username !== '' || !/^[\w.:[\]-]+$/.test(host) || /[{}]/.test(value.split('/')[2]!)) {
    throw new Error('must name its host plainly, without blanks or a password')
  }
  return {
    kind: 'template',
    url: value,
    origin,
    format: /\.(mvt|pbf)$/.test(pathname) ? 'vector' : 'raster',
  }
}

/** Whether a file is there and begins as version 3 of the format does. */
function checkArchive(path: string): void {
  const start = Buffer.alloc(8)
  try {
    const file = openSync(path, 'r')
    try {
      readSync(file, start, 0, 8, 0)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw new Error(`cannot read ${path} (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    })
  }
  if (start.toString('latin1', 0, 7) !== 'PMTiles' || start[7] !== 3) {
    throw new Error(`${path} is not a PMTiles archive of version 3`)
  }
}
