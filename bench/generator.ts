import { setTimeout as sleep } from 'node:timers/promises'

/** What a load generator is asked to do; given as JSON in its first argument. */
export type Job = {
  /** An origin, or a database's connection string. */
  target: string
  connections: number
  seconds: number
  /** Requests begin at this rate whatever the answers take; as fast as answered when absent. */
  perSecond?: number
}

/** What it saw. Latencies in milliseconds. */
export type Result = {
  accepted: number
  /** What was not accepted, by status or cause. */
  errors: Record<string, number>
  seconds: number
  latency: { p50: number; p95: number; p99: number; max: number }
  /** Processor time of the generator itself, in seconds. */
  cpu: number
}

export function readJob(): Job {
  return JSON.parse(process.argv[2] ?? '{}') as Job
}

/** Hands the result to the program that started this one. */
export function tell(result: Result): void {
  process.stdout.write(JSON.stringify(result))
}

/** Sends one report; null when it was accepted, else why not. */
export type Send = () => Promise<string | null>

/** Each connection sends its next request when it has the answer to the last. */
export async function runClosed(job: Job, sends: Send[]): Promise<Result> {
  const times: number[] = []
  const errors: Record<string, number> = {}
  const begun = performance.now()
  const end = begun + job.seconds * 1000
  await Promise.all(
    sends.map(async (send) => {
      while (performance.now() < end) {
        const sentAt = performance.now()
        const error = await send()
        if (error === null) times.push(performance.now() - sentAt)
        else errors[error] = (errors[error] ?? 0) + 1
      }
    }),
  )
  return summary(times, errors, begun)
}

/**
 * Requests fall due at a fixed rate; the time of one counts from when it was due, so that a server
 * that stands still for a moment is charged for everybody who had to wait.
 */
export async function runPaced(job: Job, sends: Send[]): Promise<Result> {
  const { perSecond = 1, seconds } = job
  const times: number[] = []
  const free = [...sends]
  const waiting: ((send: Send) => void)[] = []
  const pending: Promise<void>[] = []
  const errors: Record<string, number> = {}
  const begun = performance.now()

  async function one(dueAt: number): Promise<void> {
    const send = free.pop() ?? (await new Promise<Send>((resolve) => waiting.push(resolve)))
    const error = await send()
    if (error === null) times.push(performance.now() - dueAt)
    else errors[error] = (errors[error] ?? 0) + 1
    const next = waiting.shift()
    if (next) next(send)
    else free.push(send)
  }

  for (let index = 0; index < perSecond * seconds; index += 1) {
    const dueAt = begun + (index * 1000) / perSecond
    const early = dueAt - performance.now()
    if (early > 0) await sleep(early)
    pending.push(one(dueAt))
  }
  await Promise.all(pending)
  return summary(times, errors, begun)
}

function summary(times: number[], errors: Record<string, number>, begun: number): Result {
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  const { user, system } = process.cpuUsage()
  return {
    accepted: times.length,
    errors,
    seconds: (performance.now() - begun) / 1000,
    latency: {
      p50: at(0.5) ?? 0,
      p95: at(0.95) ?? 0,
      p99: at(0.99) ?? 0,
      max: sorted.at(-1) ?? 0,
    },
    cpu: (user + system) / 1e6,
  }
}
