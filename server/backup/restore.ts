import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { verifyOn } from '../platform/audit/index.ts'
import type { AuditSource, Verified } from '../platform/audit/index.ts'
import type { Files } from '../platform/files/index.ts'
import { connect, refusedRights } from './catalogue.ts'
import { BackupError, explained } from './error.ts'
import type { BackupSecret } from './key.ts'
import {
  beginRestore,
  checkRelease,
  compareTables,
  endRestore,
  loadDatabase,
  noteRestored,
} from './load.ts'
import { partsOf } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { restorePack } from './packs.ts'
import { compareSecrets, restoreSecrets } from './secrets.ts'
import { openVessel } from './vessel.ts'
import type { Vessel } from './vessel.ts'

/** A backup whose every file was looked at. */
export type Checked = { vessel: Vessel; manifest: Manifest; bytes: number }

/**
 * Opens a backup and looks at every byte of it, before anything is written anywhere.
 * @throws BackupError naming what is wrong: the key, the release, or the damaged file
 */
export async function checkBackup(
  folder: string,
  secret: BackupSecret,
  tell: (line: string) => void = () => {},
): Promise<Checked> {
  const vessel = await openVessel(folder, secret)
  const manifest = await vessel.manifest()
  if (!manifest) {
    throw new BackupError(
      `the backup in ${folder} is not finished: run \`npx nhip backup\` there again, or take another`,
    )
  }
  await checkRelease(manifest.database, manifest.release)
  let bytes = 0
  let told = performance.now()
  const parts = partsOf(manifest)
  for (const [place, part] of parts.entries()) {
    const path = join(folder, part.name)
    const size = await stat(path).then(
      (found) => found.size,
      () => null,
    )
    if (size === null) throw new BackupError(`${path} is missing`)
    if (size !== part.bytes || (await hashOf(path)) !== part.sha256) {
      throw new BackupError(`${path} is damaged: it is not the file that was written`)
    }
    bytes += size
    if (performance.now() - told < 2_000) continue
    told = performance.now()
    tell(`  looked at ${place + 1} of ${parts.length} files`)
  }
  return { vessel, manifest, bytes }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/**
 * Puts the secrets in place that the backup holds, and makes sure that the others are there.
 * @throws BackupError naming those that are not, unless `without`
 */
export async function settleSecrets(
  { vessel, manifest }: Checked,
  config: Pick<Config, 'dataDir' | 'masterKeys'>,
  { without, tell }: { without: boolean; tell: (line: string) => void },
): Promise<void> {
  const before = compareSecrets(config, manifest)
  if (before.missing.length > 0 && manifest.secrets) {
    const put = await restoreSecrets(vessel, manifest.secrets, config)
    if (put.length > 0) tell(`Secrets put back: ${put.join(', ')}`)
  }
  const { missing, others, lost } = compareSecrets(config, manifest)
  if (lost.length === 0) return
  const what = [
    missing.length > 0 && `missing: ${missing.join(', ')}`,
    others.length > 0 && `another than the backup's: ${others.join(', ')}`,
  ].filter(Boolean)
  const where = join(config.dataDir, 'secrets')
  if (!without) {
    throw new BackupError(
      `secrets in ${where} (or NHIP_MASTER_KEY) are ${what.join('; ')}. Put them back from where they ` +
        `are kept; with --without-secrets: ${lost.join('; ')}`,
    )
  }
  tell(`Without secrets (${what.join('; ')}): ${lost.join('; ')}`)
}

/**
 * Fills an empty database and the files from a backup that was looked at, or goes on where an earlier
 * run was ended; compares every table, brings the database to this release and follows the audit chain.
 * @throws BackupError in one line for the administrator; the database is not served from until this
 *   has ended well
 */
export async function restoreBackup(
  { vessel, manifest }: Checked,
  options: {
    /** Of the owner of an empty database. */
    url: string
    files: Files
    sources: AuditSource[]
    tell?: (line: string) => void
  },
): Promise<{ rows: number; audit: Verified; applied: string[] }> {
  const { url, files, sources, tell = () => {} } = options
  const { database, packs } = manifest
  try {
    const done = await beginRestore(url, vessel.id)
    if (done.size > 1) tell(`Going on: ${done.size - 1} parts are here already`)
    const isMoved = done.has(moved)
    if (!isMoved) {
      tell('Database …')
      await loadDatabase(url, vessel, database, done, tell)
    }
    const client = await connect(url)
    try {
      for (const [place, pack] of packs.entries()) {
        if (done.has(pack.name)) continue
        await restorePack(vessel, pack, files)
        await noteRestored(client, pack.name)
        tell(`  files: pack ${place + 1} of ${packs.length}`)
      }
      let rows = database.tables.reduce((total, table) => total + table.rows, 0)
      if (!isMoved) {
        tell('Comparing …')
        rows = await compareTables(url, database.tables)
        // From here on newer migrations may change tables: they are compared no more.
        await noteRestored(client, moved)
      }
      const applied = await migrate(url)
      tell('Audit log …')
      const publicKey = manifest.auditKey ?? undefined
      const audit = await verifyOn(url, { sources, publicKey })
      await endRestore(client)
      return { rows, audit, applied }
    } finally {
      await client.end().catch(() => {})
    }
  } catch (error) {
    throw explained(refusedRights(error), 'the files or the database')
  }
}

const moved = 'compared'
