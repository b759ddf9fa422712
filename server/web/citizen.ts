import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReportInput } from '../../contract/cases.ts'
import { errorStatus, Failure } from '../../contract/errors.ts'
import type { ErrorBody } from '../../contract/errors.ts'
import { listSimilarReports } from '../../contract/public.ts'
import { hasSign } from '../../contract/signs.ts'
import type {
  Attempt,
  Catalogue,
  Page,
  Refusal,
  Sign,
  Similar,
  Typed,
} from '../../web/citizen/page.ts'
import type { Cases } from '../cases/index.ts'
import type { Citizen, Citizens } from '../citizens/index.ts'
import type { PictureLink, Pictures } from '../pictures/index.ts'
import { sendPicture } from '../pictures/serve.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import type { PlaceSearch } from '../places/index.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import {
  keyIn,
  newKey,
  readAction,
  readReport,
  refusalOf,
  reporterAction,
  typedIn,
} from './forms.ts'
import { installable } from './installable.ts'
import type { Pages } from './pages.ts'
import { limited, openByCode } from './report-code.ts'
import { readForm, takeForms } from './report-form.ts'

export type CitizenDeps = {
  cases: Pick<
    Cases,
    | 'submit'
    | 'track'
    | 'actAsReporter'
    | 'mayShowPicture'
    | 'listPublic'
    | 'catalogue'
    | 'open'
    | 'follows'
  >
  citizens: Pick<Citizens, 'identify'>
  /** Finds the place of an address, for whoever cannot point at a map. */
  search: PlaceSearch
  pictures: Pick<Pictures, 'take' | 'unnamed' | 'linkOf' | 'open'>
  limits: Limits
  /** From {@link createPages}; the same that renders the error pages. */
  pages: Pages
  /** The folder `dist` of the web build. */
  dist: string
}

const latest = 3

/** Adds the public site: its pages, its forms, and its files below `/assets/`. */
export async function citizenPages(app: FastifyInstance, deps: CitizenDeps): Promise<void> {
  await app.register(fastifyStatic, {
    root: join(deps.dist, 'citizen/assets'),
    prefix: '/assets/',
    decorateReply: false,
    wildcard: true,
    immutable: true,
    maxAge: '1y',
    preCompressed: true,
    index: false,
    acceptRanges: false,
  })
  app.get('/', (request, reply) => home(deps, request, reply))
  app.get('/gui-phan-anh', async (request, reply) => {
    const citizen = await deps.citizens.identify(request)
    const shown = { pictures: [], refusal: null, key: newKey(), signedIn: citizen !== null }
    return showForm(deps, request, reply, { ...shown, typed: contactOf(citizen) })
  })
  app.get('/gui-phan-anh/cung-viec', (request, reply) => similarPage(deps, request, reply))
  await app.register(async (scope) => {
    await takeForms(scope)
    scope.post('/gui-phan-anh', { config: { upload: true } }, (request, reply) =>
      submit(deps, request, reply),
    )
  })
  // Kept by the service worker for when there is no network; see web/citizen/client/worker.ts.
  app.get('/ngoai-tuyen', (request, reply) =>
    deps.pages.send(request, reply, { kind: 'offline' }, true),
  )
  await installable(app, deps)
  app.get('/da-gui', (request, reply) =>
    deps.pages.send(request, reply, {
      kind: 'sent',
      receipt: deps.pages.cookies.receipt(request),
    }),
  )
  app.get('/tra-cuu', (request, reply) =>
    deps.pages.send(request, reply, { kind: 'track', typed: {}, refusal: null }, true),
  )
  app.post('/tra-cuu', (request, reply) => {
    const look = (code: string) => deps.cases.track(code, deps.pages.languageOf(request))
    const door = { kind: 'track', to: '/tra-cuu/phan-anh', look } as const
    return openByCode(deps, request, reply, typedIn(request), door)
  })
  app.get('/tra-cuu/phan-anh', (request, reply) => ownReport(deps, request, reply))
  app.post('/tra-cuu/phan-anh', (request, reply) => act(deps, request, reply))
  // Below the reporter's pages, the only ones that the cookie with the code is sent to.
  app.get('/tra-cuu/anh/:id/:size', (request, reply) => {
    const code = deps.pages.cookies.code(request)
    const caller = code ? { code } : null
    const mayShow = (link: PictureLink) => deps.cases.mayShowPicture(link, caller)
    return sendPicture(deps.pictures, mayShow, request, reply)
  })
  app.post('/tra-cuu/thoat', async (_request, reply) => {
    deps.pages.cookies.dropCode(reply)
    return reply.redirect('/tra-cuu', 303)
  })
}

