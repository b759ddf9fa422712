import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'

const linux = process.platform === 'linux'

/**
 * Names one living process so that a later process with the same pid is told apart: its start time
 * and, on Linux, the boot it belongs to. Undefined when no such process lives (a zombie is dead).
 */
export function processIdentity(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  if (!linux) return ps(pid, 'lstart=')
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name may hold spaces and brackets; the fields proper begin after its last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return `${bootId()}:${fields[19]}`
  } catch {
    return undefined
  }
}

/** A process as written down in a file: still the same one that wrote it? */
export type ProcessRecord = { pid: number; identity: string }

export function thisProcess(): ProcessRecord {
  return { pid: process.pid, identity: processIdentity(process.pid) ?? 'unknown' }
}

export function isAlive(record: ProcessRecord): boolean {
  return processIdentity(record.pid) === record.identity
}

export function isSame(a: ProcessRecord | undefined, b: ProcessRecord): boolean {
  return a !== undefined && a.pid === b.pid && a.identity === b.identity
}

/**
 * Whether the process is a PostgreSQL server working on this cluster. A pid file alone proves
 * nothing: after a crash or a reboot its number may belong to any program.
 * @param cluster the cluster's folder (PGDATA)
 */
export function isPostmasterOf(pid: number, cluster: string): boolean {
  if (processIdentity(pid) === undefined) return false
  if (!linux) {
    const command = ps(pid, 'command=') ?? ''
    return command.includes('postgres') && command.includes(cluster)
  }
  try {
    // " (deleted)" follows the name when the binaries were replaced under a running server.
    const executable = readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')
    // A postmaster's working directory is its cluster, whatever way it was named to it.
    return (
      executable.endsWith('/postgres') && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
    )
  } catch {
    // Not ours to look into, so it runs as somebody else and cannot be on our cluster.
    return false
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'stat=', '-o', column, '-ww', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
    const [state = '', ...rest] = text.split(/\s+/)
    return text === '' || state.startsWith('Z') ? undefined : rest.join(' ')
  } catch {
    return undefined
  }
}
