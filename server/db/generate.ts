import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmbedded } from '../platform/database/embedded/index.ts'
import { migrate } from './migrate.ts'
import { printSchema } from './print-schema.ts'

/** Makes `schema.sql` and `types.ts` from the migrations, on a database of its own. */
const here = fileURLToPath(new URL('.', import.meta.url))
const scratch = await mkdtemp(join(tmpdir(), 'nhip-schema-'))
const server = await startEmbedded({ dataDir: join(scratch, 'postgres'), durable: false })
try {
  await migrate(server.url)
  await writeFile(join(here, 'schema.sql'), await printSchema(server.url))
  execFileSync(
    process.execPath,
    [
      join(here, '../../node_modules/kysely-codegen/dist/cli/bin.js'),
      '--dialect=postgres',
      `--url=${server.url}`,
      `--out-file=${join(here, 'types.ts')}`,
      '--exclude-pattern={public,jobs}.*',
    ],
    { stdio: 'inherit' },
  )
} finally {
  await server.stop()
  await rm(scratch, { recursive: true, force: true })
}
