import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from './process-identity.ts'
import type { ProcessRecord } from './process-identity.ts'

/** One use of the database by one process; the token tells two uses in one process apart. */
export type Participant = ProcessRecord & { token: string }

/**
 * Who uses the database of a data folder, and which of them owns it (restarts and stops it). Kept
 * in files, so that it survives any of them.
 */
export type Registry = {
  add(participant: Participant): void
  remove(participant: Participant): void
  /** the owner while it lives */
  owner(): Participant | undefined
  setOwner(participant: Participant | undefined): void
  /** the living users */
  living(): Participant[]
}

export function openRegistry(dataDir: string): Registry {
  const folder = join(dataDir, 'users')
  const ownerFile = join(dataDir, 'owner.json')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fileOf = ({ token }: Participant) => join(folder, `${token}.json`)
  const livingAt = (path: string) => {
    const participant = read(path)
    return participant && isAlive(participant) ? participant : undefined
  }
  return {
    add: (participant) => write(fileOf(participant), participant),
    remove: (participant) => rmSync(fileOf(participant), { force: true }),
    owner: () => livingAt(ownerFile),
    setOwner: (participant) => {
      if (participant) write(ownerFile, participant)
      else rmSync(ownerFile, { force: true })
    },
    living: () =>
      readdirSync(folder).flatMap((name) => {
        const path = join(folder, name)
        const participant = livingAt(path)
        // Another process's file that is being written ends in .new.
        if (!participant && name.endsWith('.json')) rmSync(path, { force: true })
        return participant && name.endsWith('.json') ? [participant] : []
      }),
  }
}

function read(path: string): Participant | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Participant
  } catch {
    return undefined
  }
}

function write(path: string, participant: Participant): void {
  const unfinished = `${path}.${participant.token}.new`
  writeFileSync(unfinished, JSON.stringify(participant), { mode: 0o600 })
  renameSync(unfinished, path)
}
