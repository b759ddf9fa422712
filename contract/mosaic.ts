import { z } from 'zod'

/**
 * What is covered in a picture, and how. Places and lengths are parts of the picture's width and
 * height, so that they hold for every size of it. The server makes public copies with this; the
 * screen shows beforehand what the server will make.
 */
const part = z.number().min(0).max(1)

/** A rectangle: its upper left corner, its width and height. */
export const box = z.object({ x: part, y: part, w: part, h: part })
export type Box = z.infer<typeof box>

/** A line of the brush: its breadth as a part of the picture's width, and the points it goes through. */
export const stroke = z.object({
  breadth: z.number().min(0.002).max(0.5),
  points: z
    .array(z.tuple([part, part]))
    .min(1)
    .max(400),
})
export type Stroke = z.infer<typeof stroke>

export const marks = z.object({
  boxes: z.array(box).max(200, 'too_many'),
  strokes: z.array(stroke).max(60, 'too_many'),
})
export type Marks = z.infer<typeof marks>

/** Pixels as they lie in memory: `channels` bytes each, row after row. */
export type Pixels = {
  data: Uint8Array | Uint8ClampedArray
  width: number
  height: number
  channels: 3 | 4
}

/** So many cells across the shorter side of a box: of a face or a plate nothing is left. */
const cellsAcross = 4
/** No cell is smaller than this part of the picture's longer side (25 of 2,000 pixels). */
const leastCell = 1 / 80

/**
 * Covers the marks in place: every cell they touch gets its mean colour. The grain follows the size
 * of each mark, for a mosaic that is fine against a face can be read back.
 */
export function cover(pixels: Pixels, { boxes, strokes }: Marks): void {
  const { width, height } = pixels
  const least = Math.max(2, Math.ceil(Math.max(width, height) * leastCell))
  for (const { x, y, w, h } of boxes) {
    const left = Math.floor(x * width)
    const top = Math.floor(y * height)
    const right = Math.min(width, Math.ceil((x + w) * width))
    const bottom = Math.min(height, Math.ceil((y + h) * height))
    const cell = Math.max(least, Math.ceil(Math.min(right - left, bottom - top) / cellsAcross))
    for (let cy = top; cy < bottom; cy += cell) {
      for (let cx = left; cx < right; cx += cell) {
        blend(pixels, cx, cy, Math.min(cx + cell, right), Math.min(cy + cell, bottom))
      }
    }
  }
  for (const line of strokes) coverStroke(pixels, line, least)
}

/** A brush covers whole cells of one grid: whatever it touches is gone. */
function coverStroke(pixels: Pixels, { breadth, points }: Stroke, least: number): void {
  const { width, height } = pixels
  const radius = (breadth * width) / 2
  const cell = Math.max(least, Math.ceil(radius / 2))
  // To the middle of a cell, of which a corner is touched.
  const reach = radius + cell * Math.SQRT1_2
  const done = new Set<number>()
  for (let index = 0; index < points.length; index += 1) {
    const [ax, ay] = at(points[index]!)
    const [bx, by] = at(points[index + 1] ?? points[index]!)
    const left = Math.max(0, Math.floor((Math.min(ax, bx) - reach) / cell))
    const top = Math.max(0, Math.floor((Math.min(ay, by) - reach) / cell))
    for (let cy = top; cy * cell < Math.min(height, Math.max(ay, by) + reach); cy += 1) {
      for (let cx = left; cx * cell < Math.min(width, Math.max(ax, bx) + reach); cx += 1) {
        const key = cy * 65_536 + cx
        const middle = [(cx + 0.5) * cell, (cy + 0.5) * cell] as const
        if (done.has(key) || distance(middle, [ax, ay], [bx, by]) > reach) continue
        done.add(key)
        const [x, y] = [cx * cell, cy * cell]
        blend(pixels, x, y, Math.min(x + cell, width), Math.min(y + cell, height))
      }
    }
  }
  function at([x, y]: [number, number]): [number, number] {
    return [x * width, y * height]
  }
}

type Point = readonly [number, number]

/** From a point to a stretch of a line. */
function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length
  const near = Math.min(1, Math.max(0, along))
  return Math.hypot(x - ax - near * dx, y - ay - near * dy)
}

/** Gives a rectangle its mean colour. */
function blend(pixels: Pixels, left: number, top: number, right: number, bottom: number): void {
  const { data, width, channels } = pixels
  const count = (right - left) * (bottom - top)
  if (count <= 0) return
  let [red, green, blue] = [0, 0, 0]
  for (let y = top; y < bottom; y += 1) {
    for (let at = (y * width + left) * channels; at < (y * width + right) * channels;) {
      red += data[at]!
      green += data[at + 1]!
      blue += data[at + 2]!
      at += channels
    }
  }
  const mean = [red / count, green / count, blue / count]
  for (let y = top; y < bottom; y += 1) {
    for (let at = (y * width + left) * channels; at < (y * width + right) * channels;) {
      data[at] = mean[0]!
      data[at + 1] = mean[1]!
      data[at + 2] = mean[2]!
      at += channels
    }
  }
}
