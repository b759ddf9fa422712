import { constants, gunzip } from 'node:zlib'
import { promisify } from 'node:util'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Failure } from '../../contract/errors.ts'
import { ConfigError } from '../config.ts'
import { outlinesInForce } from '../places/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { fieldErrors } from '../platform/http/route.ts'
import { whenChanged } from '../platform/records/index.ts'
import { openArchive } from './archive.ts'
import type { Archive } from './archive.ts'
import { layersOf } from './layers.ts'
import type { Layers } from './layers.ts'
import type { MapConfig } from './setting.ts'
import { mapStyle } from './style.ts'
import type { OutsideSource } from './style.ts'
import { createTiles, isTile, maxZoom } from './tiles.ts'

const decompress = promisify(gunzip)
const vectorType = 'application/vnd.mapbox-vector-tile'

const styleQuery = z.object({
  theme: z.enum(['light', 'dark']).default('light'),
  language: z.enum(['vi', 'en']).default('vi'),
})
type TileRequest = FastifyRequest<{
  Params: { z: string; x: string; y: string }
  Querystring: { v?: string }
}>

/**
 * The base map over HTTP, open to anyone: the style, tiles made of the units, and those of the
 * administrator's archive. Addresses in the style carry a version, so that a tile is kept for ever
 * and a new boundary shows at once.
 */
export async function mapRoutes(
  server: FastifyInstance,
  { executor, config }: { executor: Executor; config: MapConfig },
): Promise<void> {
  const current = whenChanged(executor, ['units', 'boundaries'], async (executor) => {
    const layers = layersOf(await outlinesInForce(executor))
    return { layers, tiles: createTiles(layers) }
  })
  const { tiles: outside } = config
  const archive = outside?.kind === 'archive' ? await openOrRefuse(outside.path) : null
  if (archive) server.addHook('onClose', () => archive.close())

  server.get('/map/style.json', async (request, reply) => {
    const query = styleQuery.safeParse(request.query)
    if (!query.success) throw new Failure('invalid_input', { fields: fieldErrors(query.error) })
    const { layers } = await current()
    reply.header('cache-control', 'no-cache')
    return mapStyle({
      ...query.data,
      version: layers.version,
      bounds: layers.bounds,
      attribution: attributionOf(layers, query.data.language),
      outside: sourceOf(config, archive),
    })
  })

  server.get('/map/tiles/:z/:x/:y.mvt', async (request: TileRequest, reply) => {
    const { z, x, y } = coordinates(request, maxZoom)
    const { layers, tiles } = await current()
    keep(reply, request.query.v === layers.version)
    const tile = await tiles.tile(z, x, y)
    if (!tile) return reply.status(204).send()
    reply.header('etag', tile.etag).type(vectorType)
    if (request.headers['if-none-match'] === tile.etag) return reply.status(304).send()
    return sendGzip(request, reply, tile.gzip)
  })

  if (!archive) return
  server.get('/map/base/:z/:x/:y', async (request: TileRequest, reply) => {
    const { z, x, y } = coordinates(request, archive.maxZoom)
    keep(reply, request.query.v === archive.version)
    const tile = await archive.tile(z, x, y)
    if (!tile) return reply.status(204).send()
    reply.type(archive.contentType)
    return archive.format === 'vector' ? sendGzip(request, reply, tile) : reply.send(tile)
  })
}

/** @throws ConfigError for an archive that cannot be served */
async function openOrRefuse(path: string): Promise<Archive> {
  try {
    return await openArchive(path)
  } catch (error) {
    throw new ConfigError(`NHIP_MAP_TILES: ${path}: ${(error as Error).message}`, { cause: error })
  }
}

/** @throws Failure not_found for what cannot be a tile */
function coordinates({ params }: TileRequest, deepest: number) {
  const read = (text: string) => (/^\d{1,8}$/.test(text) ? Number(text) : NaN)
  const [z, x, y] = [read(params.z), read(params.x), read(params.y)]
  if (!isTile(z, x, y, deepest)) throw new Failure('not_found')
  return { z, x, y }
}

function keep(reply: FastifyReply, forEver: boolean): void {
  reply.header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache')
}

async function sendGzip(request: FastifyRequest, reply: FastifyReply, gzip: Buffer) {
  reply.header('vary', 'accept-encoding')
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) {
    return reply.send(await decompress(gzip, { finishFlush: constants.Z_SYNC_FLUSH }))
  }
  return reply.header('content-encoding', 'gzip').send(gzip)
}

function sourceOf(
  { tiles, attribution }: MapConfig,
  archive: Archive | null,
): OutsideSource | null {
  if (archive) {
    return {
      format: archive.format,
      url: `/map/base/{z}/{x}/{y}?v=${archive.version}`,
      minZoom: archive.minZoom,
      maxZoom: archive.maxZoom,
      attribution: attribution ?? archive.attribution,
    }
  }
  if (tiles?.kind !== 'template') return null
  // As deep as public tile servers commonly go; nearer in, tiles are enlarged.
  const deepest = tiles.format === 'raster' ? 19 : 14
  return { format: tiles.format, url: tiles.url, minZoom: 0, maxZoom: deepest, attribution }
}

/** Where the boundaries are from; made of places, so that nobody takes them for legal ones. */
function attributionOf({ sources, approximate }: Layers, language: 'vi' | 'en'): string {
  const words = {
    vi: { sources: 'Ranh giới', approximate: 'Ranh giới xã, phường tạm tính từ điểm trung tâm' },
    en: { sources: 'Boundaries', approximate: 'Commune boundaries estimated from centre points' },
  }[language]
  return [
    ...(sources.length > 0 ? [`${words.sources}: ${sources.slice(0, 3).join('; ')}`] : []),
    ...(approximate ? [words.approximate] : []),
  ].join('. ')
}
