import { randomBytes } from 'node:crypto'
import { expect, inject, it } from 'vitest'
import { runOn, withDatabase } from '../database.ts'
import { measureMigrations } from './migration-locks.ts'

// How long is measured with a million rows by `npm run bench:migrations`; here, with a few, what does
// not depend on the machine: which tables are written anew.

/** Every row of a full table is copied while nobody may read it. Another one needs its reason here. */
const rewrites: Record<string, { tables: string[]; because: string }> = {
  '0008_audit.sql': {
    tables: ['cases.actions'],
    because: 'each line gets a salt of its own',
  },
  '0021_public.sql': {
    tables: ['cases.cases'],
    because:
      'the searchable words are made by the database, for erasure takes them away with the text',
  },
}

it('no migration writes a full table anew that is not known to', async () => {
  const name = `nhip_test_${randomBytes(6).toString('hex')}`
  const server = inject('postgresUrl')
  await runOn(server, `create database ${name} template template0 encoding 'UTF8'`)
  try {
    const measured = await measureMigrations(withDatabase(server, name), 50)
    const found = measured.flatMap(({ name, rewritten }) =>
      rewritten.length > 0 ? [[name, rewritten] as const] : [],
    )
    const known = Object.entries(rewrites).map(([name, { tables }]) => [name, tables])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(known))
  } finally {
    await runOn(server, `drop database if exists ${name} with (force)`)
  }
})