/** The page for anything that went wrong outside a form, to be given to `createServer`. */
export function citizenErrorPage(pages: Pages) {
  return (request: FastifyRequest, reply: FastifyReply, body: ErrorBody): Promise<string> =>
    pages.html(request, reply, {
      kind: 'error',
      code: body.error.code,
      requestId: body.error.requestId,
    })
}

async function home({ cases, pages }: CitizenDeps, request: FastifyRequest, reply: FastifyReply) {
  const { reports } = await cases.listPublic({ limit: latest }, pages.languageOf(request))
  return pages.send(request, reply, { kind: 'home', reports }, true)
}

/** What the form knows of whoever is signed in. */
function contactOf(citizen: Citizen | null): Typed {
  const { id, name, phone, email } = citizen ?? {}
  return {
    ...(id && { account: id }),
    ...(name && { name }),
    ...(phone && { phone }),
    ...(email && { email }),
  }
}

/** Shows the form; with a refusal the words typed are in it, and the status says what happened. */
async function showForm(
  { cases, pictures, pages }: CitizenDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: Pick<Extract<Page, { kind: 'form' }>, 'typed' | 'refusal' | 'key' | 'signedIn'> & {
    pictures: string[]
    guidance?: Sign[]
    similar?: Similar | null
  },
) {
  const catalogue = await cases.catalogue(pages.languageOf(request))
  const kept = await pictures.unnamed(shown.pictures)
  const { guidance = [], similar = null } = shown
  const page = { kind: 'form', ...shown, guidance, similar, catalogue, pictures: kept } as const
  return pages.send(request, reply, page, shown.refusal === null && !shown.signedIn)
}

/**
 * What a report says of itself that its sender has not been told of: it may be a complaint. Once it
 * was said (`guided`), the report is taken as it is.
 */
function unsaid({ signs }: Catalogue, { description = '', guided = '' }: Typed): Sign[] {
  const said = guided.split(' ')
  return signs.filter(({ code, phrases }) => !said.includes(code) && hasSign(description, phrases))
}

/**
 * Open reports at the place of this one, while its sender has not been shown them (`near`). They are
 * a help: what goes wrong with them holds no report up.
 */
async function unshown(
  deps: CitizenDeps,
  request: FastifyRequest,
  typed: Typed,
  input: ReportInput,
  citizen: Citizen | null,
): Promise<Similar | null> {
  if (typed.near !== undefined) return null
  try {
    const { subject } = input
    const position = input.position ?? (await pointOf(deps, input))
    if (!position) return null
    const similar = await similarTo(deps, request, { subject, position }, citizen)
    return similar.reports.length > 0 ? similar : null
  } catch (error) {
    request.log.warn({ err: error }, 'similar reports not read')
    return null
  }
}

/** Where an address is, as the form's own search for a place has it; null when it knows of none. */
async function pointOf({ search, cases }: CitizenDeps, { address, commune: code }: ReportInput) {
  if (address === undefined) return null
  const { communes } = await cases.catalogue('vi')
  const commune = communes.find((one) => one.code === code)
  const typed = `${address}, ${commune?.name ?? ''}`
  const places = await search(typed, { language: 'vi', limit: 5 })
  const place = places.find(
    ({ kind, commune: found }) => !kind.endsWith('unit') && found?.code === code,
  )
  return place?.position ?? null
}

/** @throws Failure too_many_requests */
async function similarTo(
  { cases, limits, pages }: CitizenDeps,
  request: FastifyRequest,
  place: { subject: string; position: { lat: number; lon: number } },
  citizen: Citizen | null,
): Promise<Similar> {
  await limits.take('mapAddress', request.ip)
  const reports = await cases.open.similar(place, pages.languageOf(request))
  const numbers = reports.map(({ number }) => number)
  return { reports, followed: citizen ? await cases.follows.followed(citizen.id, numbers) : [] }
}

/** The list of these for the form's script, as a page. */
async function similarPage(deps: CitizenDeps, request: FastifyRequest, reply: FastifyReply) {
  const read = listSimilarReports.query!.safeParse(request.query)
  if (!read.success) throw new Failure('invalid_input')
  const { subject, lat, lon } = read.data
  const citizen = await deps.citizens.identify(request)
  const place = { subject, position: { lat, lon } }
  const similar = await similarTo(deps, request, place, citizen)
  return deps.pages.send(request, reply, { kind: 'similar', similar }, citizen === null)
}

/**
 * Takes the form, sent by the browser or by the script alike. Success is a redirection to the
 * confirmation; the receipt travels in a cookie, because an address is kept in histories and logs.
 * A script that asks for JSON gets the receipt itself: it may have sent while no page was open.
 */
