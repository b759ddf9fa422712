import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import type { Sharp } from 'sharp'

/** A picture of a plain colour with a stripe, so that turning and cutting show. */
export function picture(width: number, height: number): Sharp {
  const stripe = { create: { width, height: 1, channels: 3 as const, background: '#fff' } }
  return sharp({ create: { width, height, channels: 3, background: '#b33' } }).composite([
    { input: stripe, top: 0, left: 0 },
  ])
}

/** An EXIF block with a camera's position and time: 16°27′40.5″ B, 107°35′12″ Đ. */
export const place = { lat: 16.46125, lon: 107.586667 }
export function withPlace(image: Sharp, orientation = 1): Sharp {
  return image.withMetadata({ orientation }).withExifMerge({
    IFD0: { Make: 'NHIP-CAMERA', ImageDescription: 'nhà bà Năm' },
    IFD2: { DateTimeOriginal: '2026:03:09 07:41:00' },
    IFD3: {
      GPSLatitudeRef: 'N',
      GPSLatitude: '16/1 27/1 405/10',
      GPSLongitudeRef: 'E',
      GPSLongitude: '107/1 35/1 12/1',
    },
  })
}

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1
  return crc >>> 0
})

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = 0xffffffff
  for (const byte of body) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8)
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE((crc ^ 0xffffffff) >>> 0)
  return Buffer.concat([length, body, check])
}

/** A PNG put together by hand: it may say one thing of itself and hold another. */
export function handmadePng(
  width: number,
  height: number,
  pixels: Uint8Array,
  extra: { type: string; data: Uint8Array }[] = [],
): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // Eight bits of grey.
  header[8] = 8
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...extra.map(({ type, data }) => chunk(type, data)),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', new Uint8Array()),
  ])
}

/** An animated PNG of two frames, both of them grey. */
export function animatedPng(): Buffer {
  const control = Buffer.alloc(8)
  control.writeUInt32BE(2, 0)
  const frame = (sequence: number) => {
    const data = Buffer.alloc(26)
    data.writeUInt32BE(sequence, 0)
    data.writeUInt32BE(40, 4)
    data.writeUInt32BE(30, 8)
    return { type: 'fcTL', data }
  }
  const pixels = Buffer.alloc(30 * 41)
  const second = Buffer.concat([Buffer.from([0, 0, 0, 2]), deflateSync(pixels)])
  return handmadePng(40, 30, pixels, [
    { type: 'acTL', data: control },
    frame(0),
    { type: 'fdAT', data: second },
  ])
}
