import type { FastifyReply, FastifyRequest } from 'fastify'
import { codeLength, isValidNumber, normalizeDigits } from '../../contract/codes.ts'
import { errorStatus } from '../../contract/errors.ts'
import type { Refusal, Typed } from '../../web/citizen/page.ts'
import { limitedByCode } from '../platform/http/rate-limit.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import { refusalOf } from './forms.ts'
import type { Pages } from './pages.ts'

// The code of a report: whoever has it is its reporter.

/** What look-ups by code are limited by. */
export type LimitDeps = { limits: Limits }

/** What is done by a code counts against its sender's address; see {@link limitedByCode}. */
export const limited = <Result>(
  { limits }: LimitDeps,
  request: FastifyRequest,
  work: () => Promise<Result>,
): Promise<Result> => limitedByCode(limits, request.ip, work)

/** The page that asks for a code, and what is behind it. */
type Door = {
  /** The page on which the code is typed. */
  kind: 'track' | 'dataCode'
  /** Where a right code leads. */
  to: string
  /** Answers `not_found` for a code that opens nothing. */
  look: (code: string) => Promise<unknown>
}

/** Keeps the code that was typed if it opens something, else says what is wrong with it. */
export async function openByCode(
  deps: LimitDeps & { pages: Pages },
  request: FastifyRequest,
  reply: FastifyReply,
  typed: Typed,
  { kind, to, look }: Door,
): Promise<unknown> {
  const code = normalizeDigits(typed.code ?? '')
  const refuse = (refusal: Refusal) =>
    deps.pages.send(request, reply, {
      kind,
      typed: { code: typed.code ?? '' },
      refusal,
      account: null,
    })
  if (!/^\d+$/.test(code) || code.length > 40) {
    reply.status(errorStatus.invalid_input)
    return refuse({ fields: [{ path: 'code', code: 'required' }], problem: null })
  }
  try {
    await limited(deps, request, () => look(code))
  } catch (error) {
    const { refusal, failure } = refusalOf(error, request)
    if (failure.code === 'internal') throw error
    reply.status(errorStatus[failure.code])
    if (failure.code !== 'not_found') return refuse(refusal)
    const mistyped = code.length === codeLength && !isValidNumber(code, codeLength)
    return refuse({ fields: [], problem: mistyped ? 'code_mistyped' : 'code_not_found' })
  }
  deps.pages.cookies.keepCode(reply, code)
  return reply.redirect(to, 303)
}
