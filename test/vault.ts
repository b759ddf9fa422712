import { randomBytes } from 'node:crypto'
import type { Database } from '../server/platform/database/index.ts'
import { createVault, masterKeySource } from '../server/vault/index.ts'
import type { Vault } from '../server/vault/index.ts'

const masterKeys = randomBytes(32).toString('base64url')

/** A vault over a test's database, under a master key of this process. */
export function testVault({ executor }: Database): Vault {
  return createVault({ executor, keys: masterKeySource({ dataDir: '', masterKeys }) })
}
