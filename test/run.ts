import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromiumPath } from './chromium.ts'

// The one test command: format, lint, types, then every test file; ends with a line of counts.
// Arguments after "--" go to vitest (as filters) and leave the static checks out.

type Counts = { passed: number; failed: number; skipped: number }

const root = fileURLToPath(new URL('..', import.meta.url))
const filters = process.argv.slice(2).filter((argument) => argument !== '--')

const staticChecks = [
  { title: 'Format', name: 'oxfmt', args: ['--check', '.'] },
  { title: 'Lint', name: 'oxlint', args: ['--type-aware'] },
  { title: 'Types', name: 'typescript', bin: 'tsc', args: ['--noEmit', '-p', '.'] },
]

const total: Counts = { passed: 0, failed: 0, skipped: 0 }
if (filters.length === 0) {
  for (const { title, name, bin = name, args } of staticChecks) {
    console.log(`\n== ${title} (${bin} ${args.join(' ')})`)
    const code = await runTool(name, bin, args)
    if (code === 0) total.passed += 1
    else total.failed += 1
  }
  console.log('\n== Browser')
  await findBrowser()
}
console.log('\n== Tests (vitest run)')
const tests = await runTests(filters)
const { passed, failed, skipped } = {
  passed: total.passed + tests.passed,
  failed: total.failed + tests.failed,
  skipped: tests.skipped,
}
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0

/** Found or installed before the tests, whose time limits are too short for an installation. */
async function findBrowser(): Promise<void> {
  try {
    process.env.CHROMIUM_PATH = await chromiumPath()
    console.log(process.env.CHROMIUM_PATH)
  } catch (error) {
    // The browser tests will fail with this same line, and be counted.
    console.log((error as Error).message)
  }
}

async function runTests(args: string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-counts-'))
  const report = join(folder, 'report.json')
  try {
    const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await runTool('vitest', 'vitest', ['run', ...options, ...args])
    const counts = readCounts(report)
    // A test file that does not load, or an error outside any test, fails without failing a test.
    if (code !== 0 && counts.failed === 0) counts.failed = 1
    return counts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readCounts(report: string): Counts {
  let text: string
  try {
    text = readFileSync(report, 'utf8')
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
  const result = JSON.parse(text) as {
    numPassedTests: number
    numFailedTests: number
    numPendingTests: number
    numTodoTests: number
    testResults: { status: string; assertionResults: { status: string }[] }[]
  }
  const brokenFiles = result.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + brokenFiles.length,
    skipped: result.numPendingTests + result.numTodoTests,
  }
}

/** Runs a package's program under this same Node; resolves with its exit code. */
function runTool(packageName: string, bin: string, args: string[]): Promise<number> {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`)
  const programs = (JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> })
    .bin
  const child = spawn(process.execPath, [join(dirname(manifest), programs[bin] ?? ''), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  const stop = () => child.kill('SIGTERM')
  process.once('SIGTERM', stop)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      process.off('SIGTERM', stop)
      resolve(code ?? 1)
    })
  })
}
