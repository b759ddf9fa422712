/**
 * What a camera wrote into a picture, as far as a report may profit from it. Read by the server when
 * it takes a picture in, and by the form on the phone before it makes the picture smaller.
 */
export type CameraNotes = {
  /** Where it was taken, WGS 84 decimal degrees. */
  gps: { lat: number; lon: number } | null
  /** When it was taken, ISO 8601 with its offset. */
  takenAt: string | null
}

const nothing: CameraNotes = { gps: null, takenAt: null }

/** Bytes of one value of each TIFF type that is read here; others are passed over. */
const sizes: Record<number, number> = { 2: 1, 3: 2, 4: 4, 5: 8, 10: 8 }

type Field = { type: number; count: number; at: number }

/**
 * Reads an EXIF block (CIPA DC-008), with or without its `Exif\0\0` in front. Whatever is wrong with
 * it, the answer is "nothing": a hint is never worth refusing a picture.
 */
export function readExif(block: Uint8Array): CameraNotes {
  try {
    const named = String.fromCharCode(...block.subarray(0, 4)) === 'Exif'
    return readTiff(named ? block.subarray(6) : block)
  } catch {
    return nothing
  }
}

/** The same of a JPEG file, from its beginning (the first 128 kB are enough). */
export function readJpegExif(file: Uint8Array): CameraNotes {
  let at = 2
  while (at + 10 < file.length && file[at] === 0xff) {
    const marker = file[at + 1]!
    const length = file[at + 2]! * 256 + file[at + 3]!
    // The picture itself begins: no more notes before it.
    if (marker === 0xda || length < 2) break
    const isExif =
      marker === 0xe1 && String.fromCharCode(...file.subarray(at + 4, at + 8)) === 'Exif'
    if (isExif) return readExif(file.subarray(at + 4, at + 2 + length))
    at += 2 + length
  }
  return nothing
}

function readTiff(bytes: Uint8Array): CameraNotes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = view.getUint16(0) === 0x4949
  const short = (at: number) => view.getUint16(at, little)
  const long = (at: number) => view.getUint32(at, little)

  /** The fields of one directory, by tag. */
  function directory(at: number): Map<number, Field> {
    const fields = new Map<number, Field>()
    const entries = Math.min(short(at), 200)
    for (let entry = at + 2; entry < at + 2 + entries * 12; entry += 12) {
      const type = short(entry + 2)
      const count = long(entry + 4)
      const size = sizes[type]
      if (size === undefined || count > 100) continue
      const inside = size * count <= 4
      fields.set(short(entry), { type, count, at: inside ? entry + 8 : long(entry + 8) })
    }
    return fields
  }
  const text = (field: Field | undefined) =>
    field?.type === 2
      ? String.fromCharCode(...bytes.subarray(field.at, field.at + field.count)).replace(
          /\0.*$/s,
          '',
        )
      : ''
  const pointer = (field: Field | undefined) => (field?.type === 4 ? long(field.at) : null)
  /** Degrees, minutes and seconds as degrees. */
  const degrees = (field: Field | undefined) =>
    field?.type === 5 && field.count === 3
      ? [1, 60, 3600].reduce(
          (sum, part, index) =>
            sum + long(field.at + index * 8) / (long(field.at + index * 8 + 4) || NaN) / part,
          0,
        )
      : NaN

  const root = directory(long(4))
  const camera = pointer(root.get(0x8769))
  const place = pointer(root.get(0x8825))
  const fields = camera === null ? null : directory(camera)
  const gps = place === null ? null : directory(place)
  return {
    gps:
      gps &&
      positionOf(
        degrees(gps.get(2)) * (text(gps.get(1)) === 'S' ? -1 : 1),
        degrees(gps.get(4)) * (text(gps.get(3)) === 'W' ? -1 : 1),
      ),
    takenAt: fields && timeOf(text(fields.get(0x9003)), text(fields.get(0x9011))),
  }
}

/** Six decimals are a hand's breadth. Cameras without a fix write zeros. */
function positionOf(lat: number, lon: number): CameraNotes['gps'] {
  const valid = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && (lat !== 0 || lon !== 0)
  return valid ? { lat: Number(lat.toFixed(6)), lon: Number(lon.toFixed(6)) } : null
}

/** `2026:03:09 07:41:00`; older cameras name no offset and were set to the time of Viet Nam. */
function timeOf(local: string, offset: string): string | null {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(local)
  if (!match) return null
  const [, year, month, day, time] = match
  const zone = /^[+-]\d\d:\d\d$/.test(offset) ? offset : '+07:00'
  const moment = `${year}-${month}-${day}T${time}${zone}`
  return Number.isNaN(Date.parse(moment)) ? null : moment
}
