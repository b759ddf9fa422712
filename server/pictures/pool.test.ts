import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPool } from './pool.ts'

let folder: string
/** Answers as its picture's name says: dies, hangs, or is quick. */
let program: URL
const made = { format: 'jpeg', width: 1, height: 1, gps: null, takenAt: null }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-pool-'))
  const path = join(folder, 'program.mjs')
  await writeFile(
    path,
    `process.on('message', (path) => {
      if (path === 'dies') process.abort()
      if (path === 'env') process.send({ failed: JSON.stringify(process.env) })
      if (path === 'quick') process.send({ made: ${JSON.stringify(made)} })
    })
    process.on('disconnect', () => process.exit())
    process.send('ready')`,
  )
  program = pathToFileURL(path)
})
afterAll(() => rm(folder, { recursive: true }))

it('goes on after a file that its process died of, or hung on', async () => {
  const pool = createPool({ size: 1, pictureMs: 500, program })
  const answers = await Promise.all(
    ['quick', 'dies', 'quick', 'hangs', 'quick'].map((path) => pool.make(path)),
  )
  const broken = { fault: 'picture_broken' }
  expect(answers).toEqual([made, broken, made, broken, made])
  expect(pool.pids()).toHaveLength(1)
  await pool.close()
})

it('has as many processes as it may, and tells the rest to come again', async () => {
  const pool = createPool({ size: 2, pictureMs: 60_000, program })
  const hanging = Array.from({ length: 18 }, () => pool.make('hangs').catch(() => 'closed'))
  expect(() => pool.make('hangs')).toThrow('unavailable')
  await expect.poll(() => pool.pids().length).toBe(2)
  await pool.close()
  expect(pool.pids()).toEqual([])
  expect(new Set(await Promise.all(hanging))).toEqual(new Set(['closed']))
})

it('gives its processes none of our settings, and lets them go when there is nothing to do', async () => {
  process.env.NHIP_S3_SECRET = 'geheim'
  const pool = createPool({ size: 1, idleMs: 100, program })
  const environment = await pool.make('env').catch((error: Error) => error.message)
  delete process.env.NHIP_S3_SECRET
  expect(environment).not.toContain('geheim')
  expect(environment).not.toContain('NHIP')
  await expect.poll(() => pool.pids()).toEqual([])
  expect(await pool.make('quick')).toEqual(made)
  await pool.close()
})
