import sharp from 'sharp'
import type { Box } from '../../../contract/mosaic.ts'
import type { Found } from './net.ts'

/** The net looks at 512 × 512 pixels, whatever it is given: small faces are found in tiles. */
const tileSide = 1_024
const overlap = 160
/** Two boxes that share so much of the smaller one are one face. */
const sameFace = 0.5
/** A face ends above its hair and below its chin: a box is made larger by this part of it. */
const margin = 0.15

type Rectangle = { left: number; top: number; width: number; height: number }
type Detect = (pixels: Uint8Array, width: number, height: number) => Promise<Found[]>

/** Finds faces in a picture of ours: boxes to propose, as parts of its width and height. */
export async function findFaces(path: string, detect: Detect): Promise<Box[]> {
  const { width, height } = await sharp(path).metadata()
  const found: (Box & { score: number })[] = []
  for (const tile of tilesOf(width, height)) {
    const { data, info } = await sharp(path)
      .extract(tile)
      .resize(tileSide, tileSide, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const scale = tile.width / info.width
    for (const { box, score } of await detect(new Uint8Array(data), info.width, info.height)) {
      const x = (tile.left + box.x * scale) / width
      const y = (tile.top + box.y * scale) / height
      found.push({ x, y, w: (box.width * scale) / width, h: (box.height * scale) / height, score })
    }
  }
  return onlyOnce(found).map(widened)
}

/** The whole picture, and where it is large its four quarters, which overlap. */
function tilesOf(width: number, height: number): Rectangle[] {
  const whole = { left: 0, top: 0, width, height }
  if (Math.max(width, height) <= tileSide) return [whole]
  const half = (side: number) => Math.min(side, Math.ceil(side / 2) + overlap / 2)
  const [w, h] = [half(width), half(height)]
  const tiles = [0, height - h].flatMap((top) =>
    [0, width - w].map((left) => ({ left, top, width: w, height: h })),
  )
  return [whole, ...tiles]
}

/** Of boxes for the same face the most certain one. */
function onlyOnce(found: (Box & { score: number })[]): Box[] {
  const kept: Box[] = []
  for (const box of found.toSorted((a, b) => b.score - a.score)) {
    if (!kept.some((other) => shared(box, other) > sameFace)) kept.push(box)
  }
  return kept
}

function shared(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x)
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y)
  return w <= 0 || h <= 0 ? 0 : (w * h) / Math.min(a.w * a.h, b.w * b.h)
}

function widened({ x, y, w, h }: Box): Box {
  const part = (value: number) => Number(Math.min(1, Math.max(0, value)).toFixed(4))
  const [left, top] = [part(x - w * margin), part(y - h * margin)]
  const [right, bottom] = [part(x + w * (1 + margin)), part(y + h * (1 + margin))]
  return { x: left, y: top, w: part(right - left), h: part(bottom - top) }
}
