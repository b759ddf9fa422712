import { setTimeout as pause } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { readAuditKey } from '../platform/audit/index.ts'
import { isUnavailable } from '../platform/database/index.ts'
import type { Files } from '../platform/files/index.ts'
import { findSecret } from '../platform/secrets.ts'
import { refusedRights } from './catalogue.ts'
import { dumpDatabase } from './dump.ts'
import { BackupError, explained } from './error.ts'
import type { BackupSecret } from './key.ts'
import type { DatabasePart, Manifest, Pack, Part } from './manifest.ts'
import { partsOf } from './manifest.ts'
import { copyFiles } from './packs.ts'
import { secretFingerprints, secretsOf } from './secrets.ts'
import { prepareVessel } from './vessel.ts'
import type { Vessel } from './vessel.ts'

/** A database that goes away in the middle is asked again so often, after so long each, ms. */
const tries = 5
const retryMs = 5_000

/** What was done before, as the journal tells it. */
type Entry = { database: DatabasePart } | { pack: Pack } | { secrets: Part }

/**
 * Makes a backup in a folder, or goes on with the one that was begun there: the database as of one
 * moment, then the files it speaks of. The server may run meanwhile.
 * @throws BackupError in one line for the administrator
 */
export async function makeBackup(options: {
  folder: string
  secret: BackupSecret
  /** Of somebody who may read every row. */
  url: string
  files: Files
  config: Pick<Config, 'dataDir' | 'masterKeys'>
  release: string
  /** Whether the secrets of the installation are put in as well. */
  withSecrets?: boolean
  tell?: (line: string) => void
}): Promise<{ manifest: Manifest; bytes: number }> {
  const { folder, secret, url, files, config, release, withSecrets = false } = options
  const tell = options.tell ?? (() => {})
  try {
    const vessel = await prepareVessel(folder, secret)
    if (await vessel.manifest()) {
      throw new BackupError(`the backup in ${folder} is finished: name a new folder for another`)
    }
    const before = (await vessel.journal()) as Entry[]
    const database = await databaseOf(vessel, url, before, tell)

    const packs = before.flatMap((entry) => ('pack' in entry ? [entry.pack] : []))
    if (packs.length > 0) tell(`  ${packs.length} packs of files are here already`)
    const total = database.keys.rows
    await copyFiles({
      vessel,
      files,
      keys: database.keys,
      done: packs,
      async onPack(pack) {
        packs.push(pack)
        await vessel.note({ pack } satisfies Entry)
        tell(`  files: ${sum(packs, 'files') + sum(packs, 'missing')} of ${total}`)
      },
    })
    const manifest: Manifest = {
      header: vessel.headerHash,
      release,
      finishedAt: new Date().toISOString(),
      database,
      packs,
      secrets: withSecrets ? await vessel.write('secrets.sealed', secretsOf(config)) : null,
      fingerprints: secretFingerprints(config),
      auditKey: findSecret(config.dataDir, 'audit-key')
        ? readAuditKey(config.dataDir).publicKey
        : null,
    }
    await vessel.finish(manifest)
    return { manifest, bytes: partsOf(manifest).reduce((bytes, part) => bytes + part.bytes, 0) }
  } catch (error) {
    throw explained(refusedRights(error), folder)
  }
}

export const sum = (packs: Pack[], what: 'files' | 'missing') =>
  packs.reduce((total, pack) => total + pack[what], 0)

/** The database's part: from before, or as of now. A snapshot ends with its connection, so anew. */
async function databaseOf(
  vessel: Vessel,
  url: string,
  before: Entry[],
  tell: (line: string) => void,
): Promise<DatabasePart> {
  const found = before.flatMap((entry) => ('database' in entry ? [entry.database] : []))[0]
  if (found) {
    tell(`Going on with the backup of ${found.at}: the database is here already`)
    return found
  }
  await vessel.forget()
  for (let left = tries; ; left -= 1) {
    try {
      tell('Database …')
      const database = await dumpDatabase(url, vessel, tell)
      await vessel.note({ database } satisfies Entry)
      return database
    } catch (error) {
      if (left === 1 || !isUnavailable(error)) throw error
      tell(`  the database went away (${(error as Error).message}): beginning it anew`)
      await pause(retryMs)
    }
  }
}