async function submit(deps: CitizenDeps, request: FastifyRequest, reply: FastifyReply) {
  const { typed, pictures, faults } = await readForm(request, deps)
  const key = keyIn(typed)
  const read = readReport(typed, pictures)
  const citizen = await deps.citizens.identify(request)
  const signedIn = citizen !== null
  const isScript = request.headers.accept?.includes('application/json') ?? false
  // Without a script the questions of a subject come when they are asked for.
  if (typed.ask !== undefined) {
    return showForm(deps, request, reply, { typed, pictures, refusal: null, key, signedIn })
  }
  const fields = [...('fields' in read ? read.fields : []), ...faults]
  if ('fields' in read || fields.length > 0) {
    reply.status(errorStatus.invalid_input)
    return showForm(deps, request, reply, {
      typed,
      pictures,
      refusal: { fields, problem: null },
      key,
      signedIn,
    })
  }
  const guidance = unsaid(await deps.cases.catalogue(deps.pages.languageOf(request)), typed)
  const similar = await unshown(deps, request, typed, read.input, citizen)
  if (guidance.length > 0 || similar) {
    // To a script the status says that it was not taken; a person reads it.
    if (isScript) reply.status(errorStatus.invalid_input)
    return showForm(deps, request, reply, {
      typed,
      pictures,
      refusal: null,
      guidance,
      similar,
      key,
      signedIn,
    })
  }
  try {
    await deps.limits.take('reportAddress', request.ip)
    if (read.input.phone) await deps.limits.take('reportPhone', read.input.phone)
    const once = idempotency('POST /gui-phan-anh', key, read.input)
    // A form that waited for a network is nobody's but theirs who filled it in.
    const own = typed.account === citizen?.id ? citizen?.id : undefined
    const receipt = await deps.cases.submit(read.input, once, 'web', own)
    deps.pages.cookies.keepReceipt(reply, receipt)
    if (isScript) return reply.status(201).header('cache-control', 'no-store').send(receipt)
    return reply.redirect('/da-gui', 303)
  } catch (error) {
    const { refusal, failure } = refusalOf(error, request)
    // A script waits and sends it again: it has no use for a page.
    const isLater = ['unavailable', 'too_many_requests'].includes(failure.code)
    if (failure.code === 'internal' || (isScript && isLater)) throw error
    reply.status(errorStatus[failure.code])
    // The key stays, so that a repeat is one; only what was used for other words needs a new one.
    const next = failure.code === 'idempotency_mismatch' ? newKey() : key
    return showForm(deps, request, reply, { typed, pictures, refusal, key: next, signedIn })
  }
}

async function ownReport(deps: CitizenDeps, request: FastifyRequest, reply: FastifyReply) {
  const code = deps.pages.cookies.code(request)
  if (!code) return reply.redirect('/tra-cuu', 303)
  const { done } = request.query as { done?: unknown }
  return showOwn(deps, request, reply, code, null, reporterAction(done))
}

async function showOwn(
  deps: CitizenDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  attempt: Attempt | null,
  done: Extract<Page, { kind: 'own' }>['done'] = null,
  key = newKey(),
) {
  const { cases, pages } = deps
  const language = pages.languageOf(request)
  try {
    const [report, { ratings }] = await Promise.all([
      limited(deps, request, () => cases.track(code, language)),
      cases.catalogue(language),
    ])
    return await pages.send(request, reply, { kind: 'own', report, ratings, key, attempt, done })
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'not_found')) throw error
    // The report was erased since, or the cookie is not ours.
    pages.cookies.dropCode(reply)
    return reply.redirect('/tra-cuu', 303)
  }
}

/** Acts for the reporter. Whatever stands in the way, the page comes back with the words typed. */
async function act(deps: CitizenDeps, request: FastifyRequest, reply: FastifyReply) {
  const { cases, pages } = deps
  const code = pages.cookies.code(request)
  if (!code) return reply.redirect('/tra-cuu', 303)
  const typed = typedIn(request)
  const type = reporterAction(typed.action)
  const version = Number(typed.version)
  if (!type || !Number.isInteger(version)) throw new Failure('invalid_input')
  const back = (refusal: Refusal, key?: string) =>
    showOwn(deps, request, reply, code, { action: type, typed, refusal }, null, key)

  const read = readAction(type, typed)
  if ('fields' in read) {
    reply.status(errorStatus.invalid_input)
    return back({ fields: read.fields, problem: null })
  }
  const once = idempotency('POST /tra-cuu/phan-anh', keyIn(typed), [code, version, read.action])
  try {
    await limited(deps, request, () =>
      cases.actAsReporter({
        code,
        version,
        action: read.action,
        once,
        language: pages.languageOf(request),
      }),
    )
  } catch (error) {
    const { refusal, failure } = refusalOf(error, request)
    if (failure.code === 'internal' || failure.code === 'not_found') throw error
    reply.status(errorStatus[failure.code])
    return back(refusal)
  }
  return reply.redirect(`/tra-cuu/phan-anh?done=${type}`, 303)
}
