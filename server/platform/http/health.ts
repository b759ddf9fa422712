import { readdir } from 'node:fs/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { Failure } from '../../../contract/errors.ts'
import type { Database } from '../database/index.ts'

/** How long `/readyz` waits for the database, milliseconds. */
const readyMs = 2_000
const migrations = new URL('../../db/migrations/', import.meta.url)

export type Metrics = {
  registry: Registry
  /** Adds a number that is read when somebody looks; one that cannot be read is left out. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void
}

/**
 * `/healthz`: the process lives. `/readyz`: the database answers within two seconds and has every
 * migration of this version, else 503. `/metrics`: Prometheus, only for a caller on this machine
 * that did not come through a proxy; everybody else gets 404. A collector elsewhere reads it
 * through a tunnel or an agent on this machine.
 */
export function healthRoutes(app: FastifyInstance, database: Database): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    duration.observe(
      { method: request.method, route, status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
  })
  app.addHook('onClose', async () => registry.clear())

  app.get('/healthz', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return { status: 'ok' }
  })

  app.get('/readyz', async (_request, reply) => {
    await within(readyMs, assertMigrated(database))
    reply.header('cache-control', 'no-store')
    return { status: 'ready' }
  })

  app.get('/metrics', async (request, reply) => {
    if (!isOnThisMachine(request)) throw new Failure('not_found')
    reply.header('content-type', registry.contentType).header('cache-control', 'no-store')
    return registry.metrics()
  })

  return {
    registry,
    gauge(name, help, read) {
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          // One value that cannot be read must not hide the others: it is absent, never stale.
          const value = await within(readyMs, Promise.resolve().then(read)).catch(() => null)
          if (value === null) gauge.remove()
          else gauge.set(value)
        },
      })
    },
  }
}

/** A proxy on this machine also connects from here, but it says for whom. */
function isOnThisMachine(request: FastifyRequest): boolean {
  const { headers } = request
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded ?? headers.via
  return forwarded === undefined && /^(127\.|::1$|::ffff:127\.)/.test(request.ip)
}

/** @throws Failure unavailable */
async function assertMigrated(database: Database): Promise<void> {
  const names = (await readdir(migrations)).filter((name) => name.endsWith('.sql'))
  const applied = await database.pool
    .query<{ name: string }>('select name from public.migrations')
    .catch(() => {
      throw new Failure('unavailable', { details: { reason: 'database' } })
    })
  const known = new Set(applied.rows.map((row) => row.name))
  if (names.some((name) => !known.has(name))) {
    throw new Failure('unavailable', { details: { reason: 'migrations' } })
  }
}

/** @throws Failure unavailable when `work` takes longer */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Failure('unavailable', { details: { reason: 'too_slow' } })),
      ms,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
