import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '../contract/client.ts'
import type { Client } from '../contract/client.ts'
import { createApp } from '../server/app.ts'
import type { App } from '../server/app.ts'
import type { Config } from '../server/config.ts'
import { demoPassword } from '../server/demo.ts'
import type { Log } from '../server/platform/log.ts'
import { testConfig } from './config.ts'
import { asServer, createTestDatabase } from './database.ts'

export type TestServer = {
  /** Origin, e.g. `http://127.0.0.1:41234`. */
  url: string
  /** The database as its owner reaches it. */
  ownerUrl: string
  app: App
  /** Every route of the server. */
  routes: { method: string; url: string }[]
  /** A typed client that keeps cookies, as a browser would; signed in when an e-mail is given. */
  client(email?: string): Promise<Client>
  close(): Promise<void>
}

/** The whole product on a database of its own, filled with the demo province. */
export async function startTestServer(
  options: Omit<Partial<Config>, 'dataDir' | 'databaseUrl'> & {
    worker?: boolean
    demo?: boolean
    log?: Log
  } = {},
): Promise<TestServer> {
  const { worker: works = true, demo = true, log, ...settings } = options
  const dataDir = await mkdtemp(join(tmpdir(), 'nhip-test-'))
  const database = await createTestDatabase(demo ? 'demoDatabase' : 'templateDatabase')
  const config = testConfig({ ...settings, dataDir, databaseUrl: database.url })
  const app = createApp(config, asServer(database.url), log)
  const { server, close } = await app.serve()
  const worker = works ? await app.work() : null
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`

  return {
    url,
    ownerUrl: database.url,
    app,
    routes: server.declaredRoutes,
    async client(email) {
      const client = createClient({ origin: url, fetch: withCookies() })
      if (email) await client.signIn({ body: { email, password: demoPassword } })
      return client
    },
    async close() {
      await close()
      await worker?.close()
      await app.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A fetch that remembers the cookies it is given. */
export function withCookies(): typeof fetch {
  const jar = new Map<string, string>()
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    const origin = new URL(String(input)).origin
    if (jar.size > 0) {
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
      headers.set('origin', origin)
    }
    const response = await fetch(input, { ...init, headers })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value === '') jar.delete(name!)
      else jar.set(name!, value!)
    }
    return response
  }
}
