import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request } from 'node:https'
import { createServer as createSocket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../server/platform/database/index.ts'
import { append, log, scratch, subjectsOf, until } from '../server/platform/events/fixture.ts'
import { startRelay } from '../server/platform/events/relay.ts'
import type { Relay } from '../server/platform/events/relay.ts'
import { createServer } from '../server/platform/http/server.ts'
import { startLive } from '../server/platform/live/index.ts'
import type { Live } from '../server/platform/live/index.ts'
import { liveRoutes } from '../server/platform/live/routes.ts'
import { writeCertificate } from './certificate.ts'

// deploy/nginx.conf as it is handed out, in a real nginx where there is one.

const nginx = spawnSync('nginx', ['-v']).status === 0
const host = 'phananh.example.vn'

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address() as AddressInfo
  await new Promise((resolve) => socket.close(resolve))
  return port
}

describe.skipIf(!nginx)('nginx in front, with the settings we hand out,', () => {
  let folder: string
  let proxy: ChildProcess
  let app: FastifyInstance
  let database: Database
  let drop: () => Promise<void>
  let relay: Relay
  let live: Live
  const ports = { plain: 0, tls: 0 }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nhip-nginx-'))
    ;({ database, drop } = await scratch())
    relay = startRelay({ database, log, tasksFor: () => [] })
    live = startLive({ database, log })
    app = createServer({
      config: { publicUrl: `https://${host}`, trustedProxies: ['127.0.0.1'] },
      log,
    })
    app.get('/page', async (req) => ({ ip: req.ip, host: req.host }))
    liveRoutes(app, { live, audienceFor: async () => ['centre'] })
    await app.listen({ port: 0, host: '127.0.0.1' })

    ports.plain = await freePort()
    ports.tls = await freePort()
    const tls = writeCertificate(folder, { host })
    // Only what belongs to the machine is another: ports, files, and that nobody is root here.
    const site = readFileSync(new URL('../deploy/nginx.conf', import.meta.url), 'utf8')
      .replace('127.0.0.1:3000', `127.0.0.1:${(app.server.address() as AddressInfo).port}`)
      .replaceAll(/^ *listen \[::\].*\n/gm, '')
      .replace('listen 80;', `listen 127.0.0.1:${ports.plain};`)
      .replace('listen 443 ', `listen 127.0.0.1:${ports.tls} `)
      .replace(/\/etc\/letsencrypt\S+fullchain\.pem/, tls.cert)
      .replace(/\/etc\/letsencrypt\S+privkey\.pem/, tls.key)
    writeFileSync(join(folder, 'site.conf'), site)
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join('\n')
    const main = `daemon off; pid ${folder}/pid; error_log stderr warn; worker_processes 1;
      events {} http { access_log off; ${temporary} include ${folder}/site.conf; }`
    writeFileSync(join(folder, 'nginx.conf'), main)
    const checked = spawnSync('nginx', ['-t', '-c', join(folder, 'nginx.conf'), '-p', folder])
    expect(checked.stderr.toString()).toContain('test is successful')
    proxy = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], { stdio: 'ignore' })
    await until(() => ask('/page').then(Boolean, () => false))
  })
  afterAll(async () => {
    proxy.kill('SIGTERM')
    await once(proxy, 'exit')
    await app.close()
    await live.stop()
    await relay.stop()
    await drop()
    rmSync(folder, { recursive: true })
  })

  type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; text: string }

  function ask(path: string, headers: Record<string, string> = {}, secure = true): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const common = {
        host: '127.0.0.1',
        path,
        headers: { host, ...headers },
        agent: false,
      } as const
      const outgoing = secure
        ? request({
            ...common,
            port: ports.tls,
            servername: host,
            ca: readFileSync(join(folder, 'cert.pem')),
          })
        : plainRequest({ ...common, port: ports.plain })
      outgoing.on('error', reject).on('response', (response) => {
        let text = ''
        response.on('data', (chunk) => (text += String(chunk)))
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, text }),
        )
      })
      outgoing.end()
    })
  }

  it('passes requests on, and nobody can say that they come from elsewhere', async () => {
    const answer = await ask('/page', { 'x-forwarded-for': '8.8.8.8', 'x-forwarded-host': 'evil' })
    expect(JSON.parse(answer.text)).toEqual({ ip: '127.0.0.1', host })
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=31536000/)
  })

  it('speaks no TLS before 1.2', async () => {
    const old = new Promise((resolve, reject) => {
      connect(
        {
          port: ports.tls,
          host: '127.0.0.1',
          rejectUnauthorized: false,
          minVersion: 'TLSv1',
          maxVersion: 'TLSv1.1',
          ciphers: 'ALL:@SECLEVEL=0',
        },
        () => resolve('spoken'),
      ).on('error', reject)
    })
    await expect(old).rejects.toThrow(/alert|protocol version/)
  })

  it('sends pages on from the plain port, and refuses calls of programs there', async () => {
    const page = await ask('/tra-cuu?lang=en', {}, false)
    expect([page.status, page.headers.location]).toEqual([308, `https://${host}/tra-cuu?lang=en`])
    expect((await ask('/api/v1/session', {}, false)).status).toBe(403)
  })

  it('lets the live stream through, event by event', async () => {
    let text = ''
    const stream = request({
      host: '127.0.0.1',
      port: ports.tls,
      path: '/api/live',
      servername: host,
      headers: { host },
      ca: readFileSync(join(folder, 'cert.pem')),
      agent: false,
    })
    stream.on('error', () => {})
    stream.on('response', (response) => {
      response.on('error', () => {})
      response.on('data', (chunk) => (text += String(chunk)))
    })
    stream.end()
    await until(() => text.includes('event: ready'))
    const [subject] = subjectsOf(1) as [string]
    await append(database.executor, [subject])
    await until(() => text.includes(subject))
    stream.destroy()
  })
})
