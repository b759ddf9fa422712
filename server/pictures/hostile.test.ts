import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { animatedPng, handmadePng, picture, place, withPlace } from './pictures.fixture.ts'
import { createPool } from './pool.ts'
import type { Pool } from './pool.ts'

let folder: string
let pool: Pool

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-hostile-'))
  pool = createPool({ size: 1 })
})
afterAll(async () => {
  await pool.close()
  await rm(folder, { recursive: true })
})

const path = () => join(folder, 'upload')

async function make(bytes: Uint8Array) {
  await writeFile(path(), bytes)
  return pool.make(path())
}
const full = () => readFile(`${path()}.full`)

describe('a picture', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('as %s is made anew', async (format) => {
    const image = picture(2600, 1300)
    const bytes = await withPlace(image).toFormat(format).toBuffer()
    expect(await make(bytes)).toMatchObject({ format, width: 2000, height: 1000 })
    const { format: made, space } = await sharp(await full()).metadata()
    expect({ made, space }).toEqual({ made: 'jpeg', space: 'srgb' })
    const thumb = await sharp(await readFile(`${path()}.thumb`)).metadata()
    expect([thumb.width, thumb.height]).toEqual([320, 160])
  })

  it('tells its sender where and when it was taken, and nobody else', async () => {
    const bytes = await withPlace(picture(60, 40)).jpeg().toBuffer()
    expect(bytes.includes('NHIP-CAMERA')).toBe(true)
    const made = await make(bytes)
    expect(made).toMatchObject({ takenAt: '2026-03-09T07:41:00+07:00' })
    expect('gps' in made && made.gps?.lat).toBeCloseTo(place.lat, 5)
    expect('gps' in made && made.gps?.lon).toBeCloseTo(place.lon, 5)
    for (const end of ['full', 'thumb']) {
      const file = await readFile(`${path()}.${end}`)
      const { exif, xmp, icc, iptc, orientation } = await sharp(file).metadata()
      expect([exif, xmp, icc, iptc, orientation]).toEqual(Array(5).fill(undefined))
      for (const trace of ['Exif', 'NHIP-CAMERA', '2026:03:09', 'http://ns.adobe', 'ICC_PROFILE']) {
        expect(file.includes(trace), `${end}: ${trace}`).toBe(false)
      }
    }
  })

  it('stands upright, however the camera was held', async () => {
    const made = await make(await withPlace(picture(60, 40), 6).jpeg().toBuffer())
    expect(made).toMatchObject({ width: 40, height: 60 })
    const { data, info } = await sharp(await full())
      .raw()
      .toBuffer({ resolveWithObject: true })
    // The stripe along the top is on the right now.
    const brightness = (x: number) => data[(30 * info.width + x) * info.channels + 1]!
    expect(brightness(39)).toBeGreaterThan(brightness(5) + 60)
  })

  it('in print colours, or half transparent, is turned into what a screen shows', async () => {
    const cmyk = await picture(50, 50).toColourspace('cmyk').jpeg().toBuffer()
    expect(await make(cmyk)).toMatchObject({ width: 50 })
    expect((await sharp(await full()).metadata()).space).toBe('srgb')
    const glass = await sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer()
    await make(glass)
    expect(
      (
        await sharp(await full())
          .raw()
          .toBuffer()
      )[0],
    ).toBeGreaterThan(250)
  })

  it('that moves is taken with its first frame', async () => {
    const frames = await Promise.all(
      ['#f00', '#00f'].map((background) =>
        sharp({ create: { width: 30, height: 20, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const moving = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer()
    expect((await sharp(moving).metadata()).pages).toBe(2)
    expect(await make(moving)).toMatchObject({ format: 'webp', width: 30, height: 20 })
    const [red, , blue] = await sharp(await full())
      .raw()
      .toBuffer()
    expect(red! - blue!).toBeGreaterThan(200)
    expect(await make(animatedPng())).toMatchObject({ format: 'png', width: 40, height: 30 })
  })
})

describe('what is no honest picture', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

  it.each([
    ['nothing at all', '', 'empty_file'],
    ['a drawing with a script', svg, 'not_a_picture'],
    ['a page', '<!doctype html><script>alert(1)</script>', 'not_a_picture'],
    ['a GIF that is a script too', 'GIF89a/*\x01\x00\x01*/=1;alert(1)', 'not_a_picture'],
    ['a ZIP', 'PK\x03\x04', 'not_a_picture'],
    ['a PDF', '%PDF-1.7', 'not_a_picture'],
    ['a beginning without the rest', '\xff\xd8\xff\xe0', 'picture_broken'],
    ['an iPhone picture', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'heic_unsupported'],
  ])('%s is refused in its own word', async (_name, text, fault) => {
    expect(await make(Buffer.from(text, 'latin1'))).toEqual({ fault })
  })

  it('256 megapixels in a small file are refused from the header', async () => {
    // Honest zeros: 256 MB that pack to 250 kB.
    const bomb = handmadePng(16_000, 16_000, Buffer.alloc(16_000 * 16_001))
    expect(bomb.length).toBeLessThan(1_000_000)
    expect(await make(bomb)).toEqual({ fault: 'picture_too_many_pixels' })
    const ribbon = handmadePng(12_001, 10, Buffer.alloc(10 * 12_002))
    expect(await make(ribbon)).toEqual({ fault: 'picture_too_many_pixels' })
  })

  it('a header that lies, more data than pixels, or packed texts without end do no harm', async () => {
    const liar = handmadePng(6_000, 6_000, Buffer.alloc(1_000))
    expect(await make(liar)).toEqual({ fault: 'picture_broken' })
    const surplus = handmadePng(10, 10, Buffer.alloc(200_000_000))
    expect(await make(surplus)).toMatchObject({ width: 10, height: 10 })
    const text = deflateSync(Buffer.alloc(300_000_000))
    for (const [type, head] of [
      ['zTXt', 'x\0\0'],
      ['iCCP', 'x\0\0'],
      ['iTXt', 'x\0\x01\0\0\0'],
    ] as const) {
      const data = Buffer.concat([Buffer.from(head, 'latin1'), text])
      const made = await make(handmadePng(10, 10, Buffer.alloc(110), [{ type, data }]))
      expect(made, type).toMatchObject({ width: 10, height: 10 })
    }
  })

  it('a picture that is a page too leaves the page behind', async () => {
    const jpeg = await picture(50, 50).jpeg().toBuffer()
    const page = Buffer.from('<script>alert(document.cookie)</script>')
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, page.length + 2]), page])
    const both = Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2), page])
    expect(await make(both)).toMatchObject({ format: 'jpeg', width: 50 })
    expect((await full()).includes('<script')).toBe(false)
  })

  it('a file that was cut off is broken, wherever it was cut', async () => {
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const noise = sharp(randomBytes(200 * 200 * 3), {
        raw: { width: 200, height: 200, channels: 3 },
      })
      const whole = await noise.toFormat(format).toBuffer()
      for (const part of [0.02, 0.3, 0.6, 0.9]) {
        const cut = whole.subarray(0, Math.floor(whole.length * part))
        expect(await make(cut), `${format} ${part}`).toEqual({ fault: 'picture_broken' })
      }
    }
  })

  it('no file ends the work: some answer comes for any bytes', { timeout: 60_000 }, async () => {
    const seeds = await Promise.all(
      (['jpeg', 'png', 'webp', 'avif'] as const).map((format) =>
        withPlace(picture(40, 30)).toFormat(format).toBuffer(),
      ),
    )
    const damage = fc.record({
      seed: fc.constantFrom(...seeds),
      changes: fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255))),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ seed, changes }) => {
        const bytes = Buffer.from(seed)
        for (const [at, value] of changes) bytes[Math.floor(at * bytes.length)] = value
        const made = await make(bytes)
        expect('fault' in made || made.width > 0).toBe(true)
      }),
      { numRuns: 120 },
    )
  })
})

it('the largest picture that is taken stays within its memory', async () => {
  const noise = await sharp(randomBytes(1_000 * 1_000 * 3), {
    raw: { width: 1_000, height: 1_000, channels: 3 },
  })
    .resize(8_000, 5_000, { kernel: 'nearest' })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 60, progressive: true })
    .toBuffer()
  expect(await make(noise)).toMatchObject({ width: 1250, height: 2000 })
  const [pid] = pool.pids()
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => null)
  // Only Linux tells. The peak of everything this file has tried.
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status ?? '')?.[1] ?? 0) / 1024
  expect(peak).toBeLessThan(700)
})
