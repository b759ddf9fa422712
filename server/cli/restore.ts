import { auditSources } from '../app.ts'
import {
  BackupError,
  checkBackup,
  findSecretOf,
  restoreBackup,
  settleSecrets,
} from '../backup/index.ts'
import { readConfig } from '../config.ts'
import { openDatabase } from '../platform/database/index.ts'
import { openFiles } from '../platform/files/index.ts'
import { faultWords } from './audit.ts'
import { keyHelp, keyOptions } from './backup.ts'
import type { Command } from './command.ts'
import { UserError } from './errors.ts'
import { openDatabaseServer, prepareDataDir, say } from './installation.ts'
import { parseOptions } from './options.ts'
import { tellCommand } from './tell.ts'

const options = {
  ...keyOptions,
  check: { type: 'boolean' },
  'without-secrets': { type: 'boolean' },
} as const

export const restore: Command = {
  summary: 'fill an empty installation from a backup, and compare',
  help: `
Usage: nhip restore <folder> [--key-file <file>] [--check] [--without-secrets]

Looks at every byte of the backup, fills the empty database of NHIP_DATA or DATABASE_URL and the files,
compares every table with what was counted and hashed when the backup was made, brings the database to
this release and follows the audit chain. A database that is not empty is refused: nothing is ever
destroyed. Interrupted, run it again: it goes on where it was, and nothing is served until it is done.

Put the files of secrets/ (or NHIP_MASTER_KEY) back first, where they are not in the backup.

${keyHelp}
  --check            only look at the backup; needs no database and changes nothing
  --without-secrets  go on although secrets are missing; says what is lost with them`,
  async run(args) {
    const { positionals, values } = parseOptions({ args, options, allowPositionals: true })
    const [folder, ...more] = positionals
    if (!folder || more.length > 0) throw new UserError('name one folder: nhip restore <folder>')
    const config = readConfig()
    try {
      const secret = findSecretOf({
        keyFile: values['key-file'],
        passphraseFile: values['passphrase-file'],
        ...config.backup,
      })
      say('Looking at the backup …')
      const checked = await checkBackup(folder, secret, say)
      const { database, packs } = checked.manifest
      const found = `Backup of ${database.at}, release ${checked.manifest.release}, ${Math.ceil(checked.bytes / 1024 ** 2)} MB: whole`
      if (values.check) {
        process.stdout.write(`${found}\n`)
        return 0
      }
      say(found)
      prepareDataDir(config.dataDir)
      await settleSecrets(checked, config, {
        without: values['without-secrets'] === true,
        tell: say,
      })
      const server = await openDatabaseServer(config)
      try {
        const { rows, audit, applied } = await restoreBackup(checked, {
          url: server.url,
          files: openFiles(config),
          sources: auditSources,
          tell: say,
        })
        const own = openDatabase(server.url)
        try {
          await tellCommand(own, 'restore', values)
        } finally {
          await own.close()
        }
        const files = packs.reduce((total, pack) => total + pack.files, 0)
        process.stdout.write(
          `Restored as of ${database.at}: ${database.tables.length} tables with ${rows} rows compared, ${files} files` +
            `${applied.length > 0 ? `, then ${applied.length} migrations applied` : ''}\n` +
            `${audit.fault ? `BROKEN  the audit log, as it was when it was backed up: ${faultWords(audit.fault)}` : `audit log whole: ${audit.entries} entries`}\n` +
            'Everybody signs in anew. Erasures made since then have to be made again (docs/huong-dan/sao-luu.md).\n',
        )
        return audit.fault ? 1 : 0
      } finally {
        await server.stop()
      }
    } catch (error) {
      if (error instanceof BackupError) throw new UserError(error.message)
      throw error
    }
  },
}
