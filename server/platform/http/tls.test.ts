import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeCertificate, writeCertificate } from '../../../test/certificate.ts'
import { startRedirect } from './redirect.ts'
import { createServer } from './server.ts'
import type { ServerLimits } from './server.ts'
import { certificateFault, readPair } from './tls.ts'

let folder: string
let app: FastifyInstance | undefined
let port: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nhip-tls-'))
})
afterEach(async () => {
  await app?.close()
  app = undefined
  rmSync(folder, { recursive: true })
})

async function start(limits: Partial<ServerLimits> = {}): Promise<{ cert: string; key: string }> {
  const tls = writeCertificate(folder)
  const config = { publicUrl: 'https://localhost', trustedProxies: [], tls }
  app = createServer({ config, log: pino({ level: 'silent' }), limits })
  app.get('/one', async (_request, reply) =>
    reply.setCookie('nhip_session', 'a', { path: '/', secure: true }).send({ served: true }),
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
  return tls
}

/** A handshake with the server; what it ended with. */
function shake(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, ...options },
      () => resolve(socket),
    )
    socket.once('error', reject)
  })
}

async function agreed(options: ConnectionOptions): Promise<string> {
  const socket = await shake(options)
  const found = `${socket.getProtocol()} ${socket.getCipher().standardName}`
  socket.destroy()
  return found
}

it('TLS 1.2 and 1.3 are spoken with suites that are recommended', async () => {
  await start()
  expect(await agreed({})).toMatch(/^TLSv1\.3 TLS_AES_256_GCM_SHA384$/)
  expect(await agreed({ maxVersion: 'TLSv1.2' })).toMatch(
    /^TLSv1\.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384$/,
  )
})

it.each([
  ['TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
  ['a suite without authenticated encryption', { ciphers: 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0' }],
  ['a suite that is weak by its length of tag', { ciphers: 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0' }],
] as [string, ConnectionOptions][])('%s is refused', async (_name, options) => {
  await start()
  await expect(shake({ maxVersion: 'TLSv1.2', ...options })).rejects.toThrow(
    /alert|handshake failure|protocol version|ECONNRESET|disconnected/,
  )
  // And nobody else is hurt by it.
  expect(await agreed({})).toMatch(/^TLSv1\.3/)
})

it('answers promise https for the future, and cookies are of this host alone', async () => {
  const { cert } = await start()
  const ca = readFileSync(cert)
  const agent = new Agent({ ca })
  const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
    get({ port, host: 'localhost', family: 4, path: '/one', agent }, (answer) => {
      answer.resume()
      resolve(answer.headers)
    }).on('error', reject)
  })
  agent.destroy()
  expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
  expect(String(headers['set-cookie'])).toMatch(/^__Host-nhip_session=a; Path=\/; Secure/)
})

it('what comes too slowly is cut off, and plain HTTP gets no answer', async () => {
  await start({ requestMs: 300 })
  const slow = await shake({})
  let text = ''
  slow.on('data', (chunk) => (text += String(chunk)))
  slow.write('GET /one HTTP/1.1\r\nHost: x\r\n')
  await new Promise((resolve) => slow.once('close', resolve))
  expect(text).toMatch(/^HTTP\/1\.1 408 /)
  await expect(fetch(`http://127.0.0.1:${port}/one`)).rejects.toThrow()
})

it('a renewed certificate is taken up without a restart, a broken one is not', async () => {
  const tls = await start({ certificateMs: 20 })
  const shown = async () => {
    const socket = await shake({})
    const { fingerprint256 } = socket.getPeerCertificate()
    socket.destroy()
    return fingerprint256
  }
  const first = await shown()
  // Half a renewal: the key of another certificate.
  writeFileSync(tls.key, makeCertificate().key)
  expect(await shown()).toBe(first)
  writeCertificate(folder)
  await expect.poll(shown, { timeout: 5_000 }).not.toBe(first)
})

it('files that cannot be used are told in words, without what they hold', () => {
  const tls = writeCertificate(folder)
  const other = makeCertificate()
  expect(() => readPair({ ...tls, cert: join(folder, 'none.pem') })).toThrow(
    /^NHIP_TLS_CERT: cannot read .*none\.pem \(ENOENT\)$/,
  )
  expect(() => readPair({ ...tls, cert: tls.key })).toThrow('holds no certificate as PEM')
  expect(() => readPair({ ...tls, key: tls.cert })).toThrow('holds no unencrypted private key')
  writeFileSync(tls.key, other.key)
  expect(() => readPair(tls)).toThrow(/^NHIP_TLS_KEY: .* is not the key of .*cert\.pem$/)
})

it('an administrator learns what browsers will complain of', () => {
  const tls = writeCertificate(folder)
  expect(certificateFault(tls, 'phananh.example.vn').fault).toBe(
    'the certificate is not for phananh.example.vn',
  )
  expect(certificateFault(tls, 'localhost').fault).toContain('signed by itself')
})

it('the plain port sends pages on to the address of the settings, and serves nothing else', async () => {
  mkdirSync(join(folder, '.well-known/acme-challenge'), { recursive: true })
  writeFileSync(join(folder, '.well-known/acme-challenge/abc-1_'), 'abc-1_.print')
  const redirect = await startRedirect({
    port: 0,
    host: '127.0.0.1',
    publicUrl: 'https://phananh.example.vn',
    acmeDir: folder,
  })
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`http://127.0.0.1:${redirect.port}${path}`, {
      redirect: 'manual',
      ...init,
    })
    return [answer.status, answer.headers.get('location') ?? (await answer.text())]
  }
  expect(await ask('/tra-cuu?lang=en', { headers: { host: 'evil.example' } })).toEqual([
    308,
    'https://phananh.example.vn/tra-cuu?lang=en',
  ])
  expect(await ask('/.well-known/acme-challenge/abc-1_')).toEqual([200, 'abc-1_.print'])
  expect(await ask('/.well-known/acme-challenge/..%2f..%2fkey.pem')).toEqual([
    308,
    'https://phananh.example.vn/.well-known/acme-challenge/..%2f..%2fkey.pem',
  ])
  expect(await ask('/.well-known/acme-challenge/none')).toEqual([404, ''])
  expect(await ask('/api/v1/session')).toEqual([403, ''])
  expect(await ask('/open311/v2/requests.json')).toEqual([403, ''])
  expect(await ask('/gui-phan-anh', { method: 'POST', body: 'a=b' })).toEqual([403, ''])
  await redirect.close()
})
