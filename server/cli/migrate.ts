import { readConfig } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../platform/database/index.ts'
import { openDatabaseServer } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'
import { tellCommand } from './tell.ts'

export const migrateCommand: Command = {
  summary: 'bring the database to this version',
  help: `
Usage: nhip migrate

Applies the migrations that are missing, each in its own transaction. Safe to repeat.`,
  async run(args) {
    parseOptions({ args, options: {} })
    const server = await openDatabaseServer(readConfig())
    try {
      const applied = await migrate(server.url)
      for (const name of applied) process.stdout.write(`applied ${name}\n`)
      if (applied.length > 0) await tellMigration(server.url)
      if (applied.length === 0) process.stdout.write('up to date\n')
      return 0
    } finally {
      await server.stop()
    }
  },
}

async function tellMigration(url: string): Promise<void> {
  const database = openDatabase(url)
  try {
    await tellCommand(database, 'migrate')
  } finally {
    await database.close()
  }
}
