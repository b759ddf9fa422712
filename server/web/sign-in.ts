import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { normalizeDigits } from '../../contract/codes.ts'
import { contact as contactSchema, sentCode } from '../../contract/citizens.ts'
import { errorStatus, Failure } from '../../contract/errors.ts'
import type { FieldError } from '../../contract/errors.ts'
import type { Refusal } from '../../web/citizen/page.ts'
import type { Cases } from '../cases/index.ts'
import type { Citizen, Citizens } from '../citizens/index.ts'
import type { Message } from '../messages/index.ts'
import { fieldErrors } from '../platform/http/route.ts'
import { arrive, mine } from './follow.ts'
import { refusalOf, typedIn } from './forms.ts'
import type { Pages } from './pages.ts'
import { ssoPages } from './sso.ts'
import type { CitizenSso } from './sso.ts'

export type SignInDeps = {
  citizens: Citizens
  cases: Pick<Cases, 'listOfCitizen' | 'getOfCitizen' | 'follows'>
  pages: Pages
  /** The message of a challenge, in the demo; else null. */
  letters: (challenge: string) => Promise<Message | null>
  sso: CitizenSso
}

/** Adds the pages of signing in and of one's own reports; they work without a script. */
export function signInPages(app: FastifyInstance, deps: SignInDeps): void {
  const { citizens, pages, letters } = deps
  const challengeOf = pages.cookies.challenge

  app.get('/dang-nhap', async (request, reply) => {
    const citizen = await citizens.identify(request)
    if (citizen) return arrive(deps, request, reply, citizen.id)
    return showSignIn(deps, request, reply, '', null)
  })
  app.post('/dang-nhap', (request, reply) => sendCode(deps, request, reply))
  app.get('/dang-nhap/ma', (request, reply) => showCode(deps, request, reply, null))
  app.post('/dang-nhap/ma', (request, reply) => signIn(deps, request, reply))
  app.get('/dang-nhap/hop-thu', async (request, reply) => {
    const challenge = challengeOf(request)
    const letter = challenge ? await letters(challenge) : null
    if (!letter) throw new Failure('not_found')
    const { recipient, text } = letter
    const shown = { at: letter.at.toISOString(), recipient, text }
    return pages.send(request, reply, { kind: 'letter', letter: shown })
  })
  ssoPages(app, {
    ...deps,
    cookies: pages.cookies,
    arrive: (request, reply, citizen) => arrive(deps, request, reply, citizen.id),
    refuse: (request, reply, problem) =>
      showSignIn(deps, request, reply, '', { fields: [], problem }),
  })
  app.get(mine, async (request, reply) => {
    const citizen = await citizens.identify(request)
    if (!citizen) return reply.redirect('/dang-nhap', 303)
    const language = pages.languageOf(request)
    const reports = await deps.cases.listOfCitizen(citizen.id, language)
    const followed = await deps.cases.follows.list(citizen.id, language)
    const { done } = request.query as { done?: unknown }
    const page = { contact: contactOf(citizen), reports, followed, isFull: done === 'full' }
    return pages.send(request, reply, { kind: 'mine', ...page })
  })
  app.post(mine, async (request, reply) => {
    const citizen = await citizens.identify(request)
    if (!citizen) return reply.redirect('/dang-nhap', 303)
    const number = normalizeDigits(typedIn(request).number ?? '')
    const { code } = await deps.cases.getOfCitizen(citizen.id, number, pages.languageOf(request))
    pages.cookies.keepCode(reply, code)
    return reply.redirect('/tra-cuu/phan-anh', 303)
  })
  app.post(`${mine}/thoat`, async (request, reply) => {
    const citizen = await citizens.identify(request)
    if (citizen && typedIn(request).everywhere) await citizens.signOutEverywhere(citizen, reply)
    else await citizens.signOut({ request, reply })
    pages.cookies.dropCode(reply)
    return reply.redirect('/', 303)
  })
  app.post(`${mine}/xoa-tai-khoan`, async (request, reply) => {
    const citizen = await citizens.identify(request)
    if (citizen) await citizens.remove(citizen, reply)
    pages.cookies.dropCode(reply)
    return reply.redirect('/', 303)
  })
}

/** What an account is called by. */
export const contactOf = ({ name, phone, email }: Citizen) => name ?? phone ?? email ?? ''

async function showSignIn(
  { pages, sso }: SignInDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  contact: string,
  refusal: Refusal | null,
) {
  return pages.send(request, reply, {
    kind: 'sign_in',
    typed: { contact },
    refusal,
    sso: (await sso())?.label ?? null,
    follow: pages.cookies.follow(request),
  })
}

async function sendCode(deps: SignInDeps, request: FastifyRequest, reply: FastifyReply) {
  const { citizens, pages } = deps
  const { contact: typed = '' } = typedIn(request)
  const parsed = contactSchema.safeParse(typed)
  if (!parsed.success) {
    reply.status(errorStatus.invalid_input)
    const fields = fieldErrors(parsed.error, 'contact')
    return showSignIn(deps, request, reply, typed, { fields, problem: null })
  }
  try {
    const language = pages.languageOf(request)
    const asked = { contact: parsed.data, language, address: request.ip }
    const { challenge } = await citizens.requestCode(asked)
    pages.cookies.keepChallenge(reply, challenge)
    return reply.redirect('/dang-nhap/ma', 303)
  } catch (error) {
    const { refusal, failure } = refusalOf(error, request)
    if (failure.code === 'internal') throw error
    reply.status(errorStatus[failure.code])
    const problem = failure.code === 'too_many_requests' ? 'too_many_codes' : refusal.problem
    return showSignIn(deps, request, reply, typed, { ...refusal, problem })
  }
}

async function showCode(
  deps: SignInDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal | null,
) {
  const { citizens, pages, letters } = deps
  const challenge = pages.cookies.challenge(request)
  const sentTo = challenge ? await citizens.sentTo(challenge) : null
  // Too old, or tried too often: only another code helps.
  if (!challenge || !sentTo) {
    if (!refusal) return reply.redirect('/dang-nhap', 303)
    return showSignIn(deps, request, reply, '', { fields: [], problem: 'code_over' })
  }
  const isKept = (await letters(challenge)) !== null
  return pages.send(request, reply, { kind: 'sign_in_code', sentTo, isKept, refusal })
}

async function signIn(deps: SignInDeps, request: FastifyRequest, reply: FastifyReply) {
  const { citizens, pages } = deps
  const challenge = pages.cookies.challenge(request)
  if (!challenge) return reply.redirect('/dang-nhap', 303)
  const wrong = (fields: FieldError[]) => showCode(deps, request, reply, { fields, problem: null })
  const parsed = sentCode.safeParse(typedIn(request).code ?? '')
  if (!parsed.success) {
    reply.status(errorStatus.invalid_input)
    return wrong(fieldErrors(parsed.error, 'code'))
  }
  let citizen: Citizen
  try {
    citizen = await citizens.signIn({ request, reply }, { challenge, code: parsed.data })
  } catch (error) {
    const { refusal, failure } = refusalOf(error, request)
    if (failure.code === 'internal') throw error
    reply.status(errorStatus[failure.code])
    if (failure.code === 'wrong_code') return wrong([{ path: 'code', code: 'wrong_code' }])
    return showCode(deps, request, reply, refusal)
  }
  pages.cookies.dropChallenge(reply)
  return arrive(deps, request, reply, citizen.id)
}
