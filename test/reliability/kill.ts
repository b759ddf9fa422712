import { parseArgs } from 'node:util'
import { runKills } from './run.ts'
import type { RunReport, Strike } from './run.ts'

// The long form: hundreds of kills. `npm run reliability -- --kills 200 --seed 1`

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
})

const startedAt = performance.now()
const report = await runKills({
  kills: Number(values.kills),
  seed: Number(values.seed),
  keep: values.keep,
  say: (line) => process.stdout.write(`${line}\n`),
})
print(report)
process.exitCode = isGood(report) ? 0 : 1

function isGood({ comparison, crashes, load }: RunReport): boolean {
  const { lost, doubled, broken, misread } = comparison
  return [lost, doubled, broken, misread, crashes, load.wrong].every((list) => list.length === 0)
}

function print({ strikes, load, comparison, crashes, failedStarts, resumed }: RunReport): void {
  const { lost, doubled, broken, misread } = comparison
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  const lines = [
    '',
    `${strikes.flatMap(({ targets }) => targets).length} kills in ${seconds} s, seed ${values.seed}`,
    `acknowledged    ${load.reports} reports, ${load.actions} actions, ${load.retries} retries`,
    `in the database ${comparison.cases} cases, ${comparison.events} events`,
    ...list('lost', lost),
    ...list('doubled', doubled),
    ...list('broken', broken),
    ...list('misread', misread),
    ...list('wrong answers', load.wrong),
    ...list('crashes', crashes),
    `readers         came back ${resumed} times`,
    ...list('failed starts', failedStarts),
    '',
    'time without an acknowledged write after a kill (bar: 5 s)',
    ...(['server', 'database', 'worker'] as const).map((target) =>
      silence(
        target,
        strikes.filter(({ targets }) => targets.length === 1 && targets[0] === target),
      ),
    ),
    silence(
      'several',
      strikes.filter(({ targets }) => targets.length > 1),
    ),
    '',
    isGood(report) ? '0 lost, 0 doubled' : 'NOT GOOD',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function list(name: string, items: string[]): string[] {
  return [`${name.padEnd(15)} ${items.length}`, ...items.slice(0, 10).map((item) => `  ${item}`)]
}

function silence(name: string, strikes: Strike[]): string {
  if (strikes.length === 0) return `${name.padEnd(15)} none`
  const times = strikes.map(({ silenceMs }) => silenceMs).sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)]
  const late = times.filter((ms) => ms > 5_000).length
  return `${name.padEnd(15)} ${times.length} times, median ${median} ms, max ${times.at(-1)} ms, over 5 s: ${late}`
}
