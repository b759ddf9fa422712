import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { printSchema } from './print-schema.ts'

it('schema.sql is what the migrations make', async () => {
  const database = await createTestDatabase()
  try {
    const kept = await readFile(new URL('schema.sql', import.meta.url), 'utf8')
    expect(await printSchema(database.url), 'run `npm run schema`').toBe(kept)
  } finally {
    await database.drop()
  }
})

it('migrating twice does nothing the second time', async () => {
  const database = await createTestDatabase()
  try {
    expect(await migrate(database.url)).toEqual([])
    expect(await pendingMigrations(database.url)).toEqual([])
  } finally {
    await database.drop()
  }
})
