import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isValidNumber, normalizeDigits, numberLength } from '../../contract/codes.ts'
import { Failure } from '../../contract/errors.ts'
import type { Cases } from '../cases/index.ts'
import type { Citizens } from '../citizens/index.ts'
import { typedIn } from './forms.ts'
import type { Pages } from './pages.ts'

export type FollowDeps = {
  cases: Pick<Cases, 'follows'>
  citizens: Pick<Citizens, 'identify'>
  pages: Pages
}

/** The page of one's own reports, with those that one follows. */
export const mine = '/phan-anh-cua-toi'

/** Adds following a public report and ending it; whoever is not signed in is led there and back. */
export function followPages(app: FastifyInstance, deps: FollowDeps): void {
  const { cases, citizens, pages } = deps
  app.post<{ Params: { number: string } }>('/phan-anh/:number/theo-doi', async (request, reply) => {
    const number = normalizeDigits(request.params.number)
    if (!isValidNumber(number, numberLength)) throw new Failure('not_found')
    const { stop, from } = typedIn(request)
    const citizen = await citizens.identify(request)
    if (!citizen) {
      if (!stop) pages.cookies.keepFollow(reply, number)
      return reply.redirect('/dang-nhap', 303)
    }
    if (!stop) return follow(deps, reply, citizen.id, number)
    await cases.follows.unfollow(citizen.id, number)
    return reply.redirect(
      from === 'mine' ? `${mine}#theo-doi` : `/phan-anh/${number}?done=unfollow`,
      303,
    )
  })
}

async function follow(
  { cases }: FollowDeps,
  reply: FastifyReply,
  citizenId: string,
  number: string,
): Promise<FastifyReply> {
  try {
    const whole = await cases.follows.follow(citizenId, number)
    return reply.redirect(`/phan-anh/${whole}?done=follow`, 303)
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'action_not_allowed')) throw error
    return reply.redirect(`${mine}?done=full#theo-doi`, 303)
  }
}

/** Where somebody arrives who has signed in: at the report they wanted to follow, else at theirs. */
export async function arrive(
  deps: FollowDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  citizenId: string,
): Promise<FastifyReply> {
  const number = deps.pages.cookies.follow(request)
  if (number === null) return reply.redirect(mine, 303)
  deps.pages.cookies.dropFollow(reply)
  try {
    return await follow(deps, reply, citizenId, number)
  } catch (error) {
    // Nobody may see it any more, as its address says.
    if (!(error instanceof Failure && error.code === 'not_found')) throw error
    return reply.redirect(mine, 303)
  }
}
