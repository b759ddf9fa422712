import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '../server/platform/database/embedded/index.ts'
import { measureMigrations } from '../test/reliability/migration-locks.ts'

// How long each migration holds up readers and writers of full tables: `npm run bench:migrations`.

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' } } })
const folder = await mkdtemp(join(tmpdir(), 'nhip-migrations-'))
const server = await startEmbedded({ dataDir: join(folder, 'postgres') })
const say = (text: string) => process.stdout.write(`${text}\n`)
try {
  say(
    `load average ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  )
  const measured = await measureMigrations(server.url, Number(values.rows), say)
  const longest = measured
    .map(({ name, closed }) => ({ name, ms: Math.max(0, ...Object.values(closed)) }))
    .sort((a, b) => b.ms - a.ms)
  say(
    `\nlongest closed: ${longest
      .slice(0, 5)
      .map(({ name, ms }) => `${name} ${Math.round(ms)} ms`)
      .join(', ')}`,
  )
  say(
    `load average ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  )
} finally {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
