import type { Pack } from '../contract/packs.ts'
import type { Boundary } from '../contract/records/places.ts'
import { kindNames } from '../contract/records/shared.ts'
import type { Database, Executor } from './platform/database/index.ts'
import type { Batch } from './platform/records/index.ts'
import { readSetting, writeSetting } from './platform/settings.ts'
import { records } from './records.ts'

/**
 * Brings packs into an installation in one transaction: whole or not at all, repeatable, in any
 * order, since they refer to one another (subjects to agencies, features to their classes). The first
 * pack with one province makes it the province served.
 */
export async function importPacks(database: Database, packs: Pack[]): Promise<void> {
  await database.transaction(async (tx) => {
    const parts = await Promise.all(
      packs.map(async (pack) => ({
        batch: {
          ...(Object.fromEntries(kindNames.map((kind) => [kind, pack[kind]])) as Batch),
          boundaries: await withoutWorse(tx, pack.boundaries ?? []),
        },
        writer: { actor: null, origin: `pack ${pack.code}` },
      })),
    )
    await records.writeTogether(tx, parts)
    for (const pack of packs) {
      // One province may come with the periods of before, under another name or type.
      const provinces = (pack.units ?? []).filter(({ kind }) => kind === 'province')
      const [province, another] = new Set(provinces.map(({ code }) => code))
      if (province && !another && (await readSetting(tx, 'province')) === null) {
        await writeSetting(tx, 'province', province)
      }
    }
  })
}

/** Boundaries without the approximate ones of units whose own are known already. */
export async function withoutWorse(
  executor: Executor,
  boundaries: Boundary[],
): Promise<Boundary[]> {
  const codes = boundaries.filter(({ approximate }) => approximate).map(({ unit }) => unit)
  if (codes.length === 0) return boundaries
  const exact = new Set(
    (await records.read('boundaries').read(executor, codes))
      .filter(({ approximate }) => !approximate)
      .map(({ unit }) => unit),
  )
  return boundaries.filter(({ unit, approximate }) => !approximate || !exact.has(unit))
}
