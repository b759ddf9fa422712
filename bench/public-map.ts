import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packs } from '../packs/index.ts'
import { readRules } from '../server/cases/catalogue.ts'
import { figuresBy, periodDays } from '../server/cases/public/figures.ts'
import { listShown, shownAgencies } from '../server/cases/public/list.ts'
import { listNear, listSimilar } from '../server/cases/public/near.ts'
import { density, mapCells } from '../server/cases/public/map.ts'
import { migrate } from '../server/db/migrate.ts'
import { importPacks } from '../server/import.ts'
import { startEmbedded } from '../server/platform/database/embedded/index.ts'
import { openDatabase } from '../server/platform/database/index.ts'
import { insertPublicRows } from './public-rows.ts'

// The public map and lists over more and more reports. See README.md.

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10000,100000' },
    rounds: { type: 'string', default: '200' },
  },
})
const rounds = Number(values.rounds)
const city = { lat: 16.4637, lon: 107.5909 }

/** A phone's window at a zoom, its middle within some kilometres of the city's. */
function windowAt(zoom: number): [number, number, number, number] {
  const wide = (360 / (512 * 2 ** zoom)) * 600
  const high = wide * 0.9
  const lat = city.lat + (Math.random() - 0.5) * 0.04
  const lon = city.lon + (Math.random() - 0.5) * 0.04
  return [lon - wide / 2, lat - high / 2, lon + wide / 2, lat + high / 2]
}

for (const count of values.sizes.split(',').map(Number)) {
  const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-'))
  const server = await startEmbedded({ dataDir: join(folder, 'postgres') })
  const database = openDatabase(server.url)
  try {
    await migrate(server.url)
    await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
    await insertPublicRows(database.pool, count)
    await database.pool.query('vacuum analyze cases.cases')
    const { executor } = database
    const rules = await readRules(executor)
    const year = periodDays('year', rules.today)
    const { rows } = await database.pool.query<{ number: string }>(
      'select number from cases.cases where public order by random() limit 200',
    )
    const names = () => Promise.resolve(new Map<string, string>())
    const cells = (zoom: number) => mapCells(executor, rules, { box: windowAt(zoom), zoom })
    let next = 0
    const reads: Record<string, () => Promise<unknown>> = {
      // The peer: the least that a count by commune of a bare table can be.
      'a bare count by commune': () =>
        database.pool.query('select commune, count(*) from cases.cases group by commune'),
      'by commune, the province': () => density(executor, rules, {}, names),
      'cells, zoom 11': () => cells(11),
      'cells, zoom 13': () => cells(13),
      'cells, zoom 15': () => cells(15),
      'points, zoom 17': () => cells(17),
      'cells, zoom 12, open': () =>
        mapCells(executor, rules, { box: windowAt(12), zoom: 12, state: 'open' }),
      'a list': () => listShown(executor, rules, { limit: 20 }),
      'a list in a window': () => listShown(executor, rules, { box: windowAt(14), limit: 20 }),
      'a list by words': () => listShown(executor, rules, { q: 'den duong', limit: 20 }),
      'similar ones near': () =>
        listNear(executor, rules, { number: rows[next++ % rows.length]!.number, limit: 5 }),
      'before one is sent': () =>
        listSimilar(executor, rules, {
          subject: 'GT01',
          position: {
            lat: city.lat + (Math.random() - 0.5) * 0.04,
            lon: city.lon + (Math.random() - 0.5) * 0.04,
          },
          limit: 4,
        }),
      'the agencies': () => shownAgencies(executor, rules),
      'figures of a year': () => figuresBy(executor, rules, 'agency', year),
    }
    console.log(`${count} reports, ${rounds} rounds: median and p95 in ms`)
    for (const [name, read] of Object.entries(reads)) {
      const times: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const start = performance.now()
        await read()
        times.push(performance.now() - start)
      }
      times.sort((a, b) => a - b)
      const at = (share: number) => times[Math.floor(times.length * share)]!.toFixed(1)
      console.log(`${name.padEnd(26)} ${at(0.5).padStart(7)} ${at(0.95).padStart(7)}`)
    }
  } finally {
    await database.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
