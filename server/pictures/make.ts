import { open, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { OutputInfo, Sharp } from 'sharp'
import { readExif } from '../../contract/exif.ts'
import type { CameraNotes } from '../../contract/exif.ts'
import { cover } from '../../contract/mosaic.ts'
import type { Marks } from '../../contract/mosaic.ts'
import { sniff, sniffBytes } from './sniff.ts'

/** Why a file is not taken, as the contract's codes for the field. */
export type Fault =
  | 'empty_file'
  | 'not_a_picture'
  | 'heic_unsupported'
  | 'picture_too_many_pixels'
  | 'picture_broken'

export type Made = CameraNotes & {
  format: 'jpeg' | 'png' | 'webp' | 'avif'
  /** Of the size `full`. */
  width: number
  height: number
}

/** A 40-megapixel picture takes 160 MB unpacked; telephones take up to 12 as they come. */
const maxPixels = 40_000_000
const maxSide = 12_000
const fullSide = 2_000
const thumbSide = 320
const seconds = 9

// Only the four decoders we mean to use: nothing of SVG, PDF, TIFF, GIF can be reached.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpeg',
    'VipsForeignLoadPng',
    'VipsForeignLoadWebp',
    'VipsForeignLoadHeif',
  ],
})
// One picture at a time, nothing kept of it afterwards: the memory of the process stays bounded.
sharp.cache(false)
sharp.concurrency(1)

/**
 * Makes the pictures that are shown from the file that was sent: `<path>.full` and `<path>.thumb`,
 * new JPEGs in sRGB, upright, without any metadata. Of an animation the first frame is taken.
 * Only ever called in the process of worker.ts.
 */
export async function makePictures(path: string): Promise<Made | { fault: Fault }> {
  const head = await readHead(path)
  if (head.length === 0) return { fault: 'empty_file' }
  const format = sniff(head)
  if (format === null) return { fault: 'not_a_picture' }
  if (format === 'heic') return { fault: 'heic_unsupported' }

  let notes: CameraNotes
  let full: { data: Buffer; info: OutputInfo }
  let thumb: Buffer
  try {
    // From the header alone, before anything is unpacked.
    const { width, height, exif } = await sharp(path, { limitInputPixels: false }).metadata()
    if (width * height > maxPixels || Math.max(width, height) > maxSide) {
      return { fault: 'picture_too_many_pixels' }
    }
    notes = exif ? readExif(exif) : { gps: null, takenAt: null }
    full = await sharp(path, {
      limitInputPixels: maxPixels,
      // Harmless oddities of cameras pass; what is cut off or garbled does not.
      failOn: 'error',
      sequentialRead: true,
      animated: false,
    })
      .autoOrient()
      .resize(fullSide, fullSide, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .jpeg({ quality: 80 })
      .timeout({ seconds })
      .toBuffer({ resolveWithObject: true })
    thumb = await thumbOf(sharp(full.data))
  } catch {
    // The decoder's own words are about its inside; to the sender the file is broken.
    return { fault: 'picture_broken' }
  }
  await writeFile(`${path}.full`, full.data, { mode: 0o600 })
  await writeFile(`${path}.thumb`, thumb, { mode: 0o600 })
  return { ...notes, format, width: full.info.width, height: full.info.height }
}

/**
 * Makes the public copy of a picture of ours with the marks covered: `<path>.full`, `<path>.thumb`.
 * Only ever called in the process of worker.ts.
 */
export async function coverPicture(path: string, marks: Marks): Promise<{ covered: true }> {
  const { data, info } = await sharp(path, { limitInputPixels: maxPixels })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const channels = info.channels as 3
  cover({ data, width, height, channels }, marks)
  const covered = () => sharp(data, { raw: { width, height, channels } })
  const full = await covered().jpeg({ quality: 80 }).toBuffer()
  await writeFile(`${path}.full`, full, { mode: 0o600 })
  await writeFile(`${path}.thumb`, await thumbOf(covered()), { mode: 0o600 })
  return { covered: true }
}

const thumbOf = (image: Sharp) =>
  image
    .resize(thumbSide, thumbSide, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 75 })
    .toBuffer()

async function readHead(path: string): Promise<Uint8Array> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
