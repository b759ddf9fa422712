import { createHash } from 'node:crypto'
import type { Config } from '../config.ts'
import { findSecret, replaceSecret } from '../platform/secrets.ts'
import { masterKeySource } from '../vault/index.ts'
import type { DatabasePart, Manifest } from './manifest.ts'
import type { Vessel } from './vessel.ts'

type Keys = Pick<Config, 'dataDir' | 'masterKeys'>

/** The secrets that the data cannot do without, besides the master key, and what is lost with each. */
const needed = {
  'audit-key': 'the audit log no longer ends as it was signed',
  'account-secret': 'every second factor has to be set up again',
  'request-key': 'what a phone sends a second time is refused',
} as const
const names = Object.keys(needed) as (keyof typeof needed)[]

/** They are random, so a hash gives nothing away. */
const fingerprintOf = (name: string, secret: string) =>
  createHash('sha256').update(`nhip ${name} ${secret}`).digest('hex').slice(0, 16)

/** Fingerprints of the secrets that there are. */
export function secretFingerprints({ dataDir }: Keys): Record<string, string> {
  const found = names.map((name) => [name, findSecret(dataDir, name)] as const)
  return Object.fromEntries(
    found.flatMap(([name, secret]) => (secret ? [[name, fingerprintOf(name, secret)]] : [])),
  )
}

/** The secrets themselves, for a backup that is to hold them. */
export async function* secretsOf({ dataDir, masterKeys }: Keys): AsyncGenerator<Buffer> {
  const all = Object.fromEntries(
    [...names, 'master-key'].map((name) => [
      name,
      name === 'master-key' && masterKeys !== undefined ? masterKeys : findSecret(dataDir, name),
    ]),
  )
  yield Buffer.from(JSON.stringify(all))
}

/** Which of the secrets that a backup needs are here, by name; what is lost without the others. */
export type SecretsFound = { missing: string[]; others: string[]; lost: string[] }

/** Compares what is here with what the data need. Makes nothing. */
export function compareSecrets(
  config: Keys,
  { fingerprints, database }: { fingerprints: Manifest['fingerprints']; database: DatabasePart },
): SecretsFound {
  const found: SecretsFound = { missing: [], others: [], lost: [] }
  const masters = masterKeySource(config)
  const ring = masters.read()
  if (database.masterKeys.some((id) => !ring?.some((master) => master.id === id))) {
    found[ring ? 'others' : 'missing'].push(`master-key (${database.masterKeys.join(', ')})`)
    found.lost.push('nobody who reported can be named or called, no code opens its report')
  }
  for (const name of names) {
    const wanted = fingerprints[name]
    const here = findSecret(config.dataDir, name)
    if (wanted === undefined || (here !== null && fingerprintOf(name, here) === wanted)) continue
    found[here === null ? 'missing' : 'others'].push(name)
    found.lost.push(needed[name])
  }
  return found
}

/** Puts the secrets that a backup holds where there are none. */
export async function restoreSecrets(
  vessel: Vessel,
  part: NonNullable<Manifest['secrets']>,
  config: Keys,
): Promise<string[]> {
  const pieces: Buffer[] = []
  for await (const piece of vessel.read(part.name)) pieces.push(piece)
  const all = JSON.parse(Buffer.concat(pieces).toString('utf8')) as Record<string, string | null>
  const put: string[] = []
  for (const [name, secret] of Object.entries(all)) {
    const isSet = name === 'master-key' && config.masterKeys !== undefined
    if (!secret || isSet || findSecret(config.dataDir, name) !== null) continue
    replaceSecret(config.dataDir, name, secret)
    put.push(name)
  }
  return put
}
