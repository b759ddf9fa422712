import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server, ServerOptions } from 'node:https'
import { isIP } from 'node:net'
import type { Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Log } from '../log.ts'

/** PEM files: the certificate with what leads to its authority after it, and its private key. */
export type TlsFiles = { cert: string; key: string }

/** A pair of files that no connection can be encrypted with, in the administrator's words. */
export class TlsError extends Error {}

/**
 * TLS 1.2 and 1.3 with forward secrecy and authenticated encryption alone: what RFC 9325 recommends
 * and Mozilla calls "intermediate", without its suites of plain Diffie-Hellman.
 */
const suites = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
]

const rules = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: suites.join(':'),
  honorCipherOrder: true,
} as const

type Pair = { cert: string; key: string }

function read(path: string, setting: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new TlsError(`${setting}: cannot read ${path} (${(error as NodeJS.ErrnoException).code})`)
  }
}

/**
 * Reads both files and checks that they can be used together. One that
 * has expired can: the service goes on for whoever accepts it, and certificateFault says so.
 * @throws TlsError
 */
export function readPair(files: TlsFiles): Pair {
  const pair = {
    cert: read(files.cert, 'NHIP_TLS_CERT'),
    key: read(files.key, 'NHIP_TLS_KEY'),
  }
  const certificate = asked('NHIP_TLS_CERT', `${files.cert} holds no certificate as PEM`, () => {
    return new X509Certificate(pair.cert)
  })
  const key = asked('NHIP_TLS_KEY', `${files.key} holds no unencrypted private key as PEM`, () => {
    return createPrivateKey(pair.key)
  })
  if (!certificate.checkPrivateKey(key)) {
    throw new TlsError(`NHIP_TLS_KEY: ${files.key} is not the key of ${files.cert}`)
  }
  asked('NHIP_TLS_CERT', `${files.cert} is refused as too weak or incomplete`, () =>
    createSecureContext({ ...rules, ...pair }),
  )
  return pair
}

function asked<Result>(setting: string, complaint: string, work: () => Result): Result {
  try {
    return work()
  } catch {
    // What OpenSSL says is of no use to anybody, and might quote the key.
    throw new TlsError(`${setting}: ${complaint}`)
  }
}

/** What an encrypted server is made with. @throws TlsError */
export function tlsOptions(files: TlsFiles): ServerOptions {
  return { ...rules, ...readPair(files), handshakeTimeout: 10_000, ALPNProtocols: ['http/1.1'] }
}

/** Whether a connection has not come as far as to be encrypted. */
export function isShaking(socket: Socket): boolean {
  return socket instanceof TLSSocket && !socket.getProtocol()
}

/**
 * Looks after the files, so that a renewed certificate needs no restart: connections begun from then
 * on have it. Asked for by reading, because programs that renew put links in place of links. While
 * the new pair cannot be used the old one stays.
 */
export function followPair(
  server: Pick<Server, 'setSecureContext'>,
  files: TlsFiles,
  { log, everyMs = 30_000 }: { log: Log; everyMs?: number },
): { stop(): void } {
  const texts = () => `${read(files.cert, 'NHIP_TLS_CERT')}\n${read(files.key, 'NHIP_TLS_KEY')}`
  let seen = texts()
  let complained = ''
  const timer = setInterval(() => {
    try {
      const now = texts()
      if (now === seen) return
      server.setSecureContext({ ...rules, ...readPair(files) })
      seen = now
      complained = ''
      log.info('the new certificate is in use')
    } catch (error) {
      const { message } = error as Error
      // Once for each fault, not every half minute.
      if (message !== complained) log.error(`the new certificate is not used: ${message}`)
      complained = message
    }
  }, everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

/** What an administrator should know of the certificate: null when it is in order for `host`. */
export function certificateFault(
  files: TlsFiles,
  host: string,
  now = new Date(),
): { fault: string | null; until: Date } {
  const certificate = new X509Certificate(readPair(files).cert)
  const until = certificate.validToDate
  const named = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)
  if (!named) return { until, fault: `the certificate is not for ${host}` }
  if (certificate.issuer === certificate.subject) {
    return { until, fault: 'the certificate is signed by itself: browsers do not trust it' }
  }
  const days = Math.floor((until.getTime() - now.getTime()) / 86_400_000)
  if (days < 0) return { until, fault: 'the certificate has expired' }
  return { until, fault: days < 14 ? `the certificate expires in ${days} days` : null }
}
