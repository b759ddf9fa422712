import { resolve } from 'node:path'
import { z } from 'zod'
import { readMapTiles } from './map/setting.ts'
import type { MapConfig } from './map/setting.ts'
import { isLoopback, transportFault } from './platform/database/transport.ts'
import type { AuditSink } from './platform/audit/index.ts'
import { readAllowedHosts } from './platform/http/outside-address.ts'
import type { AllowedHost } from './platform/http/outside-address.ts'
import type { TlsFiles } from './platform/http/tls.ts'
import type { Gateways } from './messages/index.ts'
import type { OidcProvider } from './platform/oidc.ts'
import { parseMasterKeys } from './vault/master-keys.ts'
import type { S3Config } from './platform/files/s3.ts'

const minutes = (usual: number) =>
  z.coerce
    .number('must be a number of minutes from 1 to 240')
    .min(1, 'must be a number of minutes from 1 to 240')
    .max(240, 'must be a number of minutes from 1 to 240')
    .default(usual)
const flag = z.enum(['0', '1']).transform((value) => value === '1')

const gatewayUrl = z.url({
  protocol: /^https?$/,
  error: 'must be an address such as https://sms.example.vn/messages',
})

const issuerUrl = z.url({
  protocol: /^https?$/,
  error: 'must be the issuer of an OpenID Connect provider, such as https://id.example.vn',
})

