import { spawnSync } from 'node:child_process'
import { chmodSync, lchownSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { copyBinaries, essentialFiles } from './binaries.ts'
import { EmbeddedError } from './error.ts'

/**
 * How PostgreSQL's programs are started. PostgreSQL refuses to run as root, so root has to lend it
 * another face; an ordinary user starts it as it is.
 */
export type Account = {
  /** folder with bin, lib and share that this account can reach */
  native: string
  /** put before the program and its arguments */
  prefix: string[]
  /** what Node's spawn is told */
  credentials: { uid?: number; gid?: number }
  /** who must own the cluster, when not this process's user */
  owner: { uid: number; gid: number } | undefined
  /** for the log */
  description: string
}

const CAPABILITIES = '-all,+dac_override'

/**
 * Chooses the account for a data folder.
 * @param native the installed binaries, complete with their links
 * @param cluster PGDATA; may not exist yet
 */
export function chooseAccount(native: string, dataDir: string, cluster: string): Account {
  const self = { native, prefix: [], credentials: {}, owner: undefined, description: 'this user' }
  if (process.getuid?.() !== 0) {
    // initdb wants a name for its user; containers often run under a number that has none.
    return hasName() ? self : (asNamespace(native, [dataDir]) ?? self)
  }
  const owner = lstatSync(cluster, { throwIfNoEntry: false })
  // A cluster made by an ordinary user, or by root under an ordinary user, stays that user's.
  const clusterOwner = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : undefined
  const account =
    (clusterOwner ? undefined : asNamespace(native, [dataDir, ...essentialFiles(native)])) ??
    asUser(native, dataDir, clusterOwner ?? nobody()) ??
    asUserReachingAll(native, clusterOwner ?? nobody())
  if (account) return account
  throw new EmbeddedError(
    `The embedded PostgreSQL cannot run as root here (no user namespaces, and ${dataDir} is closed to other users): start Nhịp as an ordinary user, set NHIP_DATA to a folder such as /var/lib/nhip, or set DATABASE_URL.`,
  )
}

/**
 * In a user namespace the process sees itself as somebody else while the kernel goes on treating
 * it as this user: no file changes hands. Root loses its passage through other users' folders,
 * hence the look at `paths`.
 */
function asNamespace(native: string, paths: string[]): Account | undefined {
  if (process.platform !== 'linux') return undefined
  if (!paths.every((path) => isReachable(path, process.getuid?.() ?? 0, process.getgid?.() ?? 0))) {
    return undefined
  }
  const { uid, gid } = nobody()
  const prefix = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`]
  if (!runs([...prefix, join(native, 'bin', 'postgres'), '--version'])) return undefined
  return { native, prefix, credentials: {}, owner: undefined, description: 'a user namespace' }
}

/** Without namespaces: really another user, with a copy of the binaries if it cannot reach them. */
function asUser(
  native: string,
  dataDir: string,
  owner: { uid: number; gid: number },
): Account | undefined {
  const { uid, gid } = owner
  const own = statSync(dataDir)
  if (own.uid !== uid) {
    if (!isReachable(dirname(dataDir), uid, gid)) return undefined
    // Passage only: the names inside stay unlisted, and each file has its own protection.
    chmodSync(dataDir, own.mode | 0o011)
  } else if (!isReachable(dataDir, uid, gid)) return undefined
  const reachable = essentialFiles(native).every((path) => isReachable(path, uid, gid))
  const usable = reachable ? native : copyBinaries(native, dataDir)
  if (!reachable) openToAll(usable)
  if (!runs([join(usable, 'bin', 'postgres'), '--version'], { uid, gid })) return undefined
  return {
    native: usable,
    prefix: [],
    credentials: { uid, gid },
    owner,
    description: `the user with the number ${uid}`,
  }
}

/**
 * The data folder lies where only root may go, for example below /root in a container that forbids
 * namespaces: another user, allowed past file permissions as root is, and nothing else of root.
 */
function asUserReachingAll(
  native: string,
  owner: { uid: number; gid: number },
): Account | undefined {
  if (process.platform !== 'linux') return undefined
  const prefix = [
    'setpriv',
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    `--inh-caps=${CAPABILITIES}`,
    `--ambient-caps=${CAPABILITIES}`,
  ]
  if (!runs([...prefix, join(native, 'bin', 'postgres'), '--version'])) return undefined
  const description = `the user with the number ${owner.uid}, past file permissions`
  return { native, prefix, credentials: {}, owner, description }
}

/** Gives a file or a folder with all it holds to the account, where it needs that. */
export function giveTo(account: Account, path: string): void {
  if (!account.owner) return
  const { uid, gid } = account.owner
  const stat = lstatSync(path)
  if (stat.isDirectory()) {
    for (const name of readdirSync(path)) giveTo(account, join(path, name))
  }
  if (stat.uid !== uid) lchownSync(path, uid, gid)
}

/** Whether every folder above may be entered, and the path itself read, by this user. */
export function isReachable(path: string, uid: number, gid: number): boolean {
  let current = realpathSync(path)
  if (!allows(current, uid, gid, statSync(current).isDirectory() ? 0o1 : 0o4)) return false
  while (current !== dirname(current)) {
    current = dirname(current)
    if (!allows(current, uid, gid, 0o1)) return false
  }
  return true
}

function allows(path: string, uid: number, gid: number, wanted: number): boolean {
  const stat = statSync(path)
  const shift = stat.uid === uid ? 6 : stat.gid === gid ? 3 : 0
  return ((stat.mode >> shift) & wanted) === wanted
}

/** npm may have installed with a strict umask, which a copy keeps. */
function openToAll(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  chmodSync(path, stat.mode | 0o444 | (stat.mode & 0o100 ? 0o111 : 0))
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name))
}

/** The number of a user who has a name but no rights; 65534 on almost every Linux. */
function nobody(): { uid: number; gid: number } {
  const number = (option: string) => {
    const result = spawnSync('id', [option, 'nobody'], { encoding: 'utf8' })
    return result.status === 0 ? Number(result.stdout.trim()) : 65534
  }
  return { uid: number('-u'), gid: number('-g') }
}

function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

function runs(command: string[], credentials: { uid?: number; gid?: number } = {}): boolean {
  const [program = '', ...args] = command
  return spawnSync(program, args, { ...credentials, cwd: '/', stdio: 'ignore' }).status === 0
}
