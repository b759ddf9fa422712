import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { normalizeDigits } from '../../contract/codes.ts'
import { mapBox, statisticPeriods } from '../../contract/public.ts'
import type { StatisticPeriod } from '../../contract/public.ts'
import type { Language } from '../../web/citizen/page.ts'
import type { Cases } from '../cases/index.ts'
import type { Citizens } from '../citizens/index.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import type { Pages } from './pages.ts'
import { filterIn } from './report-filter.ts'

export type PublicDeps = {
  cases: Pick<Cases, 'open' | 'catalogue' | 'follows'>
  citizens: Pick<Citizens, 'identify'>
  pages: Pages
  limits: Limits
  /** For how long what is kept. */
  retention: (language: Language) => Promise<{ code: string; name: string; days: number }[]>
}

const pageSize = 20

/** What everybody may see: reports as list and map, figures, and the pages about the site itself. */
export function publicPages(app: FastifyInstance, deps: PublicDeps): void {
  const { cases, citizens, pages, retention } = deps
  app.get('/phan-anh', (request, reply) => list(deps, request, reply))
  app.get<{ Params: { number: string } }>('/phan-anh/:number', async (request, reply) => {
    const language = pages.languageOf(request)
    const number = normalizeDigits(request.params.number)
    const citizen = await citizens.identify(request)
    // What is told of it after this is new in their list.
    if (citizen) await cases.follows.look(citizen.id, number)
    const [shown, { ratings }] = await Promise.all([
      cases.open.getShown(number, language),
      cases.catalogue(language),
    ])
    const isFollowed = citizen !== null && (await cases.follows.isFollowed(citizen.id, number))
    const { done: typed } = request.query as { done?: unknown }
    const done = typed === 'follow' || typed === 'unfollow' ? typed : null
    const page = { kind: 'public', ...shown, ratings, isFollowed, done } as const
    return pages.send(request, reply, page, citizen === null)
  })
  app.get('/so-lieu', async (request, reply) => {
    const period = periodIn(request)
    const statistics = await cases.open.statistics(period, pages.languageOf(request))
    return pages.send(request, reply, { kind: 'statistics', period, statistics }, true)
  })
  app.get('/so-khan-cap', (request, reply) => pages.send(request, reply, { kind: 'numbers' }, true))
  app.get('/tro-nang', (request, reply) =>
    pages.send(request, reply, { kind: 'accessibility' }, true),
  )
  app.get('/quyen-rieng-tu', async (request, reply) => {
    const kept = await retention(pages.languageOf(request))
    return pages.send(request, reply, { kind: 'privacy', retention: kept }, true)
  })
}

const textsOf = (request: FastifyRequest) => {
  const query = request.query as Record<string, unknown>
  return (name: string) => {
    const value = query[name]
    return typeof value === 'string' && value !== '' ? value.slice(0, 100) : undefined
  }
}

function periodIn(request: FastifyRequest): StatisticPeriod {
  const asked = textsOf(request)('period')
  return statisticPeriods.find((period) => period === asked) ?? 'month'
}

async function list(
  { cases, pages, limits }: PublicDeps,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const language = pages.languageOf(request)
  const text = textsOf(request)
  const { filter, ...days } = filterIn(request.query as Record<string, unknown>)
  const lists = Promise.all([cases.catalogue(language), cases.open.shownAgencies()])
  if (text('view') === 'map') {
    const [[catalogue, agencies], density] = await Promise.all([lists, cases.open.density(filter)])
    const page = { kind: 'map', ...density, catalogue, agencies, filter, ...days } as const
    return pages.send(request, reply, page, true)
  }
  // The map asks for the list of each of its windows.
  const box = mapBox.safeParse(text('box') ?? '')
  if (box.success) await limits.take('mapAddress', request.ip)
  const [before, after] = [text('before'), text('after')]
  const [[catalogue, agencies], found] = await Promise.all([
    lists,
    cases.open.listShown(
      {
        ...filter,
        ...(box.success && { box: box.data }),
        ...(after ? { after } : before ? { before } : {}),
        limit: pageSize,
      },
      language,
    ),
  ])
  const window = box.success ? box.data.join(',') : null
  const shared = { catalogue, agencies, filter, ...days }
  const page = { kind: 'list', ...found, ...shared, box: window } as const
  return pages.send(request, reply, page, true)
}
