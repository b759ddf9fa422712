import { openInstallation, say } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'
import { untilStopped } from './until-stopped.ts'

export const worker: Command = {
  summary: 'run the relay and the jobs only',
  help: `
Usage: nhip worker

Numbers events and does what happens later. Run as many as wanted: one relays, all do jobs, and the
jobs of one that dies are done by the others.`,
  async run(args) {
    parseOptions({ args, options: {} })
    const installation = await openInstallation()
    const stopped = untilStopped()
    try {
      const running = await installation.app.work()
      say('Worker is running. Ctrl-C ends it.')
      await stopped
      await running.close()
      return 0
    } finally {
      await installation.close()
    }
  },
}
