// Plain JavaScript on purpose: this runs under whatever Node the machine has (20 or newer), before
// the pinned Node 24 that can run our TypeScript has been found.
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const REQUIRED_MAJOR = 24
/** npm, the shell and the terminal may each pass on the same Ctrl-C; within this time it is one. */
const SAME_SIGNAL_MS = 500

/**
 * Path of the Node binary the server runs on: the pinned one of the optional dependency
 * `node-<os>-<arch>`, else the running one when it is new enough.
 * @returns {string} absolute path
 * @throws {Error} one line saying what to do, when there is neither
 */
export function pinnedNode() {
  const name = `node-${process.platform}-${process.arch}`
  try {
    const path = createRequire(import.meta.url).resolve(`${name}/bin/node`)
    accessSync(path, constants.X_OK)
    return path
  } catch {
    if (Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR) return process.execPath
    throw new Error(
      `Node ${REQUIRED_MAJOR} is missing (package ${name}): run "npm ci" without --omit=optional, ` +
        `or start with Node ${REQUIRED_MAJOR} or newer (this is ${process.version}).`,
    )
  }
}

/** Loading the modules is most of a start: what was compiled once is kept (where it may be). */
const compileCache = {
  NODE_COMPILE_CACHE:
    process.env.NODE_COMPILE_CACHE ??
    fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)),
}

/**
 * Runs the pinned Node with these arguments and ends this process as the child ended.
 * @param {string[]} args
 * @param {{ ipc: boolean }} options with `ipc` the child gets its own process group and a channel
 *   whose 'disconnect' tells it that this launcher is gone, even by kill -9 (NHIP_LAUNCHER=1)
 */
export function launch(args, { ipc }) {
  let node
  try {
    node = pinnedNode()
  } catch (error) {
    fail(error.message)
  }
  const child = spawn(node, args, {
    stdio: ipc ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    env: { ...process.env, ...compileCache, ...(ipc && { NHIP_LAUNCHER: '1' }) },
    // A terminal sends Ctrl-C to its whole process group. In a group of its own the child hears of
    // it only from us, so exactly once; that it cannot be orphaned is the channel's doing. Without
    // a channel it has to stay in our group, to be killed with it.
    detached: ipc,
  })
  child.on('error', (error) => {
    const hint = error.code === 'ENOENT' ? ' (this system may lack glibc; Nhịp needs it)' : ''
    fail(`${node} cannot be run: ${error.message}${hint}`)
  })
  // The channel is only there to break; it must not keep this process alive.
  if (ipc) child.channel?.unref()

  const lastSeen = new Map()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const now = Date.now()
      const repeated = now - (lastSeen.get(signal) ?? -Infinity) < SAME_SIGNAL_MS
      lastSeen.set(signal, now)
      // In our own group and at a terminal, the child was told by the terminal already.
      const toldByTerminal = !ipc && signal !== 'SIGTERM' && process.stdin.isTTY
      if (!repeated && !toldByTerminal) child.kill(signal)
    })
  }
  if (ipc) {
    // Ctrl-Z and fg: the child is outside the terminal's group, so it is stopped by hand.
    process.on('SIGTSTP', () => {
      child.kill('SIGSTOP')
      process.kill(process.pid, 'SIGSTOP')
    })
    process.on('SIGCONT', () => child.kill('SIGCONT'))
  }

  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    // Ends by the same signal, so that shells and service managers see the true cause.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
    // Signals that do not end a process when sent to itself (SIGCHLD and such) end here.
    setTimeout(() => process.exit(1), 1000)
  })
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
