import { execFile } from 'node:child_process'
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

/** Lints one file of a made-up tree with the project's own rules; returns what the linter said. */
async function lint(tree: string, path: string, source: string): Promise<string> {
  const file = join(tree, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, source)
  try {
    await run(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), path], { cwd: tree })
    return ''
  } catch (error) {
    return (error as { stdout: string }).stdout
  } finally {
    await rm(file)
  }
}

describe('the borders between folders', () => {
  let tree: string

  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'nhip-borders-'))
    await copyFile(join(root, '.oxlintrc.json'), join(tree, '.oxlintrc.json'))
    await symlink(join(root, 'node_modules'), join(tree, 'node_modules'))
  })
  afterAll(() => rm(tree, { recursive: true }))

  it.each([
    ['server/cases/x.ts', '../identity/queries.ts', "another domain's inside"],
    ['server/cases/deep/x.ts', '../../identity/queries.ts', "another domain's inside, from below"],
    ['server/vault/x.ts', '../app.ts', 'who composes it'],
    ['server/platform/http/x.ts', '../../cases/index.ts', 'a domain, from the platform'],
    ['server/platform/x.ts', '../cases/index.ts', 'a domain, from the platform'],
    ['contract/x.ts', '../server/config.ts', 'the server, from the contract'],
    ['packs/hue/x.ts', '../../server/config.ts', 'the server, from a pack'],
    ['web/console/x.ts', '../../server/cases/index.ts', 'the server, from the web'],
  ])('%s may not import %s (%s)', async (file, target) => {
    const said = await lint(tree, file, `import { it } from '${target}'\nexport const x = it\n`)
    expect(said).toContain('no-restricted-imports')
  })

  it.each([
    ['server/cases/x.ts', '../identity/index.ts'],
    ['server/cases/x.ts', '../platform/database/index.ts'],
    ['server/cases/x.ts', './state.ts'],
    ['server/cases/x.ts', '../../contract/cases.ts'],
    ['server/app.ts', './cases/routes.ts'],
    ['web/console/x.ts', '../../contract/client.ts'],
  ])('%s may import %s', async (file, target) => {
    const said = await lint(tree, file, `import { it } from '${target}'\nexport const x = it\n`)
    expect(said).not.toContain('no-restricted-imports')
  })
})

describe('a domain', () => {
  const domains = [
    'administration',
    'cases',
    'citizens',
    'exchange',
    'identity',
    'messages',
    'pictures',
    'places',
    'shifts',
    'vault',
  ]

  it.each(domains)('%s opens only its own tables', async (domain) => {
    const folder = join(root, 'server', domain)
    for (const name of await readdir(folder, { recursive: true })) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue
      const source = await readFile(join(folder, name), 'utf8')
      for (const [, schema] of source.matchAll(/tablesOf\('(\w+)'\)/g)) {
        expect(schema, `${domain}/${name}`).toBe(domain)
      }
      expect(source, `${domain}/${name}`).not.toMatch(/export \*/)
    }
  })
})

describe('the server', () => {
  it('calls other hosts through one guarded function alone', async () => {
    // The object store's address is the operator's setting; a map's tiles are fetched by browsers.
    const guarded = ['platform/http/outgoing.ts']
    const ways: [RegExp, string[]][] = [
      [/(?<![.\w'"`-])fetch\s*\(|\b(?:globalThis|global)\b[^\n]*\bfetch\b|\bnew WebSocket\b/, []],
      // What listens calls nobody.
      [
        /from '(?:node:)?(?:http|https|http2|tls|dgram)'|from '(?:undici|axios|got)'/,
        [...guarded, 'simulators/http.ts', 'platform/http/redirect.ts', 'platform/http/tls.ts'],
      ],
      [/from 'aws4fetch'/, ['platform/files/s3.ts']],
    ]
    const folder = join(root, 'server')
    const found: string[] = []
    for (const name of await readdir(folder, { recursive: true })) {
      if (!name.endsWith('.ts') || /\.(?:test|fixture)\.ts$/.test(name)) continue
      const source = (await readFile(join(folder, name), 'utf8'))
        .split('\n')
        .filter((line) => !/^\s*(?:\*|\/\/|\/\*|import type )/.test(line))
        .join('\n')
      for (const [way, allowed] of ways) {
        if (way.test(source) && !allowed.includes(name)) found.push(name)
      }
    }
    expect(found).toEqual([])
  })
})

it('every CSV file is written by the one writer that lets no formula through', async () => {
  for (const folder of ['server', 'web', 'contract']) {
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      if (!/\.tsx?$/.test(name) || name.endsWith('.test.ts')) continue
      if (`${folder}/${name}` === 'contract/csv.ts') continue
      const source = await readFile(join(root, folder, name), 'utf8')
      expect(source, `${folder}/${name}`).not.toMatch(/\bunparse\b|jsonToCSV/)
    }
  }
})
