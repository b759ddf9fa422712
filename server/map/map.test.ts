import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VectorTile } from '@mapbox/vector-tile'
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import type { FastifyInstance } from 'fastify'
import type { StyleSpecification } from 'maplibre-gl'
import { PbfReader } from 'pbf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packs } from '../../packs/index.ts'
import { createTestDatabase } from '../../test/database.ts'
import { importPacks } from '../import.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { createServer } from '../platform/http/server.ts'
import { createLog } from '../platform/log.ts'
import { records } from '../records.ts'
import { tinyArchive } from './archive.fixture.ts'
import { mapRoutes } from './index.ts'
import type { MapConfig } from './setting.ts'

const none: MapConfig = { tiles: null, attribution: null }
const thuanHoa = { code: '19789', lat: 16.4556, lon: 107.584 }
let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let folder: string
const servers: FastifyInstance[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-map-'))
  testDatabase = await createTestDatabase()
  database = openDatabase(testDatabase.url)
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()))
  await database?.close()
  await testDatabase?.drop()
  await rm(folder, { recursive: true, force: true })
})

async function serve(config: MapConfig = none): Promise<FastifyInstance> {
  const server = createServer({
    config: { publicUrl: 'http://localhost', trustedProxies: [], map: config },
    log: createLog('silent'),
  })
  servers.push(server)
  await mapRoutes(server, { executor: database.executor, config })
  return server
}

