import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../config.ts'
import { tinyArchive } from './archive.fixture.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-tiles-'))
  await writeFile(join(folder, 'good.pmtiles'), tinyArchive({ tileType: 2, tile: Buffer.of(1) }))
  await writeFile(join(folder, 'bad.pmtiles'), 'not an archive')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const read = (NHIP_MAP_TILES: string) => readConfig({ NHIP_MAP_TILES }).map

it('needs no tiles but its own', () => {
  expect(readConfig({}).map).toEqual({ tiles: null, attribution: null })
  expect(read('')).toEqual({ tiles: null, attribution: null })
})

it.each([
  ['https://tiles.example.vn/{z}/{x}/{y}.png', 'https://tiles.example.vn', 'raster'],
  ['https://tiles.example.vn:8443/{z}/{y}/{x}?key=1', 'https://tiles.example.vn:8443', 'raster'],
  ['http://10.0.0.9/{z}/{x}/{y}.pbf', 'http://10.0.0.9', 'vector'],
  ['https://tiles.example.vn/a/{z}/{x}/{y}.mvt?key=1', 'https://tiles.example.vn', 'vector'],
])('takes the address %s', (url, origin, format) => {
  expect(read(url).tiles).toEqual({ kind: 'template', url, origin, format })
})

it('takes an archive that is there', () => {
  const path = join(folder, 'good.pmtiles')
  expect(read(path).tiles).toEqual({ kind: 'archive', path })
})

it.each([
  ['https://tiles.example.vn/{z}/{x}.png', 'must have {z}, {x} and {y}'],
  ['https://{s}.example.vn/{z}/{x}/{y}.png', 'only blanks'],
  ['https://{x}.example.vn/{z}/{x}/{y}.png', 'host plainly'],
  ["https://a;script-src'*'/{z}/{x}/{y}.png", 'host plainly'],
  ['https://me:secret@example.vn/{z}/{x}/{y}.png', 'host plainly'],
  ['ftp://example.vn/{z}/{x}/{y}.png', 'must be an address'],
  ['/nowhere/vietnam.pmtiles', 'ENOENT'],
])('refuses %s with a line that says why', (value, words) => {
  expect(() => read(value)).toThrow(ConfigError)
  expect(() => read(value)).toThrow(words)
  expect(() => read(value)).toThrow('NHIP_MAP_TILES: ')
})

it('refuses a file that is no archive', () => {
  expect(() => read(join(folder, 'bad.pmtiles'))).toThrow('is not a PMTiles archive')
})
