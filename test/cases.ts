import { createCases } from '../server/cases/index.ts'
import type { Cases } from '../server/cases/index.ts'
import { createAreas } from '../server/places/index.ts'
import { openDatabase } from '../server/platform/database/index.ts'
import type { Database } from '../server/platform/database/index.ts'
import { createTestDatabase } from './database.ts'
import { testVault } from './vault.ts'

/** The case engine alone, on a database of its own that holds the demo province. */
export async function openCases(): Promise<{
  database: Database
  cases: Cases
  close(): Promise<void>
}> {
  const scratch = await createTestDatabase('demoDatabase')
  const database = openDatabase(scratch.url)
  return {
    database,
    cases: createCases(database, createAreas(database.executor), testVault(database)),
    async close() {
      await database.close()
      await scratch.drop()
    },
  }
}
