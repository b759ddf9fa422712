// What the tests of the audit log share: rows that it tells of, sealing at will, tampering.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { actionSource } from '../server/cases/audit.ts'
import type { Database } from '../server/platform/database/index.ts'
import { scratch } from '../server/platform/events/fixture.ts'
import { changeSource, logChanges } from '../server/platform/records/index.ts'
import { appendAudit } from '../server/platform/audit/append.ts'
import { readAuditKey } from '../server/platform/audit/key.ts'
import type { AuditKey } from '../server/platform/audit/key.ts'
import { sealBatch } from '../server/platform/audit/sealer.ts'
import { verifyChain } from '../server/platform/audit/verify.ts'
import type { VerifyOptions, Verified } from '../server/platform/audit/verify.ts'

export const sources = [actionSource, changeSource]

/** A database with a key, and a superuser's connection to it. */
export async function auditScratch() {
  const { database, drop } = await scratch()
  const dataDir = await mkdtemp(join(tmpdir(), 'nhip-audit-'))
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  return {
    database,
    client,
    key: readAuditKey(dataDir),
    async close() {
      await client.end()
      await drop()
      await rm(dataDir, { recursive: true })
    },
  }
}

export async function sealAll(client: pg.Client, key: AuditKey): Promise<void> {
  while ((await sealBatch(client, key)) > 0);
}

/** A case with some actions; returns its id. */
export async function addCase(
  client: pg.Client,
  inputs: object[],
  id: string = randomUUID(),
): Promise<string> {
  await client.query(
    `insert into cases.cases (id, number, status, channel, subject, class, description, commune,
      search, due_at) values ($1::uuid, $1::text, 'submitted', 'web', 'GT01', 'T', '', '19789', '', now())`,
    [id],
  )
  for (const [index, input] of inputs.entries()) {
    await client.query(
      `insert into cases.actions (case_id, seq, type, actor_kind, actor_id, input)
      values ($1, $2, 'note_internal', 'staff', 'mai', $3)`,
      [id, index + 1, JSON.stringify(input)],
    )
  }
  return id
}

export async function addChange(database: Database, code: string): Promise<void> {
  const change = { key: code, code, before: undefined, after: { code, name: `Tên ${code}` } }
  await logChanges(database.executor, 'agencies', [change], { actor: 'an', origin: 'console' })
}

export async function addSignIn(database: Database, actor: string): Promise<void> {
  await appendAudit(database.executor, {
    kind: 'sign_in',
    actorKind: 'staff',
    actor,
    subject: `people:${actor}`,
  })
}

/**
 * Does something to the database as a superuser whom no trigger stops, verifies what is left, and
 * takes it all back.
 */
export async function verifyAfter(
  client: pg.Client,
  tamper: string | (() => Promise<void>),
  options: Partial<VerifyOptions> & { publicKey: string | undefined },
): Promise<Verified> {
  await client.query('begin')
  try {
    await client.query('set local session_replication_role = replica')
    if (typeof tamper === 'string') await client.query(tamper)
    else await tamper()
    return await verifyChain(client, { sources, ...options })
  } finally {
    await client.query('rollback')
  }
}
