import type { Config } from '../server/config.ts'

/** The settings of a server under test: demo accounts, no outside service, no limits, no log. */
export function testConfig(
  given: Pick<Config, 'dataDir' | 'databaseUrl'> & {
    [Name in keyof Config]?: Config[Name] | undefined
  },
): Config {
  const usual: Omit<Config, 'dataDir' | 'databaseUrl'> = {
    port: 0,
    host: '127.0.0.1',
    demo: true,
    publicUrl: 'http://127.0.0.1',
    trustedProxies: [],
    rateLimits: false,
    idleLock: { staff: 900, administrator: 300 },
    map: { tiles: null, attribution: null },
    s3: null,
    outgoingAllow: [{ host: '127.0.0.1', port: null }],
    citizenOidc: null,
    staffOidc: null,
    staffAcr: null,
    breachedPasswords: null,
    gateways: { sms: null, email: null },
    logLevel: 'silent',
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...usual, ...(Object.fromEntries(set) as typeof given) }
}
