/** The embedded database cannot be had; `message` is one line a person can act on. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError'
}

/**
 * Turns a failed file operation on the data folder into an {@link EmbeddedError}; anything that is
 * not a file error comes back unchanged.
 */
export function explainFileError(error: unknown, dataDir: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new EmbeddedError(
        `The data folder ${dataDir} cannot be written by this user: change its owner, or set NHIP_DATA to another folder.`,
      )
    case 'EROFS':
      return new EmbeddedError(
        `The data folder ${dataDir} is on a read-only file system: set NHIP_DATA to a folder that can be written.`,
      )
    case 'ENOTDIR':
    case 'ENOENT':
      return new EmbeddedError(
        `The data folder ${dataDir} cannot be made there: set NHIP_DATA to another folder.`,
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(dataDir)
    default:
      return error
  }
}

/**
 * The one line for a PostgreSQL program that ended too early.
 * @param output what it printed (English, because we run it with LC_ALL=C)
 */
export function explainOutput(what: string, output: string, dataDir: string): EmbeddedError {
  if (/No space left on device|Disk quota exceeded/.test(output)) return diskFull(dataDir)
  if (/Read-only file system/.test(output)) {
    return new EmbeddedError(
      `The data folder ${dataDir} is on a read-only file system: set NHIP_DATA to a folder that can be written.`,
    )
  }
  if (
    /error while loading shared libraries|not found \(required by|Library not loaded/.test(output)
  ) {
    return new EmbeddedError(
      `The embedded PostgreSQL does not run on this system (${firstLine(output)}): run "npm ci" again, or set DATABASE_URL to a PostgreSQL server.`,
    )
  }
  if (/could not (map|create|resize) .*shared memory|Cannot allocate memory/.test(output)) {
    return new EmbeddedError(`The embedded PostgreSQL got too little memory: ${firstLine(output)}`)
  }
  const reason = firstLine(
    output.match(/^.*(?:FATAL|PANIC|error):(?!\s+the database system is).*$/m)?.[0] ?? output,
  )
  return new EmbeddedError(`${what} failed: ${reason || 'it ended without a message'}`)
}

function diskFull(dataDir: string): EmbeddedError {
  return new EmbeddedError(
    `The disk that holds ${dataDir} is full: free some space, or set NHIP_DATA to a folder elsewhere.`,
  )
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.trim().slice(0, 300) ?? ''
}