/** The address of the tile that holds a point. */
function addressOf({ lat, lon }: { lat: number; lon: number }, z: number): string {
  const radians = (lat * Math.PI) / 180
  const x = Math.floor(((lon + 180) / 360) * 2 ** z)
  const y = Math.floor(((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * 2 ** z)
  return `/map/tiles/${z}/${x}/${y}.mvt`
}

/** What a layer of a tile says, feature by feature. */
async function featuresAt(server: FastifyInstance, url: string, layer: string) {
  const answer = await server.inject({ url })
  expect(answer.statusCode).toBe(200)
  const found = new VectorTile(new PbfReader(answer.rawPayload)).layers[layer]
  return Array.from({ length: found?.length ?? 0 }, (_, index) => found!.feature(index).properties)
}

const styleOf = async (server: FastifyInstance, query = '') =>
  (await server.inject({ url: `/map/style.json${query}` })).json<StyleSpecification>()
const sourceOf = (style: StyleSpecification, name: string) =>
  style.sources[name] as unknown as { tiles: [string]; attribution?: string; type: string }
const pointOf = { lat: thuanHoa.lat, lon: thuanHoa.lon }

describe('before there is a province', () => {
  it('shows land, waters and both archipelagos, and no first view', async () => {
    const server = await serve()
    const names = (await featuresAt(server, '/map/tiles/3/6/3.mvt', 'islands')).map(({ name_vi }) =>
      String(name_vi),
    )
    expect(names).toContain('Quần đảo Hoàng Sa\n(TP Đà Nẵng)')
    expect(names).toContain('Quần đảo Trường Sa\n(tỉnh Khánh Hòa)')
    expect(await featuresAt(server, '/map/tiles/3/6/3.mvt', 'land')).not.toHaveLength(0)
    expect((await styleOf(server)).metadata).toEqual({ bounds: null })
  })
})

describe('with a province', () => {
  let server: FastifyInstance
  beforeAll(async () => {
    await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
    server = await serve()
  }, 60_000)

  it.each([5, 8, 14])('has both archipelagos at zoom %i', async (zoom) => {
    const hoangSa = await featuresAt(server, addressOf({ lat: 16.5, lon: 111.6 }, zoom), 'islands')
    const truongSa = await featuresAt(server, addressOf({ lat: 10, lon: 114 }, zoom), 'islands')
    expect(JSON.stringify(hoangSa)).toContain('Quần đảo Hoàng Sa')
    expect(JSON.stringify(truongSa)).toContain('Trường Sa')
  })

  it.each([9, 12, 14])('has the commune at a point in its tile at zoom %i', async (zoom) => {
    const communes = await featuresAt(server, addressOf(pointOf, zoom), 'communes')
    const found = communes.find(({ code }) => code === thuanHoa.code)
    expect(found).toMatchObject({ name: 'Phường Thuận Hóa', type: 'phuong', approximate: true })
    const labels = await featuresAt(server, addressOf(pointOf, zoom), 'unit_labels')
    expect(labels).toContainEqual(expect.objectContaining({ short: 'Thuận Hóa', kind: 'commune' }))
  })

  it('has nothing where nothing is, and no tile where none can be', async () => {
    expect((await server.inject({ url: '/map/tiles/14/0/0.mvt' })).statusCode).toBe(204)
    const absurd = ['15/0/0', '2/4/0', '2/0/4', '1/-1/0', '1.5/0/0', 'a/b/c', '99999999999/0/0']
    for (const path of absurd) {
      const answer = await server.inject({ url: `/map/tiles/${path}.mvt` })
      expect([path, answer.statusCode]).toEqual([path, 404])
    }
    expect((await server.inject({ url: '/map/base/0/0/0' })).statusCode).toBe(404)
    expect((await server.inject({ url: '/map/style.json?theme=neon' })).statusCode).toBe(400)
  })

  it('lets a versioned tile be kept for ever, and answers for one that is known already', async () => {
    const [template] = sourceOf(await styleOf(server), 'units').tiles
    const url = template.replace('{z}/{x}/{y}', '8/204/115')
    const answer = await server.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(answer.headers['content-encoding']).toBe('gzip')
    const other = await server.inject({ url: url.replace(/\?.*/, '?v=other') })
    expect(other.headers['cache-control']).toBe('no-cache')
    expect(other.headers['content-encoding']).toBeUndefined()
    const again = await server.inject({
      url,
      headers: { 'if-none-match': String(answer.headers.etag) },
    })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  it('shows a new boundary at once, under another address', async () => {
    const before = await styleOf(server)
    const ring = [
      [107.5, 16.4],
      [107.7, 16.4],
      [107.7, 16.5],
      [107.5, 16.5],
      [107.5, 16.4],
    ] as [number, number][]
    const boundary = {
      unit: thuanHoa.code,
      geometry: { type: 'Polygon' as const, coordinates: [ring] },
      approximate: false,
      source: 'Đo đạc <b>2026</b>; file.geojson',
      validFrom: '2025-07-01',
    }
    await database.transaction((tx) =>
      records.write(tx, { boundaries: [boundary] }, { actor: null, origin: 'test' }),
    )
    await expect
      .poll(async () => sourceOf(await styleOf(server), 'units').tiles[0], { timeout: 10_000 })
      .not.toBe(sourceOf(before, 'units').tiles[0])
    const communes = await featuresAt(server, addressOf(pointOf, 12), 'communes')
    const found = communes.find(({ code }) => code === thuanHoa.code)
    expect(found).toMatchObject({ approximate: false })
    const { attribution } = sourceOf(await styleOf(server), 'units')
    expect(attribution).toMatch(/^Ranh giới: Đo đạc &#60;b&#62;2026&#60;\/b&#62;\. /)
  })
})

describe('the style', () => {
  const image = 'https://tiles.example.vn/{z}/{x}/{y}.png'
  const template = (format: 'raster' | 'vector'): MapConfig => ({
    tiles: { kind: 'template', url: image, origin: 'https://tiles.example.vn', format },
    attribution: '© "Ai đó" & bạn',
  })

  it.each([
    ['the units alone', none],
    ['images', template('raster')],
    ['vector tiles', template('vector')],
  ])('is valid in both themes and languages, over %s', async (_name, config) => {
    const server = await serve(config)
    for (const query of ['?theme=light&language=vi', '?theme=dark&language=en']) {
      const style = await styleOf(server, query)
      // A browser makes the paths whole.
      const text = JSON.stringify(style).replaceAll('"/map/', '"http://localhost/map/')
      expect(validateStyleMin(JSON.parse(text) as StyleSpecification)).toEqual([])
      expect(style.layers.at(-1)!.id).toBe('archipelago-names')
    }
  })

  it('names who made the tiles and lets pages fetch from their host only', async () => {
    const server = await serve(template('raster'))
    const { attribution, tiles } = sourceOf(await styleOf(server), 'outside')
    expect([attribution, tiles]).toEqual(['© &#34;Ai đó&#34; &#38; bạn', [image]])
    const { headers } = await server.inject({ url: '/map/style.json' })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("connect-src 'self' https://tiles.example.vn;")
    expect(policy).toContain("img-src 'self' data: blob: https://tiles.example.vn;")
    expect(policy).toContain("script-src 'self';")
  })
})

describe('a PMTiles archive', () => {
  async function archive(
    name: string,
    ...made: Parameters<typeof tinyArchive>
  ): Promise<MapConfig> {
    const path = join(folder, name)
    await writeFile(path, tinyArchive(...made))
    return { tiles: { kind: 'archive', path }, attribution: null }
  }

  it('of images is served from here, under a version', async () => {
    const tile = Buffer.from('89504e470d0a1a0a', 'hex')
    const metadata = { attribution: '<a href="https://osm.example">© OSM</a>' }
    const server = await serve(await archive('a.pmtiles', { tileType: 2, tile, metadata }))
    const source = sourceOf(await styleOf(server), 'outside')
    expect([source.type, source.attribution]).toEqual(['raster', '© OSM'])
    const answer = await server.inject({ url: source.tiles[0].replace('{z}/{x}/{y}', '0/0/0') })
    expect(answer.headers['content-type']).toBe('image/png')
    expect(answer.headers['cache-control']).toContain('immutable')
    expect(answer.rawPayload).toEqual(tile)
    expect((await server.inject({ url: '/map/base/1/0/0' })).statusCode).toBe(404)
  })

  it('of vector tiles is served compressed, with quiet layers over the ground', async () => {
    const tile = Buffer.from('1a0c0a05776174657228802078021a00', 'hex')
    const server = await serve(await archive('b.pmtiles', { tileType: 1, tile }))
    const style = await styleOf(server)
    expect(style.layers.map(({ id }) => id)).toContain('outside-water')
    const url = sourceOf(style, 'outside').tiles[0].replace('{z}/{x}/{y}', '0/0/0')
    expect((await server.inject({ url })).rawPayload).toEqual(tile)
    const answer = await server.inject({ url, headers: { 'accept-encoding': 'gzip' } })
    expect(answer.headers['content-encoding']).toBe('gzip')
  })

  it('of something else stops the start with one line', async () => {
    const config = await archive('c.pmtiles', { tileType: 0, tile: Buffer.from([1]) })
    await expect(serve(config)).rejects.toThrow(/^NHIP_MAP_TILES: .*neither images nor/)
  })
})
