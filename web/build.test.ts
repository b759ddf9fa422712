import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildWeb } from './build.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
let root: string

/** A copy of the project without the console, so that a build is short. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nhip-build-'))
  await mkdir(join(root, 'web'))
  for (const part of [
    'web/citizen',
    'web/map',
    'web/ui',
    'web/locales',
    'contract',
    'package-lock.json',
  ]) {
    await cp(join(project, part), join(root, part), { recursive: true })
  }
  await symlink(join(project, 'node_modules'), join(root, 'node_modules'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const record = () => readFile(join(root, 'dist/build.json'), 'utf8')

it('builds what is there, once, and again when a source changes', { timeout: 90_000 }, async () => {
  expect(await buildWeb({ root })).toEqual(['citizen'])
  const first = await record()
  expect(await readdir(join(root, 'dist'))).toEqual(['build.json', 'citizen', 'citizen-server'])
  expect(await buildWeb({ root })).toEqual([])

  await writeFile(join(root, 'web/ui/tokens.css'), ':root { --ink: #000; }\n')
  expect(await buildWeb({ root })).toEqual(['citizen'])
  expect(await record()).not.toBe(first)
})

it('does not take a build that was cut off for a finished one', { timeout: 90_000 }, async () => {
  await buildWeb({ root })
  // As a kill in the middle leaves it: folders moved, record not yet written, work left aside.
  await rm(join(root, 'dist/build.json'))
  await mkdir(join(root, 'dist/.building-999999999'))
  expect(await buildWeb({ root })).toEqual(['citizen'])
  expect(await readdir(join(root, 'dist'))).toEqual(['build.json', 'citizen', 'citizen-server'])
})

it('keeps the last good build when a source is broken', { timeout: 90_000 }, async () => {
  await buildWeb({ root })
  const good = await record()
  await writeFile(join(root, 'web/citizen/client/main.ts'), "import './nowhere.ts'\n")
  await expect(buildWeb({ root })).rejects.toThrow('nowhere')
  expect(await record()).toBe(good)
})
