import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createServer } from '../platform/http/server.ts'
import { createLog } from '../platform/log.ts'
import { consolePages } from './console.ts'

let dist: string
beforeEach(async () => {
  dist = await mkdtemp(join(tmpdir(), 'nhip-dist-'))
})
afterEach(() => rm(dist, { recursive: true, force: true }))

async function start() {
  const config = { publicUrl: 'http://localhost', trustedProxies: [] }
  const app = createServer({ config, log: createLog('silent') })
  await consolePages(app, { dist })
  return app
}

it('says that the console was not built instead of failing', async () => {
  const app = await start()
  const answer = await app.inject({ url: '/console/ho-so/1' })
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBeDefined()
  expect(answer.body).toContain('Giao diện chưa được dựng')
  await app.close()
})

it('gives every address its page with the nonce of the answer, and files for ever', async () => {
  await mkdir(join(dist, 'console/assets'), { recursive: true })
  await writeFile(join(dist, 'build.json'), '{"console":"x"}')
  await writeFile(join(dist, 'console/assets/main-1.js'), 'export {}')
  await writeFile(
    join(dist, 'console/index.html'),
    '<html><head><meta name="csp-nonce" content="" /><link rel="stylesheet" href="/a.css">' +
      '<style>a{}</style></head><body><script type="module" src="/m.js"></script></body></html>',
  )
  const app = await start()
  for (const url of ['/console', '/console/ho-so/1']) {
    const { headers, body } = await app.inject({ url })
    const nonce = /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))![1]!
    expect(body.match(/csp-nonce/g)).toHaveLength(1)
    expect(body).toContain(`<meta name="csp-nonce" content="${nonce}" />`)
    for (const tag of ['script', 'style', 'link']) {
      expect(body).toContain(`<${tag} nonce="${nonce}"`)
    }
  }
  const file = await app.inject({ url: '/console/assets/main-1.js' })
  expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  const missing = await app.inject({ url: '/console/assets/main-2.js' })
  expect(missing.statusCode).toBe(404)
  await app.close()
})
