import { createHash } from 'node:crypto'
import type { Pack } from '../contract/packs.ts'
import { keyOf } from '../contract/records/kinds.ts'
import { kindNames } from '../contract/records/shared.ts'
import { packs as shipped } from '../packs/index.ts'
import type { Database, Executor } from './platform/database/index.ts'
import { changedSincePacks } from './platform/records/index.ts'
import type { Batch } from './platform/records/index.ts'
import { readSetting, writeSetting } from './platform/settings.ts'
import { records } from './records.ts'

const settingOf = (pack: Pack) => `pack ${pack.code}`
const digestOf = (pack: Pack) => createHash('sha256').update(JSON.stringify(pack)).digest('hex')

/**
 * Brings packs into an installation in one transaction: whole or not at all, repeatable, in any
 * order, since they refer to one another (subjects to agencies, features to their classes). What an
 * administrator or an import changed since stays as it is. The first pack with one province makes it
 * the province served.
 */
export async function importPacks(database: Database, packs: Pack[]): Promise<void> {
  await database.transaction(async (tx) => {
    await records.lock(tx)
    const parts = []
    for (const pack of packs) {
      const writer = { actor: null, origin: `pack ${pack.code}` }
      parts.push({ batch: await untouched(tx, pack), writer })
    }
    await records.writeTogether(tx, parts)
    for (const pack of packs) {
      await writeSetting(tx, settingOf(pack), digestOf(pack))
      // One province may come with the periods of before, under another name or type.
      const provinces = (pack.units ?? []).filter(({ kind }) => kind === 'province')
      const [province, another] = new Set(provinces.map(({ code }) => code))
      if (province && !another && (await readSetting(tx, 'province')) === null) {
        await writeSetting(tx, 'province', province)
      }
    }
  })
}

/** A pack's records without those that others have changed. */
async function untouched(tx: Executor, pack: Pack): Promise<Batch> {
  const batch: Record<string, unknown> = {}
  for (const kind of kindNames) {
    const brought = pack[kind] ?? []
    if (brought.length === 0) continue
    const changed = await changedSincePacks(tx, kind)
    batch[kind] = brought.filter((record) => !changed.has(keyOf(kind, record)))
  }
  return batch
}

/**
 * After an upgrade: brings the packs that came with the product and were imported once in again,
 * where they are others now. Returns their names.
 */
export async function refreshPacks(database: Database): Promise<string[]> {
  const stale: Pack[] = []
  for (const pack of Object.values<Pack>(shipped)) {
    const known = await readSetting(database.executor, settingOf(pack))
    if (known !== null && known !== digestOf(pack)) stale.push(pack)
  }
  if (stale.length > 0) await importPacks(database, stale)
  return stale.map(({ name }) => name.vi)
}
