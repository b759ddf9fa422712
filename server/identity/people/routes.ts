import * as contract from '../../../contract/administration.ts'
import { Failure } from '../../../contract/errors.ts'
import { cleanText } from '../../../contract/text.ts'
import type { Idempotency } from '../../platform/database/idempotency.ts'
import type { routesFor } from '../../platform/http/route.ts'
import { isAdministrator } from '../viewer.ts'
import type { Viewer } from '../viewer.ts'
import { addPerson, changePerson, resetPassword } from './commands.ts'
import type { People } from './commands.ts'
import { listPeople } from './queries.ts'

/** The accounts of staff, as administrators see and change them. */
export function peopleRoutes(route: ReturnType<typeof routesFor<Viewer>>, people: People): void {
  const mustAdminister = (viewer: Viewer) => {
    if (!isAdministrator(viewer)) throw new Failure('forbidden')
  }
  const commandOf = (viewer: Viewer, once: Idempotency) => {
    mustAdminister(viewer)
    return { viewer, key: { ...once, scope: `${once.scope} ${viewer.id}` } }
  }

  route(contract.listPeople, async ({ query, viewer }) => {
    mustAdminister(viewer)
    return listPeople(people.database.executor, query)
  })
  route(contract.addPerson, async ({ body, viewer, once }) =>
    addPerson(people, body, commandOf(viewer, once)),
  )
  route(contract.changePerson, async ({ params, body, viewer, once }) =>
    changePerson(people, cleanText(params.id), body, commandOf(viewer, once)),
  )
  route(contract.resetPassword, async ({ params, viewer, once }) =>
    resetPassword(people, cleanText(params.id), commandOf(viewer, once)),
  )
}
