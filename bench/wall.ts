import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packs } from '../packs/index.ts'
import { readRules } from '../server/cases/catalogue.ts'
import { readNear } from '../server/cases/near.ts'
import { contextFor, countCases, findCase, listCases, logsOf } from '../server/cases/queries.ts'
import { migrate } from '../server/db/migrate.ts'
import { importPacks } from '../server/import.ts'
import type { Viewer } from '../server/identity/index.ts'
import { startEmbedded } from '../server/platform/database/embedded/index.ts'
import { openDatabase } from '../server/platform/database/index.ts'
import type { Executor } from '../server/platform/database/index.ts'
import { createWall } from '../server/platform/database/wall.ts'

// What the second wall costs: the same reads without and behind it, in turns. See README.md.

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '300' },
  },
})
const count = Number(values.cases)
const rounds = Number(values.rounds)

const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-'))
const server = await startEmbedded({ dataDir: join(folder, 'postgres') })
const database = openDatabase(server.url)
try {
  await migrate(server.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  await database.pool.query(
    `insert into cases.cases (id, number, status, channel, subject, class, description, agency_text,
       commune, lat, lon, search, agency, submitted_at, due_at)
     select gen_random_uuid(), (1000000000 + n)::text,
       (array['submitted', 'in_progress', 'awaiting_approval', 'answered', 'closed'])[1 + n % 5],
       'web', 'GT01', 'T', 'Ổ gà to ở ngã tư', 'Ổ gà to ở ngã tư', '19789',
       16.3 + random() * 0.3, 107.4 + random() * 0.4, 'o ga to o nga tu',
       (array['X19789', 'X19753', 'MTDT.CS', 'SXD', null])[1 + n / 5 % 5],
       now() - n * interval '1 minute', now() + (n % 20000 - 10000) * interval '1 minute'
     from generate_series(1, ${count}) n`,
  )
  await database.pool.query(
    `insert into cases.actions (case_id, seq, type, actor_kind)
     select id, seq, 'note_internal', 'reporter' from cases.cases, generate_series(1, 8) seq
     where number < '1000002000'`,
  )
  await database.pool.query('vacuum analyze cases.cases, cases.actions')
  const rules = await readRules(database.executor)
  const wall = createWall(database)
  const of = (role: 'operator' | 'officer', agency: string | null): Viewer => {
    return { id: role, name: role, email: 'x@x.vn', grants: [{ role, agency }] }
  }
  const { rows } = await database.pool.query(
    `select id from cases.cases where number < '1000002000' and agency = 'X19789'`,
  )
  let next = 0
  const reads: Record<string, (tx: Executor, viewer: Viewer) => Promise<unknown>> = {
    'an inbox of 50': async (tx, viewer) => {
      const query = { box: 'due_soon' as const, limit: 50 }
      const page = await listCases(tx, null as never, rules, viewer, query)
      // The names are read by the owner in both.
      return contextFor(database.executor, rules, 'vi', page.rows, [], new Date())
    },
    'a search': (tx, viewer) =>
      listCases(tx, null as never, rules, viewer, { box: 'all', q: 'nga tu', limit: 50 }),
    'the counts of all boxes': (tx, viewer) => countCases(tx, null as never, rules, viewer, {}),
    'reports near one': async (tx, viewer) => {
      const row = (await findCase(tx, rows[next++ % rows.length].id))!
      return readNear(tx, viewer, row, ['GT01', 'GT02', 'GT03'])
    },
    'one case with its log': async (tx) => {
      const { id } = rows[next++ % rows.length]
      return [await findCase(tx, id), await logsOf(tx, [id])]
    },
  }
  console.log(`${count} cases, medians of ${rounds} in ms, and the ratio behind the wall`)
  for (const viewer of [of('operator', null), of('officer', 'X19789')]) {
    for (const [name, read] of Object.entries(reads)) {
      const times: [number[], number[]] = [[], []]
      const turns = name.startsWith('the counts') ? Math.ceil(rounds / 5) : rounds
      for (let round = 0; round < turns; round += 1) {
        for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
          const start = performance.now()
          if (side === 0) await read(database.executor, viewer)
          else await wall.read(viewer, (tx) => read(tx, viewer))
          times[side as 0 | 1].push(performance.now() - start)
        }
      }
      const at = (share: number) =>
        times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length * share)]!)
      const [plain, behind] = at(0.5) as [number, number]
      const [slow, slowBehind] = at(0.95) as [number, number]
      console.log(
        `${viewer.id.padEnd(9)} ${name.padEnd(24)} ${plain.toFixed(2)} → ${behind.toFixed(2)} ` +
          `(${(behind / plain).toFixed(2)}); p95 ${slow.toFixed(2)} → ${slowBehind.toFixed(2)}`,
      )
    }
  }
} finally {
  await database.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}
