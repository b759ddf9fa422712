import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { Failure } from '../../contract/errors.ts'
import type { Marks } from '../../contract/mosaic.ts'
import type { Fault, Made } from './make.ts'

/** What is asked of a process: to make the pictures of a file, or to cover marks in one. */
export type Job = string | { path: string; marks: Marks }
export type Answer = { made: unknown } | { fault: Fault } | { failed: string } | 'ready'

export type PoolOptions = {
  /** Processes, each with one picture at a time. */
  size?: number
  /** The longest a picture may take, ms; its process is then killed. */
  pictureMs?: number
  /** A process that has had nothing to do for so long ends, ms. */
  idleMs?: number
  /** The program of the processes; another one only in tests. */
  program?: URL
  /** How much memory of JavaScript's own a process may take, MB. */
  heapMb?: number
  /** A process that takes more in all is killed, MB; only Linux tells how much that is. */
  residentMb?: number
}

export type Pool = {
  /**
   * Makes the pictures of a file: see `makePictures`. A file that its process dies of, or that takes
   * too long, is a broken picture like any other.
   * @throws Failure unavailable when too many are waiting
   */
  make(path: string): Promise<Made | { fault: Fault }>
  /** The same for another job, whose program says what it makes. */
  run<Result>(job: Job): Promise<Result | { fault: Fault }>
  /** The processes at work or at rest. */
  pids(): number[]
  close(): Promise<void>
}

/** How many wait for each process before the rest is told to come again. */
const waitingEach = 8
const startMs = 15_000

type Waiting = { job: Job } & PromiseWithResolvers<unknown>

/** Processes that unpack pictures, started when they are needed. */
export function createPool(options: PoolOptions = {}): Pool {
  const {
    size = availableParallelism(),
    pictureMs = 10_000,
    idleMs = 30_000,
    program = new URL('./worker.ts', import.meta.url),
    heapMb = 128,
    residentMb,
  } = options
  const queue: Waiting[] = []
  /** With what ends each when it has rested too long. */
  const resting = new Map<ChildProcess, NodeJS.Timeout>()
  const living = new Set<ChildProcess>()
  let busy = 0
  let closed = false

  function next(): void {
    if (closed || queue.length === 0 || busy >= size) return
    const job = queue.shift()!
    busy += 1
    void work(job).finally(() => {
      busy -= 1
      next()
    })
  }

  async function work({ job, resolve, reject }: Waiting): Promise<void> {
    try {
      const child = rested() ?? (await start())
      const answer = await ask(child, job)
      if (answer === null && closed) reject(new Failure('unavailable'))
      else if (answer === null) resolve({ fault: 'picture_broken' })
      else if ('failed' in answer) reject(new Error(answer.failed))
      else resolve('made' in answer ? answer.made : answer)
      if (answer !== null) rest(child)
    } catch (error) {
      reject(closed ? new Failure('unavailable') : error)
    }
  }

  function rested(): ChildProcess | undefined {
    const [found] = resting
    if (!found) return undefined
    clearTimeout(found[1])
    resting.delete(found[0])
    return found[0]
  }

  /** A process that has loaded everything. */
  async function start(): Promise<ChildProcess> {
    const child = fork(program, {
      execArgv: [`--max-old-space-size=${heapMb}`, '--disable-warning=ExperimentalWarning'],
      // None of ours: no address of the database, no key.
      env: { MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    living.add(child)
    child.once('exit', () => {
      living.delete(child)
      clearTimeout(resting.get(child))
      resting.delete(child)
    })
    const watch = residentMb && setInterval(() => void endAbove(child, residentMb), 200)
    child.once('exit', () => clearInterval(watch || undefined))
    child.on('error', () => child.kill('SIGKILL'))
    if ((await answerOf(child, startMs)) === null) throw new Error('no process to unpack pictures')
    return child
  }

  function ask(child: ChildProcess, job: Job): Promise<Exclude<Answer, 'ready'> | null> {
    const answer = answerOf(child, pictureMs)
    // A process that died at this moment is seen by its exit.
    child.send(job, () => {})
    return answer as Promise<Exclude<Answer, 'ready'> | null>
  }

  /** The next message, or null when the process dies or is late – and is then killed. */
  function answerOf(child: ChildProcess, ms: number): Promise<Answer | null> {
    return new Promise((resolve) => {
      const end = (answer: Answer | null) => {
        clearTimeout(late)
        child.off('message', end)
        child.off('exit', died)
        resolve(answer)
      }
      const died = () => end(null)
      const late = setTimeout(() => child.kill('SIGKILL'), ms)
      child.on('message', end)
      child.on('exit', died)
      if (child.exitCode !== null || child.signalCode !== null) died()
    })
  }

  function rest(child: ChildProcess): void {
    if (closed || !living.has(child)) {
      child.kill('SIGKILL')
      return
    }
    const end = () => {
      resting.delete(child)
      child.kill()
    }
    resting.set(child, setTimeout(end, idleMs).unref())
  }

  function run<Result>(job: Job): Promise<Result | { fault: Fault }> {
    if (closed || queue.length >= size * waitingEach) throw new Failure('unavailable')
    const waiting = { job, ...Promise.withResolvers<unknown>() }
    queue.push(waiting)
    next()
    return waiting.promise as Promise<Result | { fault: Fault }>
  }

  return {
    make: (path) => run<Made>(path),
    run,
    pids: () => [...living].flatMap(({ pid }) => pid ?? []),
    async close() {
      closed = true
      for (const job of queue.splice(0)) job.reject(new Failure('unavailable'))
      const ends = [...living].map((child) => new Promise((end) => child.once('exit', end)))
      for (const child of living) child.kill('SIGKILL')
      await Promise.all(ends)
    },
  }
}

/** Kills a process that takes more memory than it may. */
async function endAbove(child: ChildProcess, megabytes: number): Promise<void> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  const kilobytes = Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0)
  if (kilobytes > megabytes * 1024) child.kill('SIGKILL')
}
