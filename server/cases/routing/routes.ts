import { api } from '../../../contract/api.ts'
import { Failure } from '../../../contract/errors.ts'
import type { Viewer } from '../../identity/index.ts'
import type { routesFor } from '../../platform/http/route.ts'
import type { RecordStore } from '../../platform/records/index.ts'
import type { Cases } from '../index.ts'
import { mayStudyRouting } from './policy.ts'

/** The HTTP face of competence. `records` is the whole store, which knows more than this domain. */
export function routingRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  { cases, records }: { cases: Pick<Cases, 'explainRoute' | 'tryRule'>; records: RecordStore },
): void {
  route(api.explainRoute, async ({ body, viewer }) => {
    if (!mayStudyRouting(viewer)) throw new Failure('forbidden')
    return cases.explainRoute(body)
  })
  route(api.tryRule, async ({ body, viewer }) => {
    if (!mayStudyRouting(viewer)) throw new Failure('forbidden')
    return cases.tryRule(records, body, viewer)
  })
}
