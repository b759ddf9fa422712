import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSecret } from './secrets.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-secrets-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a secret is made once, for its owner only', async () => {
  const first = readSecret(folder, 'session-secret')
  expect(first).toMatch(/^[\w-]{43}$/)
  expect(readSecret(folder, 'session-secret')).toBe(first)
  expect(readSecret(folder, 'other')).not.toBe(first)
  const { mode } = await stat(join(folder, 'secrets', 'session-secret'))
  expect(mode & 0o777).toBe(0o600)
  expect(await readdir(join(folder, 'secrets'))).toEqual(['other', 'session-secret'])
})

test('a file given beforehand is used; one that is too short is refused by name', async () => {
  readSecret(folder, 'made')
  const given = 'a secret that somebody has chosen carefully'
  await writeFile(join(folder, 'secrets', 'given'), `${given}\n`)
  expect(readSecret(folder, 'given')).toBe(given)
  await writeFile(join(folder, 'secrets', 'short'), 'short')
  expect(() => readSecret(folder, 'short')).toThrow(/secrets\/short must hold/)
})

test('processes that start at once agree', async () => {
  const url = new URL('./secrets.ts', import.meta.url).href
  const program = `import { readSecret } from ${JSON.stringify(url)}
    console.log(readSecret(${JSON.stringify(folder)}, 'shared'))`
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program])
  const outputs = await Promise.all(Array.from({ length: 6 }, run))
  expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1)
})
