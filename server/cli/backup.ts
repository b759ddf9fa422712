import { readFileSync } from 'node:fs'
import { BackupError, findSecretOf, makeBackup, sum } from '../backup/index.ts'
import type { Manifest } from '../backup/index.ts'
import { readConfig } from '../config.ts'
import { pendingMigrations } from '../db/migrate.ts'
import { openDatabase } from '../platform/database/index.ts'
import { openFiles } from '../platform/files/index.ts'
import type { Command } from './command.ts'
import { UserError } from './errors.ts'
import { openDatabaseServer, say } from './installation.ts'
import { parseOptions } from './options.ts'
import { tellCommand } from './tell.ts'

/** What both commands take to find the key. */
export const keyOptions = {
  'key-file': { type: 'string' },
  'passphrase-file': { type: 'string' },
} as const

export const keyHelp = `  --key-file         a file with the key, 32 bytes as base64 (openssl rand -base64 32); else
                     NHIP_BACKUP_KEY
  --passphrase-file  a file with at least 16 characters instead; else NHIP_BACKUP_PASSPHRASE`

const options = { ...keyOptions, 'with-secrets': { type: 'boolean' } } as const

/** The release of this program, as its package says. */
export function release(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

export const backup: Command = {
  summary: 'write everything into a folder, encrypted, while the server runs',
  help: `
Usage: nhip backup <folder> [--key-file <file>] [--with-secrets]

Writes the database as of one moment and the pictures it speaks of into a new folder, compressed and
encrypted. Interrupted, run it again with the same folder: it goes on where it was.

The master key and the other files of <NHIP_DATA>/secrets are NOT in it: without them nobody who
reported can be named any more. Keep a copy of them apart from the backups and from their key.

${keyHelp}
  --with-secrets     put them in all the same: then folder and key together open everything`,
  async run(args) {
    const { positionals, values } = parseOptions({ args, options, allowPositionals: true })
    const [folder, ...more] = positionals
    if (!folder || more.length > 0) throw new UserError('name one folder: nhip backup <folder>')
    const config = readConfig()
    const withSecrets = values['with-secrets'] === true
    try {
      const secret = findSecretOf({
        keyFile: values['key-file'],
        passphraseFile: values['passphrase-file'],
        ...config.backup,
      })
      const server = await openDatabaseServer(config)
      try {
        if ((await pendingMigrations(server.url)).length > 0) {
          throw new UserError(
            'the database is of an older version: back it up with that one, or run `npx nhip migrate`',
          )
        }
        const database = openDatabase(await server.serving())
        try {
          await tellCommand(database, 'backup', values)
        } finally {
          await database.close()
        }
        const { manifest, bytes } = await makeBackup({
          folder,
          secret,
          url: server.url,
          files: openFiles(config),
          config,
          release: release(),
          withSecrets,
          tell: say,
        })
        process.stdout.write(told(folder, manifest, bytes, config.dataDir))
        return 0
      } finally {
        await server.stop()
      }
    } catch (error) {
      if (error instanceof BackupError) throw new UserError(error.message)
      throw error
    }
  },
}

function told(folder: string, manifest: Manifest, bytes: number, dataDir: string): string {
  const { database, packs, secrets } = manifest
  const rows = database.tables.reduce((total, table) => total + table.rows, 0)
  const missing = sum(packs, 'missing')
  const lines = [
    `Backup of ${database.at} in ${folder}: ${database.tables.length} tables, ${rows} rows, ` +
      `${sum(packs, 'files')} files, ${Math.ceil(bytes / 1024 ** 2)} MB`,
    ...(missing > 0 ? [`${missing} files were not there: erased meanwhile, or lost before`] : []),
    secrets
      ? 'The secrets are in it: folder and key together open everything. Keep them in two places.'
      : `NOT in it: ${dataDir}/secrets (or NHIP_MASTER_KEY). Keep a copy of them apart from the backups ` +
        'and from their key: without them nobody who reported can be named.',
    'Try it: npx nhip restore <folder> --check, and each month a whole restore into another NHIP_DATA.',
  ]
  return `${lines.join('\n')}\n`
}
