import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import pg from 'pg'
import { expect, it } from 'vitest'
import { writeCertificate } from '../../../test/certificate.ts'
import { readConfig } from '../../config.ts'
import { transportFault } from './transport.ts'

it.each([
  'postgresql://nhip:x@localhost/nhip',
  'postgresql://nhip:x@127.0.0.1:5433/nhip?sslmode=disable',
  'postgresql://nhip:x@[::1]/nhip',
  'postgresql:///nhip?host=/run/postgresql',
  'postgresql://%2Frun%2Fpostgresql/nhip',
  'postgresql://nhip:x@db.lan/nhip?sslmode=verify-full&sslrootcert=/etc/ca.pem',
])('%s can be trusted', (url) => {
  expect(transportFault(url)).toBeNull()
  expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url)
})

it.each([
  'postgresql://nhip:x@db.lan/nhip',
  'postgresql://nhip:x@10.0.0.5/nhip?sslmode=require',
  'postgresql://nhip:x@db.lan/nhip?sslmode=no-verify',
  'postgresql://nhip:x@db.lan/nhip?ssl=true',
  'postgresql://nhip:x@db.lan/nhip?sslmode=verify-full&sslmode=disable',
  'postgresql://nhip:x@localhost/nhip?host=db.lan',
])('%s is refused at the start, unless a setting says that the network is one’s own', (url) => {
  expect(() => readConfig({ DATABASE_URL: url })).toThrow(/^DATABASE_URL: leads to another machine/)
  expect(readConfig({ DATABASE_URL: url, NHIP_DATABASE_PLAIN: '1' }).databaseUrl).toBe(url)
})

it('an object store on another machine has https too', () => {
  const store = { NHIP_S3_BUCKET: 'nhip', NHIP_S3_KEY: 'k', NHIP_S3_SECRET: 's' }
  const at = (NHIP_S3_ENDPOINT: string, more = {}) =>
    readConfig({ ...store, NHIP_S3_ENDPOINT, ...more }).s3?.endpoint
  expect(at('http://127.0.0.1:9000')).toBe('http://127.0.0.1:9000')
  expect(at('https://s3.lan')).toBe('https://s3.lan')
  expect(() => at('http://s3.lan')).toThrow(/^NHIP_S3_ENDPOINT: leads to another machine/)
  expect(at('http://s3.lan', { NHIP_S3_PLAIN: '1' })).toBe('http://s3.lan')
})

it('with verify-full a server that is not who it should be is told nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nhip-db-tls-'))
  const files = writeCertificate(folder, { host: 'localhost' })
  const heard: string[] = []
  // A PostgreSQL as far as the handshake.
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write('S')
      const encrypted = new TLSSocket(socket, {
        isServer: true,
        cert: readFileSync(files.cert),
        key: readFileSync(files.key),
      })
      encrypted.on('error', () => {})
      encrypted.on('data', (data) => {
        heard.push(String(data))
        encrypted.destroy()
      })
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const attempt = async (host: string, more = '') => {
    const connectionString = `postgresql://nhip:x@${host}:${port}/nhip?sslmode=verify-full${more}`
    const client = new pg.Client({ connectionString })
    await client.connect()
  }
  await expect(attempt('localhost')).rejects.toThrow(/self-signed/)
  expect(heard).toEqual([])
  await expect(attempt('localhost', `&sslrootcert=${files.cert}`)).rejects.toThrow(/terminated/)
  expect(heard.join()).toContain('nhip')
  server.close()
  rmSync(folder, { recursive: true })
})
