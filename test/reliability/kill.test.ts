import { expect, test } from 'vitest'
import { runKills } from './run.ts'

// The short form; hundreds of kills are `npm run reliability`.

test('kill -9 of server, worker and database loses and doubles nothing acknowledged', async () => {
  const { strikes, load, comparison, crashes } = await runKills({ kills: 6, seed: 7 })

  expect(strikes.flatMap(({ targets }) => targets)).toHaveLength(6)
  expect(load.reports).toBeGreaterThan(20)
  expect(load.wrong).toEqual([])
  expect(crashes).toEqual([])
  expect(comparison).toMatchObject({ lost: [], doubled: [], broken: [], misread: [] })
  expect(comparison.cases).toBe(load.reports)
}, 180_000)