/** The settings, all from the environment. The README's table is checked against this list. */
const settings = z.object({
  NHIP_PORT: z.coerce
    .number('must be a port number from 1 to 65535')
    .int('must be a port number from 1 to 65535')
    .min(1, 'must be a port number from 1 to 65535')
    .max(65535, 'must be a port number from 1 to 65535')
    .default(3000),
  NHIP_HOST: z.string().default('127.0.0.1'),
  NHIP_DATA: z.string().default('./.nhip'),
  NHIP_DEMO: flag.default(true),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
  NHIP_DATABASE_OWNER_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
  NHIP_DATABASE_PLAIN: flag.default(false),
  NHIP_MASTER_KEY: z
    .string()
    .superRefine((value, context) => {
      try {
        if (parseMasterKeys(value).length === 0) throw new Error('holds no key')
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message })
      }
    })
    .optional(),
  NHIP_BACKUP_KEY: z.string().optional(),
  NHIP_BACKUP_PASSPHRASE: z.string().optional(),
  NHIP_TLS_CERT: z.string().optional(),
  NHIP_TLS_KEY: z.string().optional(),
  NHIP_HTTP_PORT: z.coerce
    .number('must be a port number from 1 to 65535')
    .int('must be a port number from 1 to 65535')
    .min(1, 'must be a port number from 1 to 65535')
    .max(65535, 'must be a port number from 1 to 65535')
    .optional(),
  NHIP_PUBLIC_URL: z.url('must be an address such as https://phananh.example.vn').optional(),
  NHIP_TRUSTED_PROXIES: z.string().optional(),
  NHIP_OUTGOING_ALLOW: z
    .string()
    .default('')
    .transform((value, context) => {
      try {
        return readAllowedHosts(value)
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message })
        return z.NEVER
      }
    }),
  NHIP_RATE_LIMITS: flag.default(true),
  NHIP_IDLE_MINUTES: minutes(15),
  NHIP_IDLE_MINUTES_ADMINISTRATOR: minutes(5),
  NHIP_MAP_TILES: z
    .string()
    .default('')
    .transform((value, context) => {
      try {
        return readMapTiles(value)
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message })
        return z.NEVER
      }
    }),
  NHIP_MAP_ATTRIBUTION: z.string().trim().max(300, 'must be at most 300 characters').optional(),
  NHIP_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://s3.example.vn' })
    .optional(),
  NHIP_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional(),
  NHIP_S3_KEY: z.string().optional(),
  NHIP_S3_SECRET: z.string().optional(),
  NHIP_S3_PLAIN: flag.default(false),
  NHIP_S3_REGION: z.string().default('us-east-1'),
  NHIP_SMS_GATEWAY: gatewayUrl.optional(),
  NHIP_SMS_TOKEN: z.string().optional(),
  NHIP_MAIL_GATEWAY: gatewayUrl.optional(),
  NHIP_MAIL_TOKEN: z.string().optional(),
  NHIP_AUDIT_SINK: z
    .url({ protocol: /^https$/, error: 'must be an address such as https://log.example.vn/nhip' })
    .optional(),
  NHIP_AUDIT_SINK_TOKEN: z.string().optional(),
  NHIP_BREACHED_PASSWORDS: z
    .url({
      protocol: /^https?$/,
      error: 'must be an address such as https://api.pwnedpasswords.com',
    })
    .optional(),
  NHIP_OIDC_CITIZEN_ISSUER: issuerUrl.optional(),
  NHIP_OIDC_CITIZEN_CLIENT: z.string().optional(),
  NHIP_OIDC_CITIZEN_SECRET: z.string().optional(),
  NHIP_OIDC_CITIZEN_LABEL: z.string().max(60).optional(),
  NHIP_OIDC_STAFF_ISSUER: issuerUrl.optional(),
  NHIP_OIDC_STAFF_CLIENT: z.string().optional(),
  NHIP_OIDC_STAFF_SECRET: z.string().optional(),
  NHIP_OIDC_STAFF_LABEL: z.string().max(60).optional(),
  NHIP_OIDC_STAFF_ACR: z.string().optional(),
  NHIP_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export type Config = {
  port: number
  host: string
  /** Absolute: database, files and secrets of this installation. */
  dataDir: string
  /** Fill an empty database with the demo province. */
  demo: boolean
  /** An external PostgreSQL; the embedded one when absent. */
  databaseUrl: string | undefined
  /** Who may change its tables, for the migrations; `databaseUrl` when absent. */
  databaseOwnerUrl?: string | undefined
  /** What persons are sealed under, the newest first; a file in `dataDir` when absent. */
  masterKeys?: string | undefined
  /** What backups are sealed under: a key, or words that one is made from; or a file is named. */
  backup?: { key?: string | undefined; passphrase?: string | undefined }
  /** The server itself speaks TLS with these files; plain HTTP, for a proxy in front, when absent. */
  tls?: TlsFiles | null
  /** A plain port that only sends on to `publicUrl`. */
  httpPort?: number | null
  /** The origin people type, no slash at its end. */
  publicUrl: string
  /** Proxies whose X-Forwarded-For is believed; nobody's by default. */
  trustedProxies: string[]
  /** Hosts of the inside that the server may call; none when absent. */
  outgoingAllow?: AllowedHost[]
  rateLimits: boolean
  /** After how many seconds without use a session of the staff asks for the password again. */
  idleLock: { staff: number; administrator: number }
  /** What the base map stands on besides the units. */
  map: MapConfig
  /** The bucket that pictures are kept in; the data folder when null. */
  s3: S3Config | null
  /** What takes SMS and e-mails; null where messages are kept to be read here. */
  gateways: Gateways
  /** Where the sealed audit log is sent on to; it stays here alone when null or absent. */
  auditSink?: AuditSink | null
  /** Knows breached passwords and speaks k-anonymity's `/range/`; null: none is asked. */
  breachedPasswords: string | null
  /** The other party that citizens may sign in with. */
  citizenOidc: OidcProvider | null
  /** The same for staff, and what its claim `acr` says when it asked for a second factor. */
  staffOidc: OidcProvider | null
  staffAcr: string | null
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** A setting that cannot be used: one line per wrong variable, in the administrator's words. */
export class ConfigError extends Error {}

/** Reads and checks the settings; an unknown `NHIP_…` variable is an error, most likely a typo. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const internal = new Set(['NHIP_LAUNCHER'])
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith('NHIP_') && !(name in settings.shape) && !internal.has(name),
  )
  if (unknown.length > 0) {
    throw new ConfigError(unknown.map((name) => `${name}: no such setting`).join('\n'))
  }
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  }
  const value = parsed.data
  const s3 = readS3(value)
  const tls = readTls(value)
  checkInside(value)
  const shownHost = ['0.0.0.0', '::', '127.0.0.1'].includes(value.NHIP_HOST)
    ? 'localhost'
    : value.NHIP_HOST
  return {
    port: value.NHIP_PORT,
    host: value.NHIP_HOST,
    dataDir: resolve(value.NHIP_DATA),
    demo: value.NHIP_DEMO,
    databaseUrl: value.DATABASE_URL,
    databaseOwnerUrl: value.NHIP_DATABASE_OWNER_URL,
    masterKeys: value.NHIP_MASTER_KEY,
    backup: { key: value.NHIP_BACKUP_KEY, passphrase: value.NHIP_BACKUP_PASSPHRASE },
    tls,
    httpPort: value.NHIP_HTTP_PORT ?? null,
    publicUrl: (
      value.NHIP_PUBLIC_URL ?? `${tls ? 'https' : 'http'}://${shownHost}:${value.NHIP_PORT}`
    ).replace(/\/+$/, ''),
    trustedProxies: (value.NHIP_TRUSTED_PROXIES ?? '')
      .split(',')
      .flatMap((part) => part.trim() || []),
    outgoingAllow: value.NHIP_OUTGOING_ALLOW,
    rateLimits: value.NHIP_RATE_LIMITS,
    idleLock: {
      staff: value.NHIP_IDLE_MINUTES * 60,
      administrator: value.NHIP_IDLE_MINUTES_ADMINISTRATOR * 60,
    },
    map: { tiles: value.NHIP_MAP_TILES, attribution: value.NHIP_MAP_ATTRIBUTION || null },
    s3,
    breachedPasswords: value.NHIP_BREACHED_PASSWORDS?.replace(/\/+$/, '') ?? null,
    citizenOidc: readOidc('CITIZEN', value),
    staffOidc: readOidc('STAFF', value),
    staffAcr: value.NHIP_OIDC_STAFF_ACR ?? null,
    gateways: {
      sms: gatewayOf(value.NHIP_SMS_GATEWAY, value.NHIP_SMS_TOKEN),
      email: gatewayOf(value.NHIP_MAIL_GATEWAY, value.NHIP_MAIL_TOKEN),
    },
    auditSink: gatewayOf(value.NHIP_AUDIT_SINK, value.NHIP_AUDIT_SINK_TOKEN),
    logLevel: value.NHIP_LOG,
  }
}

/** An issuer without a client is a slip: all three, or none. */
function readOidc(
  kind: 'CITIZEN' | 'STAFF',
  value: z.output<typeof settings>,
): OidcProvider | null {
  const names = ['ISSUER', 'CLIENT', 'SECRET'].map((name) => `NHIP_OIDC_${kind}_${name}` as const)
  const given = names.map((name) => (value as Record<string, unknown>)[name] as string | undefined)
  const [issuer, client, secret] = given
  const missing = names.filter((_, index) => !given[index])
  if (missing.length === names.length) return null
  if (!issuer || !client || !secret) {
    throw new ConfigError(
      missing
        .map((name) => `${name}: is needed with the other NHIP_OIDC_${kind}_ settings`)
        .join('\n'),
    )
  }
  const label = value[`NHIP_OIDC_${kind}_LABEL`] ?? new URL(issuer).hostname
  return { issuer, client, secret, label }
}

const gatewayOf = (url?: string, token?: string) => (url ? { url, token: token ?? null } : null)

/** What holds our data is reached over TLS, or is this machine, or somebody has said otherwise. */
function checkInside(value: z.output<typeof settings>): void {
  const {
    DATABASE_URL,
    NHIP_DATABASE_OWNER_URL,
    NHIP_DATABASE_PLAIN,
    NHIP_S3_ENDPOINT,
    NHIP_S3_PLAIN,
  } = value
  const problems: string[] = []
  for (const name of ['DATABASE_URL', 'NHIP_DATABASE_OWNER_URL'] as const) {
    const fault = value[name] && !NHIP_DATABASE_PLAIN && transportFault(value[name])
    if (fault) problems.push(`${name}: ${fault}`)
  }
  if (NHIP_DATABASE_OWNER_URL && !DATABASE_URL) {
    problems.push('NHIP_DATABASE_OWNER_URL: is needed beside a DATABASE_URL only')
  }
  if (NHIP_S3_ENDPOINT && !NHIP_S3_PLAIN) {
    const { protocol, hostname } = new URL(NHIP_S3_ENDPOINT)
    if (protocol === 'http:' && !isLoopback(hostname)) {
      problems.push(
        'NHIP_S3_ENDPOINT: leads to another machine without https; NHIP_S3_PLAIN=1 says that nobody else can reach the network between',
      )
    }
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
}

/** Both files or none; and then nothing else may say that people come without TLS. */
function readTls(value: z.output<typeof settings>): TlsFiles | null {
  const { NHIP_TLS_CERT, NHIP_TLS_KEY, NHIP_HTTP_PORT, NHIP_PUBLIC_URL } = value
  const problems: string[] = []
  if (NHIP_TLS_CERT && !NHIP_TLS_KEY) problems.push('NHIP_TLS_KEY: is needed with NHIP_TLS_CERT')
  if (NHIP_TLS_KEY && !NHIP_TLS_CERT) problems.push('NHIP_TLS_CERT: is needed with NHIP_TLS_KEY')
  if (NHIP_TLS_CERT && NHIP_PUBLIC_URL?.startsWith('http:')) {
    problems.push('NHIP_PUBLIC_URL: must begin with https:// where NHIP_TLS_CERT is set')
  }
  if (NHIP_HTTP_PORT && !NHIP_TLS_CERT) {
    problems.push('NHIP_HTTP_PORT: only sends on to https, and needs NHIP_TLS_CERT')
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return NHIP_TLS_CERT && NHIP_TLS_KEY
    ? { cert: resolve(NHIP_TLS_CERT), key: resolve(NHIP_TLS_KEY) }
    : null
}

/** Half a set of keys would fall back to the data folder unnoticed: all of them, or none. */
function readS3(value: z.output<typeof settings>): S3Config | null {
  const { NHIP_S3_ENDPOINT, NHIP_S3_BUCKET, NHIP_S3_KEY, NHIP_S3_SECRET, NHIP_S3_REGION } = value
  const needed = { NHIP_S3_ENDPOINT, NHIP_S3_BUCKET, NHIP_S3_KEY, NHIP_S3_SECRET }
  const missing = Object.entries(needed).flatMap(([name, given]) => (given ? [] : [name]))
  if (missing.length === Object.keys(needed).length) return null
  if (missing.length > 0) {
    throw new ConfigError(
      missing.map((name) => `${name}: is needed with the other NHIP_S3_ settings`).join('\n'),
    )
  }
  return {
    endpoint: NHIP_S3_ENDPOINT!.replace(/\/+$/, ''),
    bucket: NHIP_S3_BUCKET!,
    key: NHIP_S3_KEY!,
    secret: NHIP_S3_SECRET!,
    region: NHIP_S3_REGION,
  }
}

/** The names of all settings, for the documentation's check. */
export const settingNames = Object.keys(settings.shape)
