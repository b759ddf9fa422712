import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { stopAbandoned } from '../server/platform/database/embedded/index.ts'
import { embeddedDatabase, keepRunning } from '../test/reliability/processes.ts'
import type { Kept } from '../test/reliability/processes.ts'
import { freePort, until } from '../test/reliability/wait.ts'
import type { Job, Result } from './generator.ts'

// Reports accepted over HTTP against the same rows as plain durable INSERTs in one statement, over
// the same number of connections, in turns: see README.md.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '8,64' },
    /** Run `nhip worker` beside the server in the comparison too. */
    worker: { type: 'boolean', default: false },
    /** Length of the run at a fixed 300 reports a second; 0 leaves it out. */
    paced: { type: 'string', default: '30' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)

const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-'))
const port = await freePort()
const settings = {
  NHIP_PORT: String(port),
  NHIP_DATA: folder,
  NHIP_RATE_LIMITS: '0',
}
const origin = `http://127.0.0.1:${port}`
const database = embeddedDatabase(folder)
const programs: Kept[] = []

const server = keepRunning(['serve', '--no-worker'], settings)
programs.push(server)
try {
  await until('the server to start', () => server.ready(), 120_000)
  if (values.worker) await startWorker()
  say(`rounds of ${seconds} s, ${values.worker ? 'with' : 'without'} a worker beside the server`)
  for (const connections of values.connections.split(',').map(Number)) await compare(connections)
  if (Number(values.paced) > 0) await paced(Number(values.paced))
  say(`server's resident memory, at most: ${peakMegabytes(server.pid())} MB`)
  if (server.crashes.length > 0) throw new Error(server.crashes[0])
} finally {
  await Promise.all(programs.map((program) => program.stop()))
  await stopAbandoned(database.folder)
  await rm(folder, { recursive: true, force: true })
}

/** Both sides in turns; which one begins changes from round to round. */
async function compare(connections: number): Promise<void> {
  const http: Job = { target: origin, connections, seconds }
  const insert: Job = { target: database.url(), connections, seconds }
  await run('http-generator.ts', { ...http, seconds: 3 })
  await run('insert-generator.ts', { ...insert, seconds: 3 })
  const ours: Result[] = []
  const spentBefore = spentSeconds(server.pid())
  const peers: Result[] = []
  for (let round = 0; round < rounds; round += 1) {
    const turns = [
      async () => ours.push(await counted(() => run('http-generator.ts', http))),
      async () => peers.push(await counted(() => run('insert-generator.ts', insert))),
    ]
    if (round % 2 === 1) turns.reverse()
    for (const turn of turns) await turn()
  }
  const spent = spentSeconds(server.pid()) - spentBefore
  const perReport = (spent * 1000) / ours.reduce((sum, { accepted }) => sum + accepted, 0)
  const ratios = ours.map((result, round) => rate(result) / rate(peers[round]!))
  say('')
  say(`${connections} connections, ${rounds} rounds`)
  say(`  over HTTP      ${describe(ours)}`)
  say(`  plain INSERTs  ${describe(peers)}`)
  say(`  server's CPU   ${perReport.toFixed(2)} ms for each report, PostgreSQL's apart`)
  say(
    `  ratio          median ${median(ratios).toFixed(2)}, ` +
      `min ${Math.min(...ratios).toFixed(2)}, max ${Math.max(...ratios).toFixed(2)} ` +
      `(bar 0.50: ${median(ratios) >= 0.5 ? 'reached' : 'NOT reached'})`,
  )
}

/** A fixed rate, as a province on its worst day, with everything running. */
async function paced(length: number): Promise<void> {
  if (!values.worker) await startWorker()
  const job: Job = { target: origin, connections: 64, seconds: length, perSecond: 300 }
  const result = await counted(() => run('http-generator.ts', job))
  say('')
  say(`300 reports a second for ${length} s, with a worker`)
  say(`  over HTTP      ${describe([result])}`)
  say(`  p99 (bar 500 ms): ${result.latency.p99 <= 500 ? 'reached' : 'NOT reached'}`)
}

async function startWorker(): Promise<void> {
  const worker = keepRunning(['worker'], settings)
  programs.push(worker)
  await until('the worker to start', () => worker.ready(), 120_000)
}

/** What was counted as accepted must be in the database. */
async function counted(work: () => Promise<Result>): Promise<Result> {
  const before = await countCases()
  const result = await work()
  const added = (await countCases()) - before
  if (added < result.accepted) throw new Error(`${result.accepted} accepted, ${added} are there`)
  return result
}

async function countCases(): Promise<number> {
  const client = new pg.Client({ connectionString: database.url() })
  await client.connect()
  try {
    const { rows } = await client.query('select count(*)::int as count from cases.cases')
    return rows[0].count
  } finally {
    await client.end()
  }
}

/** Runs a load generator in a process of its own: neither side shares its event loop with us. */
function run(program: string, job: Job): Promise<Result> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const child = spawn(process.execPath, [path, JSON.stringify(job)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as Result)
      else reject(new Error(`${program} ended with ${code}`))
    })
  })
}

function rate({ accepted, seconds }: Result): number {
  return accepted / seconds
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function describe(results: Result[]): string {
  const of = (read: (result: Result) => number) => median(results.map(read))
  const ms = (read: (result: Result) => number) => of(read).toFixed(1)
  return (
    `${of(rate).toFixed(0)}/s, p50 ${ms((r) => r.latency.p50)} ms, p95 ${ms((r) => r.latency.p95)} ms, ` +
    `p99 ${ms((r) => r.latency.p99)} ms, ${errorsOf(results)}, generator's CPU ${of((r) => r.cpu / r.seconds).toFixed(2)} cores`
  )
}

function errorsOf(results: Result[]): string {
  const counts = new Map<string, number>()
  for (const [cause, count] of results.flatMap(({ errors }) => Object.entries(errors))) {
    counts.set(cause, (counts.get(cause) ?? 0) + count)
  }
  if (counts.size === 0) return '0 errors'
  return `ERRORS ${[...counts].map(([cause, count]) => `${count} × ${cause}`).join(', ')}`
}

/** Processor time that a process has used so far, its threads included; Linux only. */
function spentSeconds(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name may hold spaces and brackets: the fields begin after its last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}

/** The largest resident set the process ever had; Linux only. */
function peakMegabytes(pid: number | undefined): string {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return String(Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024))
  } catch {
    return 'unknown on this system'
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
