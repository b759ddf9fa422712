import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Area } from '../contract/records/places.ts'
import { areaIndex } from '../server/places/areas/area-index.ts'
import { randomPoints } from '../server/cli/import/random-points.fixture.ts'

// How long it takes to find the commune at a point, over the published boundaries: see README.md.

const limit = 50
const count = 10_000
const rounds = 5

const shared = process.env.NHIP_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url))
const folder = join(shared, 'data', 'admin', 'boundaries')
if (!existsSync(folder)) throw new Error(`no boundaries in ${folder}: set NHIP_SHARED`)

for (const file of ['46_hue', '66_dak_lak', '75_dong_nai', '86_vinh_long']) {
  const text = await readFile(join(folder, `${file}_communes.geojson`), 'utf8')
  const { features } = JSON.parse(text) as { features: { id: string; geometry: Area }[] }
  const communes = features.map(({ id, geometry }) => ({ code: id, geometry, approximate: false }))
  const points = randomPoints(communes, count, 1)
  const started = performance.now()
  const areas = areaIndex(communes)
  const built = performance.now() - started

  const round = () => {
    const start = performance.now()
    let right = 0
    for (const point of points) if (areas.at(point)?.code === point.code) right += 1
    if (right !== count) throw new Error(`${file}: ${count - right} points in a wrong commune`)
    return ((performance.now() - start) * 1000) / count
  }
  // The first round also compiles what it runs: it counts as well, a server's first point does too.
  const micros = Array.from({ length: rounds }, round)
  const mean = micros.reduce((sum, value) => sum + value, 0) / rounds
  console.log(
    `${file.padEnd(14)} ${communes.length} communes, loaded in ${built.toFixed(1)} ms; ` +
      `${count} points × ${rounds}: mean ${mean.toFixed(2)} µs (rounds ${micros.map((value) => value.toFixed(2)).join(', ')}), ` +
      `${(mean / limit).toFixed(2)} of the limit of ${limit} µs`,
  )
}
