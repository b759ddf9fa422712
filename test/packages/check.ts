import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { behind, daysFor, weaknesses } from './report.ts'
import type { AuditAnswer, OutdatedAnswer } from './report.ts'

/**
 * `npm run check:packages`: asks the registry for known weaknesses of what the lock file holds, and
 * for later major versions. 0: none known, 1: some are, 2: the registry could not be asked.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))

/** npm ends with 1 both when it finds something and when it fails: what counts is what it says. */
function npm(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('npm', [...args, '--json'], { cwd: root, maxBuffer: 2 ** 26 }, (_error, out) =>
      resolve(out),
    )
  })
}

function read(text: string): unknown {
  try {
    return JSON.parse(text || '{}')
  } catch {
    return { message: text.slice(0, 300) }
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const production = read(await npm('audit', '--omit=dev', '--package-lock-only')) as AuditAnswer
const all = read(await npm('audit', '--package-lock-only')) as AuditAnswer
const known = weaknesses(production, all)
if (known) {
  for (const { severity, text, development } of known) {
    const days = daysFor[severity]
    say(`${severity}${development ? ', tools alone' : ''}, ${days ?? '?'} days: ${text}`)
  }
  say(known.length === 0 ? 'no known weakness' : `${known.length} packages with known weaknesses`)
} else {
  const why = production.message ?? all.message ?? 'no answer'
  say(`The registry cannot be asked for weaknesses: ${why}`)
  say(
    'A mirror may not pass the question on: ask where https://registry.npmjs.org is reached itself',
  )
}
for (const { name, ours, latest } of behind(read(await npm('outdated')) as OutdatedAnswer)) {
  say(`a later major version: ${name} ${ours} → ${latest}`)
}
process.exitCode = known ? Math.min(1, known.length) : 2
