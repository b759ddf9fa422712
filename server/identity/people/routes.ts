import * as contract from '../../../contract/administration.ts'
import { Failure } from '../../../contract/errors.ts'
import { cleanText } from '../../../contract/text.ts'
import type { Idempotency } from '../../platform/database/idempotency.ts'
import type { routesFor } from '../../platform/http/route.ts'
import { isAdministrator } from '../viewer.ts'
import type { Viewer } from '../viewer.ts'
import {
  addPerson,
  changePerson,
  resetPassword,
  resetSecondFactor,
  unlockPerson,
} from './commands.ts'
import type { People } from './commands.ts'
import { listPeople } from './queries.ts'
import type { KeptPerson } from './queries.ts'

/** The accounts of staff, as administrators see and change them. */
export function peopleRoutes(route: ReturnType<typeof routesFor<Viewer>>, people: People): void {
  const mustAdminister = (viewer: Viewer) => {
    if (!isAdministrator(viewer)) throw new Failure('forbidden')
  }
  const commandOf = (viewer: Viewer, once: Idempotency) => {
    mustAdminister(viewer)
    return { viewer, key: { ...once, scope: `${once.scope} ${viewer.id}` } }
  }

  const withLocks = async (kept: KeptPerson[]) => {
    const locks = await people.attempts.lockedUntil(kept.map(({ email }) => email))
    return kept.map((each) => ({
      ...each,
      lockedUntil: locks.get(each.email)?.toISOString() ?? null,
    }))
  }
  const withLock = async (kept: KeptPerson) => (await withLocks([kept]))[0]!

  route(contract.listPeople, async ({ query, viewer }) => {
    mustAdminister(viewer)
    const { people: page, total } = await listPeople(people.database.executor, query)
    return { people: await withLocks(page), total }
  })
  route(contract.addPerson, async ({ body, viewer, once }) => {
    const { person, password } = await addPerson(people, body, commandOf(viewer, once))
    return { person: await withLock(person), password }
  })
  route(contract.changePerson, async ({ params, body, viewer, once }) =>
    withLock(await changePerson(people, cleanText(params.id), body, commandOf(viewer, once))),
  )
  route(contract.resetPassword, async ({ params, viewer, once }) =>
    resetPassword(people, cleanText(params.id), commandOf(viewer, once)),
  )
  route(contract.resetSecondFactor, async ({ params, viewer, once }) =>
    withLock(await resetSecondFactor(people, cleanText(params.id), commandOf(viewer, once))),
  )
  route(contract.unlockPerson, async ({ params, viewer, once }) =>
    withLock(await unlockPerson(people, cleanText(params.id), commandOf(viewer, once))),
  )
}
