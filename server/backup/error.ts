/** A backup that cannot be made or restored, in one line for whoever runs it. */
export class BackupError extends Error {
  override name = 'BackupError'
}

/** What a full disk says, of ours or of the database's. */
const fullDisk = new Set(['ENOSPC', 'EDQUOT', '53100'])

/** The same error, or the line that a full disk gets. */
export function explained(error: unknown, where: string): unknown {
  const code = (error as { code?: string } | null)?.code ?? ''
  if (!fullDisk.has(code)) return error
  const what = code === '53100' ? "the database's disk is full" : `no space is left for ${where}`
  return new BackupError(`${what}: make room and run this again, it goes on where it was`, {
    cause: error,
  })
}
