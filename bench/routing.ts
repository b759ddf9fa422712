import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Feature, Geometry } from '../contract/records/places.ts'
import { packs } from '../packs/index.ts'
import { readRules, ruleKinds } from '../server/cases/catalogue.ts'
import { createRouting } from '../server/cases/routing/routing.ts'
import { migrate } from '../server/db/migrate.ts'
import { importPacks } from '../server/import.ts'
import { createAreas } from '../server/places/index.ts'
import { startEmbedded } from '../server/platform/database/embedded/index.ts'
import { openDatabase } from '../server/platform/database/index.ts'
import { whenChanged } from '../server/platform/records/index.ts'
import { records } from '../server/records.ts'

// Who gets a report, and why, in words: one question at a time, over registers as large as those of
// a big city. See README.md.

const { values } = parseArgs({
  options: {
    features: { type: 'string', default: '50000' },
    questions: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
})
const count = Number(values.features)
const questions = Number(values.questions)
/** Milliseconds. */
const limit = 5

/** A small generator with a seed (mulberry32): the same registers and questions every time. */
let state = Number(values.seed)
function random(): number {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!

/** Half of everything stands in the 10 × 10 km of the city, the rest in 30 × 30 km. */
function somewhere(): [number, number] {
  const width = random() < 0.5 ? 0.09 : 0.28
  return [107.585 + (random() - 0.5) * width, 16.455 + (random() - 0.5) * width]
}

const point = (): Geometry => ({ type: 'Point', coordinates: somewhere() })

/** A street of some 10 corners, 20 to 60 m apart. */
function street(): Geometry {
  let [lon, lat] = somewhere()
  let direction = random() * 2 * Math.PI
  const coordinates = Array.from({ length: 4 + Math.floor(random() * 12) }, () => {
    direction += (random() - 0.5) * 0.4
    const length = 0.0002 + random() * 0.0004
    lon += Math.cos(direction) * length
    lat += Math.sin(direction) * length
    return [lon, lat] as [number, number]
  })
  return { type: 'LineString', coordinates }
}

/** A block of 24 corners, 50 to 300 m across. */
function block(): Geometry {
  const [lon, lat] = somewhere()
  const size = 0.0003 + random() * 0.0012
  const ring = Array.from({ length: 24 }, (_, index) => {
    const angle = (index / 24) * 2 * Math.PI
    const radius = size * (0.7 + random() * 0.3)
    return [lon + Math.cos(angle) * radius, lat + Math.sin(angle) * radius] as [number, number]
  })
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] }
}

const kinds = [
  { share: 0.45, class: 'structure.lamp', manager: 'MTDT.CS', draw: point },
  { share: 0.15, class: 'structure.tree', manager: 'CVCX', draw: point },
  { share: 0.1, class: 'structure.drain', manager: 'TNDT', draw: point },
  { share: 0.04, class: 'road.urban', manager: 'SXD.BT', draw: street },
  { share: 0.2, class: 'road.commune', manager: 'xa', draw: street },
  { share: 0.05, class: 'zone.market', manager: 'xa', draw: block },
  { share: 0.01, class: 'works', manager: 'CDT', draw: block },
]

function generate(): Feature[] {
  return Array.from({ length: count }, (_, index) => {
    let left = random()
    const kind = kinds.find(({ share }) => (left -= share) < 0) ?? kinds[0]!
    return {
      code: `bench.${index}`,
      class: kind.class,
      name: `Bench ${index}`,
      manager: kind.manager,
      geometry: kind.draw(),
      source: 'generated',
      validFrom: '2025-07-01',
    }
  })
}

const folder = await mkdtemp(join(tmpdir(), 'nhip-bench-'))
const server = await startEmbedded({ dataDir: folder })
const database = openDatabase(server.url)
try {
  await migrate(server.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  const features = generate()
  const begun = performance.now()
  for (let start = 0; start < features.length; start += 5_000) {
    const batch = { features: features.slice(start, start + 5_000) }
    await database.transaction((tx) => records.write(tx, batch, { actor: null, origin: 'bench' }))
  }
  say(`${count} features written in ${seconds(performance.now() - begun)} s`)
  await database.pool.query('analyze')

  const { executor } = database
  const rules = whenChanged(executor, ruleKinds, readRules)
  const routing = createRouting({ executor, rules, areas: createAreas(executor) })
  const subjects = ['GT01', 'GT03', 'HK01', 'HK03', 'NC02', 'MT01', 'AN01']
  const ask = () => {
    const [lon, lat] = somewhere()
    return { subject: pick(subjects), position: { lat, lon } }
  }
  const decided: Record<string, number> = {}
  await measured('for comparison, `select 1`', async () => {
    await database.pool.query('select 1')
  })
  await measured('the answer with its reason', async () => {
    const { subject, position } = ask()
    const suggestion = await routing.suggest({ subject, position, commune: '19789' }, 'vi')
    const kind = suggestion?.rule.kind ?? 'none'
    decided[kind] = (decided[kind] ?? 0) + 1
  })
  await measured('with all steps and what is near', async () => {
    await routing.explain({ ...ask(), commune: '19789', language: 'vi' })
  })
  say(`decided by: ${JSON.stringify(decided)}`)
} finally {
  await database.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}

async function measured(what: string, question: () => Promise<void>): Promise<void> {
  for (let index = 0; index < 200; index += 1) await question()
  const times: number[] = []
  for (let index = 0; index < questions; index += 1) {
    const begun = performance.now()
    await question()
    times.push(performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  const [p50, p95] = [0.5, 0.95].map((share) => times[Math.floor(times.length * share)]!)
  say(
    `${what}: p50 ${p50!.toFixed(2)} ms, p95 ${p95!.toFixed(2)} ms; ` +
      `p95 is ${(p95! / limit).toFixed(2)} of the limit of ${limit} ms`,
  )
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
