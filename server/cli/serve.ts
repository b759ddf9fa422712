import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { demoAccounts, demoPassword, installDemo, isDemo, isEmpty } from '../demo.ts'
import { playSampleReports } from '../demo-reports.ts'
import { playShift } from '../demo-shift.ts'
import type { App } from '../app.ts'
import { readPair, TlsError } from '../platform/http/tls.ts'
import { UserError } from './errors.ts'
import { openInstallation, say } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'
import { untilStopped } from './until-stopped.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Finds out before anything is started whether the address can be had. */
function checkPort(port: number, host: string, setting: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new UserError(
          error.code === 'EADDRINUSE'
            ? `port ${port} on ${host} is in use: stop the other program or set ${setting}`
            : `cannot listen on ${host}:${port} (${error.code}): check NHIP_HOST and ${setting}`,
        ),
      ),
    )
    probe.listen({ port, host }, () => probe.close(() => resolve()))
  })
}

/** A bad pair of files is told before anything is started. */
function checkCertificate({ tls }: Config): void {
  if (!tls) return
  try {
    readPair(tls)
  } catch (error) {
    throw error instanceof TlsError ? new UserError(error.message) : error
  }
}

/** In a process of its own: what a build leaves in memory is more than the server ever needs. */
async function buildPages(): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'web/build.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new UserError('the web pages could not be built: the lines above say why')
}

async function welcome(app: App): Promise<string> {
  const { publicUrl } = app.config
  const lines = [
    '',
    `  Nhịp is running.`,
    '',
    `  Citizens   ${publicUrl}/`,
    `  Console    ${publicUrl}/console`,
    `  API        ${publicUrl}/api/docs   ${publicUrl}/open311/discovery.xml`,
  ]
  if (await isEmpty(app)) {
    lines.push('', '  No province yet: npx nhip import --help, or npx nhip demo')
  } else if (await isDemo(app)) {
    lines.push('', `  Demo accounts (password: ${demoPassword})`)
    for (const { email, title } of demoAccounts) lines.push(`    ${email.padEnd(26)} ${title}`)
  }
  lines.push('', '  Ctrl-C ends it.', '')
  return `${lines.join('\n')}\n`
}

export const serve: Command = {
  summary: 'run the web server (and the worker)',
  help: `
Usage: nhip serve [--no-worker]

Starts everything: database, migrations, web pages, HTTP, and the worker. An empty database is filled
with the demo province unless NHIP_DEMO=0.

  --no-worker   HTTP only; run \`nhip worker\` beside it`,
  async run(args) {
    const { values } = parseOptions({ args, options: { 'no-worker': { type: 'boolean' } } })
    const config = readConfig()
    checkCertificate(config)
    await checkPort(config.port, config.host, 'NHIP_PORT')
    if (config.httpPort) await checkPort(config.httpPort, config.host, 'NHIP_HTTP_PORT')
    const building = buildPages()
    // Both are awaited below; whichever fails first must not leave the other unobserved.
    building.catch(() => {})
    const installation = await openInstallation(config)
    const { app } = installation
    const stopped = untilStopped()
    try {
      if (config.demo && (await isEmpty(app))) {
        say('Database: filling in the demo province')
        const people = await installDemo(app)
        await playSampleReports(app, people)
        await playShift(app, people)
      }
      await building
      const server = await app.serve()
      const worker = values['no-worker'] ? null : await app.work()
      process.stdout.write(await welcome(app))
      await stopped
      say('Ending …')
      await server.close()
      await worker?.close()
      return 0
    } finally {
      await installation.close()
    }
  },
}
