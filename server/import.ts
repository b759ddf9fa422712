import type { Pack } from '../contract/packs.ts'
import { importLaw } from './cases/index.ts'
import { importAgencies } from './identity/index.ts'
import { importCalendar, importUnits } from './places/index.ts'
import type { Database } from './platform/database/index.ts'

/** Brings packs into an installation, each in one transaction: whole or not at all, repeatable. */
export async function importPacks(database: Database, packs: Pack[]): Promise<void> {
  for (const pack of packs) {
    await database.transaction(async (tx) => {
      await importUnits(tx, pack.units ?? [])
      await importCalendar(tx, pack.holidays ?? [], pack.workingDays ?? [])
      await importAgencies(tx, pack.agencies ?? [])
      await importLaw(tx, pack)
    })
  }
}
