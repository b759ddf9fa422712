import { api } from '../../contract/api.ts'
import type { Viewer } from '../identity/index.ts'
import type { Idempotency } from '../platform/database/idempotency.ts'
import type { Database } from '../platform/database/index.ts'
import type { routesFor } from '../platform/http/route.ts'
import type { RecordStore } from '../platform/records/index.ts'
import { removeRecord, writeRecord } from './commands.ts'
import type { Command } from './commands.ts'
import { importRecords } from './import.ts'
import { mustAdminister, mustReadRecords } from './policy.ts'
import { exportRecords, getRecord, listChanges, listRecords } from './queries.ts'

/** The HTTP face of the administration of records; people are the identity domain's. */
export function administrationRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  { database, records }: { database: Database; records: RecordStore },
): void {
  const { executor } = database
  const commandOf = (viewer: Viewer, once: Idempotency, reason: string | undefined): Command => {
    mustAdminister(viewer)
    // Each person's keys are their own.
    return { viewer, reason, key: { ...once, scope: `${once.scope} ${viewer.id}` } }
  }

  route(api.listRecords, async ({ params, query, viewer }) => {
    mustReadRecords(viewer)
    return listRecords(executor, records, params.kind, query)
  })

  route(api.getRecord, async ({ params, viewer }) => {
    mustReadRecords(viewer)
    return getRecord(executor, records, params.kind, params.code)
  })

  route(api.writeRecord, async ({ params, body, viewer, once }) => {
    const command = commandOf(viewer, once, body.reason)
    return writeRecord(database, records, params.kind, body, command)
  })

  route(api.removeRecord, async ({ params, body, viewer, once }) => {
    const command = commandOf(viewer, once, body.reason)
    await removeRecord(database, records, params.kind, body, command)
    return undefined
  })

  route(api.listChanges, async ({ query, viewer }) => {
    mustAdminister(viewer)
    return listChanges(executor, query)
  })

  route(api.exportRecords, async ({ params, query, viewer }) => {
    mustAdminister(viewer)
    return exportRecords(executor, records, params.kind, query)
  })

  route(api.importRecords, async ({ params, body, viewer, once }) => {
    const command = commandOf(viewer, once, body.reason)
    return importRecords(database, records, params.kind, body, command)
  })
}
