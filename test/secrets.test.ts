import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

// The project holds no secret, and the same settings find one that is committed by mistake.

const root = fileURLToPath(new URL('..', import.meta.url))
const secretlint = join(
  dirname(createRequire(import.meta.url).resolve('secretlint/package.json')),
  'bin/secretlint.js',
)

/** What the project's own settings say of some files; no output when there is nothing. */
function look(folder: string, ...files: string[]): Promise<{ code: number; said: string }> {
  const settings = ['--maskSecrets', '--secretlintrc', join(root, '.secretlintrc.json')]
  return new Promise((done) => {
    execFile(
      process.execPath,
      [secretlint, ...settings, ...files],
      { cwd: folder },
      (error, stdout, stderr) =>
        done({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
    )
  })
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nhip-secrets-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('finds no secret in the project', async () => {
  expect(await look(root, '**/*', '.*.json')).toEqual({ code: 0, said: '' })
})

it('finds what is committed by mistake, and does not repeat it', async () => {
  // Put together here, so that this file holds none.
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [token, scheme] = ['ghp', 'postgresql']
  const letters = 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW3xY5zA7'
  const secrets: Record<string, string> = {
    'key.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    'github.ts': `const token = '${token}_${letters}'`,
    'aws.env': `AWS_SECRET_ACCESS_KEY=${`${letters}${letters}`.slice(0, 40)}`,
    'database.ts': `const url = '${scheme}://nhip:${letters}@db.hue.gov.vn/nhip'`,
    'fetch.ts': `fetch('https://nhip:${letters}@sms.hue.gov.vn/')`,
  }
  for (const [name, text] of Object.entries(secrets)) await writeFile(join(folder, name), text)
  const { code, said } = await look(folder, '*')
  expect(code).toBe(1)
  for (const name of Object.keys(secrets)) expect(said).toContain(name)
  expect(said).not.toContain(letters)
})
