import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorStatus, Failure } from '../../contract/errors.ts'
import { dataRequestInput } from '../../contract/personal-data.ts'
import type { Account, Page, Refusal, Typed } from '../../web/citizen/page.ts'
import type { Cases } from '../cases/index.ts'
import type { Citizens } from '../citizens/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import { fieldErrors } from '../platform/http/route.ts'
import { keyIn, newKey, refusalOf, typedIn } from './forms.ts'
import type { Pages } from './pages.ts'
import { limited, openByCode } from './report-code.ts'
import type { LimitDeps } from './report-code.ts'
import { contactOf } from './sign-in.ts'

export type PersonalDataDeps = LimitDeps & {
  cases: Pick<
    Cases,
    | 'requestData'
    | 'dataRequestsOf'
    | 'consentsOf'
    | 'track'
    | 'actAsReporter'
    | 'catalogue'
    | 'follows'
  >
  citizens: Pick<Citizens, 'identify'>
  pages: Pages
}

const path = '/du-lieu-cua-toi'

/**
 * The page on which a person asks about their data. Who they are is proven by the code of a report:
 * the data are that report's. It works without scripts.
 */
export function personalDataPages(app: FastifyInstance, deps: PersonalDataDeps): void {
  app.get(path, async (request, reply) => {
    const code = deps.pages.cookies.code(request)
    if (!code) {
      const account = await accountOf(deps, request)
      const page = { kind: 'dataCode', typed: {}, refusal: null, account } as const
      return deps.pages.send(request, reply, page)
    }
    const { done } = request.query as { done?: unknown }
    return show(deps, request, reply, { code, done: typeof done === 'string' ? done : null })
  })
  app.get(`${path}/tai-khoan`, (request, reply) => accountFile(deps, request, reply))
  app.post(path, (request, reply) => {
    const typed = typedIn(request)
    const code = deps.pages.cookies.code(request)
    if ('code' in typed || !code) {
      const look = (typedCode: string) =>
        deps.cases.dataRequestsOf(typedCode, deps.pages.languageOf(request))
      // The code is kept for this page and the tracking page.
      return openByCode(deps, request, reply, typed, { kind: 'dataCode', to: path, look })
    }
    if (typed.withdraw) return withdraw(deps, request, reply, code, typed)
    return ask(deps, request, reply, code, typed)
  })
}

/** What is kept of the account of whoever is signed in, or null. */
async function accountOf(
  { cases, citizens, pages }: PersonalDataDeps,
  request: FastifyRequest,
): Promise<Account | null> {
  const citizen = await citizens.identify(request)
  if (!citizen) return null
  const reports = await cases.follows.list(citizen.id, pages.languageOf(request))
  return { contact: contactOf(citizen), followed: reports }
}

/** The same as a file to take along. */
async function accountFile(
  { cases, citizens, pages }: PersonalDataDeps,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const citizen = await citizens.identify(request)
  if (!citizen) return reply.redirect('/dang-nhap', 303)
  const reports = await cases.follows.list(citizen.id, pages.languageOf(request))
  const { name, phone, email } = citizen
  const follows = reports.map(({ number, followedAt }) => ({ number, since: followedAt }))
  return reply
    .header('cache-control', 'private, no-store')
    .header('content-disposition', 'attachment; filename="nhip-tai-khoan.json"')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ account: { name, phone, email }, follows }, null, 2))
}

async function show(
  deps: PersonalDataDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: {
    code: string
    done?: string | null
    typed?: Typed
    refusal?: Refusal
    key?: string
  },
) {
  const { cases, pages } = deps
  const language = pages.languageOf(request)
  const { code, done = null, typed = {}, refusal = null, key = newKey() } = shown
  try {
    const [requests, consents, { dataRequests: kinds }] = await Promise.all([
      limited(deps, request, () => cases.dataRequestsOf(code, language)),
      cases.consentsOf(code, language),
      cases.catalogue(language),
    ])
    const account = await accountOf(deps, request)
    const asked = { requests, consents, kinds, typed, refusal, key, done }
    const page: Page = { kind: 'data', ...asked, account }
    return await pages.send(request, reply, page)
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'not_found')) throw error
    // What the code opened was erased since.
    pages.cookies.dropCode(reply)
    return reply.redirect(path, 303)
  }
}

async function ask(
  deps: PersonalDataDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  typed: Typed,
) {
  const key = keyIn(typed)
  const parsed = dataRequestInput.safeParse({ kind: typed.kind, text: typed.details })
  if (!parsed.success) {
    reply.status(errorStatus.invalid_input)
    const fields = fieldErrors(parsed.error).map((error) =>
      error.path === 'text' ? { ...error, path: 'details' } : { ...error, code: 'required' },
    )
    return show(deps, request, reply, { code, typed, key, refusal: { fields, problem: null } })
  }
  const once = idempotency(`POST ${path}`, key, [code, parsed.data])
  try {
    const { number } = await limited(deps, request, () =>
      deps.cases.requestData(code, parsed.data, once),
    )
    return reply.redirect(`${path}?done=${number}`, 303)
  } catch (error) {
    const { refusal, failure } = refusalOf(error, request)
    if (failure.code === 'internal' || failure.code === 'not_found') throw error
    reply.status(errorStatus[failure.code])
    return show(deps, request, reply, { code, typed, refusal })
  }
}

/** Ends one consent: an action on the report like any other, and so in its log and in the audit. */
async function withdraw(
  deps: PersonalDataDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  typed: Typed,
) {
  const { cases, pages } = deps
  const language = pages.languageOf(request)
  const purpose = (typed.withdraw ?? '').slice(0, 40)
  const once = idempotency(`POST ${path} consent`, keyIn(typed), [code, purpose])
  await limited(deps, request, async () => {
    const { version } = await cases.track(code, language)
    const action = { type: 'withdraw_consent', input: { purpose } } as const
    return cases.actAsReporter({ code, version, action, once, language })
  })
  return reply.redirect(`${path}?done=consent`, 303)
}
