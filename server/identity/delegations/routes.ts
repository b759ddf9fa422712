import * as contract from '../../../contract/delegations.ts'
import { Failure } from '../../../contract/errors.ts'
import { cleanText } from '../../../contract/text.ts'
import type { Idempotency } from '../../platform/database/idempotency.ts'
import type { Database } from '../../platform/database/index.ts'
import type { routesFor } from '../../platform/http/route.ts'
import { findPerson } from '../people/queries.ts'
import type { Sessions } from '../sessions.ts'
import { isAdministrator } from '../viewer.ts'
import type { Viewer } from '../viewer.ts'
import { delegate, withdrawDelegation } from './commands.ts'
import { delegableBy, delegationsOf, possibleFor } from './queries.ts'

/** Handing a role over for a time: for whom it is, and for administrators. */
export function delegationRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  parts: { database: Database; sessions: Sessions },
): void {
  const { executor } = parts.database
  const commandOf = (viewer: Viewer, once: Idempotency) => ({
    viewer,
    key: { ...once, scope: `${once.scope} ${viewer.id}` },
  })

  route(contract.listDelegations, async ({ query, viewer }) => {
    const person = query.person === undefined ? viewer.id : cleanText(query.person)
    if (person !== viewer.id) {
      if (!isAdministrator(viewer)) throw new Failure('forbidden')
      if (!(await findPerson(executor, person))) throw new Failure('not_found')
    }
    return {
      delegations: await delegationsOf(executor, person),
      possible: await possibleFor(executor, person, delegableBy(viewer, person)),
    }
  })
  route(contract.delegate, async ({ body, viewer, once }) =>
    delegate(parts, body, commandOf(viewer, once)),
  )
  route(contract.withdrawDelegation, async ({ params, viewer, once }) =>
    withdrawDelegation(parts, params.id, commandOf(viewer, once)),
  )
}
