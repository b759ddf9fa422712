import type { Pack } from '../contract/packs.ts'
import { kindNames } from '../contract/records/shared.ts'
import type { Database } from './platform/database/index.ts'
import type { Batch } from './platform/records/index.ts'
import { readSetting, writeSetting } from './platform/settings.ts'
import { records } from './records.ts'

/**
 * Brings packs into an installation, each in one transaction: whole or not at all, repeatable. The
 * first pack with one province makes it the province served.
 */
export async function importPacks(database: Database, packs: Pack[]): Promise<void> {
  for (const pack of packs) {
    const batch = Object.fromEntries(kindNames.map((kind) => [kind, pack[kind]])) as Batch
    await database.transaction(async (tx) => {
      await records.write(tx, batch, { actor: null, origin: `pack ${pack.code}` })
      const [province, another] = (pack.units ?? []).filter(({ kind }) => kind === 'province')
      if (province && !another && (await readSetting(tx, 'province')) === null) {
        await writeSetting(tx, 'province', province.code)
      }
    })
  }
}
