import { VaultError, rotateMasterKey } from '../vault/index.ts'
import type { Command } from './command.ts'
import { UserError } from './errors.ts'
import { openInstallation, say } from './installation.ts'
import { parseOptions } from './options.ts'

export const vault: Command = {
  summary: 'change the master key that persons are sealed under',
  help: `
Usage: nhip vault rotate

Makes a new master key and puts every person's own key under it, while the server runs. Interrupted,
run it again: it goes on where it was. Then the old key may be removed – backups made before need it.

The keys are the lines of <NHIP_DATA>/secrets/master-key, the newest first; several machines are given
the changed file before this is run. Where NHIP_MASTER_KEY is set it holds them, by comma: put a new
one first (openssl rand -base64 32), restart Nhịp everywhere, and run this.`,
  async run(args) {
    const { positionals } = parseOptions({ args, options: {}, allowPositionals: true })
    if (positionals.length !== 1 || positionals[0] !== 'rotate') {
      throw new UserError('say what to do: nhip vault rotate')
    }
    const { app, databaseUrl: url, close } = await openInstallation()
    try {
      say('Changing the master key …')
      const keys = app.masterKeys
      const done = await rotateMasterKey({ executor: app.database.executor, url, keys })
      process.stdout.write(
        `${done.rewrapped} persons are under key ${done.current} now, none under ${done.retired.join(', ')}.\n` +
          `The old key may be removed from ${keys.name}; keep it as long as backups made before.\n`,
      )
      return 0
    } catch (error) {
      if (error instanceof VaultError) throw new UserError(error.message)
      throw error
    } finally {
      await close()
    }
  },
}
