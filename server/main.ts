import { ConfigError } from './config.ts'
import { UserError } from './cli/errors.ts'
import { commands } from './cli/index.ts'
import { EmbeddedError } from './platform/database/embedded/error.ts'

/** The command line: `nhip <command>`; `serve` when none is named. */
async function main(args: string[]): Promise<number> {
  const [first = 'serve', ...rest] = args
  if (first === '--help' || first === '-h' || first === 'help') {
    process.stdout.write(usage())
    return 0
  }
  const command = commands[first as keyof typeof commands]
  if (!command) {
    process.stderr.write(`nhip: no such command: ${first}\n\n${usage()}`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${command.help.trim()}\n`)
    return 0
  }
  return command.run(rest)
}

function usage(): string {
  const lines = Object.entries(commands).map(
    ([name, command]) => `  ${name.padEnd(8)} ${command.summary}`,
  )
  return `Usage: nhip <command> [options]\n\n${lines.join('\n')}\n\nnhip <command> --help tells more. Settings come from the environment: see README.md.\n`
}

/** What the person at the terminal can act on is one line; anything else is a bug with its stack. */
function report(error: unknown): void {
  const expected = [UserError, ConfigError, EmbeddedError].some((kind) => error instanceof kind)
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  process.stderr.write(`nhip: ${expected ? message : (stack ?? message)}\n`)
}

// Whoever read our output may be gone before us: the database must still be ended in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  report(error)
  process.exitCode = 1
}
// Whatever still holds the event loop (a pool, a watcher) must not keep an ended command alive.
process.exit()
