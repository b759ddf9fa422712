import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { demoPassword } from '../../server/demo.ts'
import { stopAbandoned } from '../../server/platform/database/embedded/index.ts'
import { compare, lastNumbered } from './compare.ts'
import type { Comparison } from './compare.ts'
import { createSender, signIn } from './http.ts'
import { openLedger, readLedger } from './ledger.ts'
import { startLoad } from './load.ts'
import type { Load, LoadReport } from './load.ts'
import { embeddedDatabase, keepRunning } from './processes.ts'
import type { Kept } from './processes.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { readLive } from './reader.ts'
import type { Reader } from './reader.ts'
import { freePort, until } from './wait.ts'

export type Target = 'server' | 'worker' | 'database'

/** One or more kills at (nearly) the same moment, and how long no write was acknowledged then. */
export type Strike = { targets: Target[]; silenceMs: number }

export type RunReport = {
  seed: number
  strikes: Strike[]
  load: LoadReport
  comparison: Comparison
  /** Programs that ended although nobody killed them. */
  crashes: string[]
  /** Starts that came to nothing because the database was killed meanwhile; tried again. */
  failedStarts: string[]
  /** How often the readers of the live stream came back. */
  resumed: number
}

/**
 * Runs server, worker and embedded database as separate processes under load, kills them with
 * `kill -9` at random instants, and compares what was acknowledged with what is there.
 */
export async function runKills(options: {
  kills: number
  seed: number
  say?: (line: string) => void
  /** The data folder stays for a look. */
  keep?: boolean
}): Promise<RunReport> {
  const { kills, seed, say = () => {}, keep = false } = options
  const random = createRandom(seed)
  const folder = await mkdtemp(join(tmpdir(), 'nhip-kill-'))
  const dataDir = join(folder, 'data')
  const port = await freePort()
  const settings = {
    NHIP_PORT: String(port),
    NHIP_HOST: '127.0.0.1',
    NHIP_DATA: dataDir,
    NHIP_RATE_LIMITS: '0',
  }
  const sender = createSender(port)
  const ledger = await openLedger(join(folder, 'ledger.jsonl'))
  const database = embeddedDatabase(dataDir)
  const programs: Kept[] = []
  const readers: { reader: Reader; tag: string }[] = []
  say(`data folder ${folder}`)
  try {
    const server = keepRunning(['serve', '--no-worker'], settings)
    programs.push(server)
    await until('the server to start', () => orFail(server), 120_000)
    const worker = keepRunning(['worker'], settings)
    programs.push(worker)
    await until('the worker to start', () => orFail(worker), 120_000)

    const login = (name: string) => signIn(sender, `${name}@demo.nhip.vn`, demoPassword)
    const [centre, second, agency] = await Promise.all(
      ['dieuphoi', 'dieuphoi2', 'daumoi'].map(login),
    )
    readers.push(
      { reader: readLive(sender.origin, centre!), tag: 'centre' },
      { reader: readLive(sender.origin, second!), tag: 'centre' },
      { reader: readLive(sender.origin, agency!), tag: 'agency:X19789' },
    )
    await until('the readers', () => readers.every(({ reader }) => reader.start() !== undefined))
    const load = startLoad({ sender, ledger, random, operators: [centre!, second!] })
    await until('the first reports', () => load.report.reports > 20)

    const hit = { server, worker, database }
    const strikes = await strike({ kills, random, hit, load, readers, say })
    say('finishing: every begun write is repeated until it is acknowledged')
    await within(120_000, load.finish(), 'the last writes')
    await until('every event to be numbered and told', async () => {
      for (const { reader, tag } of readers) {
        const last = await lastNumbered(database.url(), tag)
        if (last === null || last > Math.max(reader.start()!, reader.positions.at(-1) ?? 0)) {
          return false
        }
      }
      return true
    })
    await ledger.close()
    const entries = await readLedger(ledger.path)
    const comparison = await compare({ url: database.url(), dataDir }, entries, readers)
    return {
      seed,
      strikes,
      load: load.report,
      comparison,
      crashes: programs.flatMap((program) => program.crashes),
      failedStarts: programs.flatMap((program) => program.failedStarts),
      resumed: readers.reduce((sum, { reader }) => sum + reader.resumed(), 0),
    }
  } finally {
    await Promise.all(readers.map(({ reader }) => reader.stop()))
    await Promise.all(programs.map((program) => program.stop()))
    await stopAbandoned(database.folder).catch(() => {})
    sender.close()
    if (!keep) await rm(folder, { recursive: true, force: true })
  }
}

function orFail(program: Kept): boolean {
  if (program.failedStarts.length > 2) throw new Error(program.failedStarts.at(-1))
  return program.ready()
}

type Hit = Record<Target, { kill(): boolean; pid(): number | undefined }>

async function strike(options: {
  kills: number
  random: Random
  hit: Hit
  load: Load
  readers: { reader: Reader }[]
  say: (line: string) => void
}): Promise<Strike[]> {
  const { kills, random, hit, load, readers, say } = options
  const strikes: Strike[] = []
  let struck = 0
  while (struck < kills) {
    await sleep(random.between(50, 1_200))
    if (random.next() < 0.3) random.pick(readers).reader.disconnect()
    // Now and then the next kill meets what is just getting up.
    const count = Math.min(kills - struck, random.next() < 0.2 ? random.between(2, 3) : 1)
    const before = hit.database.pid()
    const targets: Target[] = []
    for (let left = count; left > 0; left -= 1) {
      const target = random.pick(['server', 'database', 'server', 'database', 'worker'] as const)
      await until(`${target} to be there`, () => hit[target].kill())
      if (targets.length === 0) load.restartSilence()
      targets.push(target)
      if (left > 1) await sleep(random.between(0, 800))
    }
    struck += targets.length
    const struckAt = performance.now()
    await until('writes to be accepted again', () => {
      const isBack = !targets.includes('database') || isOther(hit.database.pid(), before)
      return isBack && load.lastSent() > struckAt
    })
    // The old database's connections may still have answered for a moment.
    const backAt = performance.now()
    await until('a write after that', () => load.lastSent() > backAt)
    const silenceMs = Math.round(load.restartSilence())
    strikes.push({ targets, silenceMs })
    say(`${struck}/${kills} killed ${targets.join(' + ')}: back after ${silenceMs} ms`)
  }
  return strikes
}

function isOther(pid: number | undefined, before: number | undefined): boolean {
  return pid !== undefined && pid !== before
}

async function within<Result>(ms: number, work: Promise<Result>, what: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${ms / 1000} s for: ${what}`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
