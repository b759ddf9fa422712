import { api } from '../../contract/api.ts'
import { normalizeDigits } from '../../contract/codes.ts'
import { Failure } from '../../contract/errors.ts'
import type { Cases } from '../cases/index.ts'
import { centreStaff, isCentre } from '../identity/index.ts'
import type { Viewer } from '../identity/index.ts'
import type { Executor } from '../platform/database/index.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import { languageOf } from '../platform/http/language.ts'
import type { routesFor } from '../platform/http/route.ts'
import type { Shifts } from './index.ts'

/** The HTTP face of the shift book. */
export function shiftRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  parts: { shifts: Shifts; executor: Executor; cases: Pick<Cases, 'findVisible'> },
): void {
  const { shifts, executor, cases } = parts
  const own = (once: Idempotency, viewer: Viewer) => ({
    ...once,
    scope: `${once.scope} ${viewer.id}`,
  })
  /** The case with a number that the viewer sees. */
  async function caseOf(viewer: Viewer, number: string): Promise<string> {
    const id = await cases.findVisible(viewer, normalizeDigits(number))
    if (id) return id
    throw new Failure('invalid_input', { fields: [{ path: 'about', code: 'unknown' }] })
  }

  route(api.getCurrentShift, async ({ viewer }) => ({ shift: await shifts.current(viewer) }))
  route(api.getRedPart, ({ viewer, request }) => shifts.red(viewer, languageOf(request)))
  route(api.listShifts, async ({ viewer, query }) => ({ shifts: await shifts.list(viewer, query) }))
  route(api.listShiftPeople, async ({ viewer }) => {
    if (!isCentre(viewer)) throw new Failure('forbidden')
    return { people: await centreStaff(executor) }
  })
  route(api.getShift, ({ viewer, params }) => shifts.get(viewer, params.id))
  route(api.takeShift, ({ viewer, body, once, request }) =>
    shifts.take(viewer, {
      previous: body.previous,
      once: own(once, viewer),
      language: languageOf(request),
    }),
  )
  route(api.handShiftOver, ({ viewer, params, body, once, request }) =>
    shifts.handOver(viewer, {
      ...body,
      id: params.id,
      once: own(once, viewer),
      language: languageOf(request),
    }),
  )
  route(api.writeShiftNote, async ({ viewer, body, once }) => {
    if (!isCentre(viewer)) throw new Failure('forbidden')
    return shifts.write(viewer, {
      kind: body.kind,
      text: body.text,
      caseId: body.about ? await caseOf(viewer, body.about) : null,
      once: own(once, viewer),
    })
  })
  route(api.settleShiftNote, ({ viewer, params }) => shifts.settle(viewer, params.id))
}
