import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../database/index.ts'
import {
  addCase,
  addChange,
  addSignIn,
  auditScratch,
  sealAll,
  verifyAfter,
} from '../../../test/audit.ts'
import { entryColumns, hashOf } from './entry.ts'
import type { ChainEntry } from './entry.ts'
import { parseHead, printHead, signHead } from './heads.ts'
import type { Head } from './heads.ts'
import type { AuditKey } from './key.ts'
import type { VerifyOptions } from './verify.ts'

let database: Database
let client: pg.Client
let key: AuditKey
let close: () => Promise<void>
let caseId: string
let head: Head

// 1 genesis, 2–4 actions, 5 and 6 changes, 7 and 8 sign-ins, 9 the head, 10 and 11 actions, 12 a sign-in
beforeAll(async () => {
  ;({ database, client, key, close } = await auditScratch())
  caseId = await addCase(client, [{ text: 'một' }, { text: 'hai' }, { text: 'ba' }])
  await addChange(database, 'A1')
  await addChange(database, 'A2')
  await addSignIn(database, 'mai')
  await addSignIn(database, 'an')
  await sealAll(client, key)
  head = (await signHead(client, key))!
  await addCase(client, [{ text: 'bốn' }, { text: 'năm' }])
  await addSignIn(database, 'mai')
  await sealAll(client, key)
})
afterAll(() => close())

const length = 12

const verify = (
  tamper: string | (() => Promise<void>) = 'select',
  options: Partial<VerifyOptions> = {},
) => verifyAfter(client, tamper, { publicKey: key.publicKey, ...options })

const faultAfter = async (...how: Parameters<typeof verify>) => (await verify(...how)).fault

/** Computes hashes anew from an entry on, as somebody without the key would who knows the rest. */
async function rechain(from: number): Promise<void> {
  const { rows } = await client.query<ChainEntry & { prev: Buffer }>(
    `select ${entryColumns}, prev from audit.entries where seq >= $1 order by seq`,
    [from],
  )
  let { prev } = rows[0]!
  for (const row of rows) {
    const hash = hashOf(prev, row)
    await client.query('update audit.entries set prev = $2, hash = $3 where seq = $1', [
      row.seq,
      prev,
      hash,
    ])
    prev = hash
  }
}

it('finds an untouched chain whole', async () => {
  expect(await verify()).toMatchObject({ fault: null, entries: length, waiting: 0 })
  expect(await verify('select', { after: { seq: 4, ...(await hashAt(4)) } })).toMatchObject({
    fault: null,
    entries: length - 4,
  })
})

async function hashAt(seq: number): Promise<{ hash: Buffer }> {
  const { rows } = await client.query('select hash from audit.entries where seq = $1', [seq])
  return rows[0]
}

describe('names the first bad row', () => {
  it.each([
    ['kind', `update audit.entries set kind = 'sign_out' where seq = 7`],
    ['actor', `update audit.entries set actor = 'an' where seq = 7`],
    ['kind of actor', `update audit.entries set actor_kind = 'system' where seq = 7`],
    ['subject', `update audit.entries set subject = null where seq = 7`],
    ['time', `update audit.entries set at = at + interval '1 microsecond' where seq = 7`],
    ['data', `update audit.entries set data = data || '{"x": 1}' where seq = 7`],
    [
      'hash',
      `update audit.entries set hash = set_byte(hash, 3, 255 - get_byte(hash, 3)) where seq = 7`,
    ],
    [
      'prev',
      `update audit.entries set prev = set_byte(prev, 3, 255 - get_byte(prev, 3)) where seq = 7`,
    ],
    ['two, the later one first', `update audit.entries set actor = 'x' where seq in (12, 7)`],
  ])('of which the %s was changed', async (_, tamper) => {
    expect(await faultAfter(tamper)).toMatchObject({ fault: 'changed', seq: 7 })
  })

  it.each([1, 7, length])('that was removed: entry %s', async (seq) => {
    expect(await faultAfter(`delete from audit.entries where seq = ${seq}`)).toEqual({
      fault: 'missing',
      seq,
      row: null,
    })
  })

  it('that was taken out of the chain without being removed', async () => {
    const tamper = 'update audit.entries set seq = null, prev = null, hash = null where seq = 7'
    expect(await faultAfter(tamper)).toMatchObject({ fault: 'missing', seq: 7 })
  })

  it('when all are gone', async () => {
    expect(await faultAfter('delete from audit.entries')).toMatchObject({
      fault: 'missing',
      seq: 1,
    })
    const all = 'truncate audit.entries; truncate audit.tip; truncate audit.heads'
    expect(await faultAfter(all)).toMatchObject({ fault: 'missing', seq: 1 })
  })

  it.each([
    [7, 8],
    [5, 12],
  ])('that was reordered: %s with %s', async (one, other) => {
    const swap = `update audit.entries set seq = -seq where seq in (${one}, ${other});
      update audit.entries set seq = case seq when ${-one} then ${other} else ${one} end where seq < 0`
    expect(await faultAfter(swap)).toMatchObject({ fault: 'reordered', seq: one })
  })

  it('whose action is another one now', async () => {
    const row = `cases.actions ${caseId}/2`
    for (const change of [
      `input = '{"text": "khác"}'`,
      `actor_id = 'an'`,
      `at = at - interval '1 day'`,
      `salt = gen_random_uuid()`,
    ]) {
      const tamper = `update cases.actions set ${change} where case_id = '${caseId}' and seq = 2`
      expect(await faultAfter(tamper)).toEqual({ fault: 'source_changed', seq: 3, row })
    }
    const tamper = `delete from cases.actions where case_id = '${caseId}' and seq = 2`
    expect(await faultAfter(tamper)).toEqual({ fault: 'source_missing', seq: 3, row })
  })

  it('whose logged change is another one now', async () => {
    expect(
      await faultAfter(`update platform.changes set after = '{}' where code = 'A2'`),
    ).toMatchObject({ fault: 'source_changed', seq: 6 })
    expect(await faultAfter(`delete from platform.changes where code = 'A1'`)).toMatchObject({
      fault: 'source_missing',
      seq: 5,
    })
  })

  it('that a row which differs stands for, before a broken link', async () => {
    const tamper = `update cases.actions set actor_id = 'x' where case_id = '${caseId}' and seq = 1;
      delete from audit.entries where seq = 7`
    expect(await faultAfter(tamper)).toMatchObject({ fault: 'source_changed', seq: 2 })
  })

  it('that was put in behind the log’s back', async () => {
    expect(
      await faultAfter(`insert into cases.actions (case_id, seq, type, actor_kind)
        values ('${caseId}', 9, 'close', 'staff')`),
    ).toEqual({ fault: 'source_unlogged', seq: null, row: `cases.actions ${caseId}/9` })
    expect(
      await faultAfter(`insert into platform.changes (kind, key, code, origin)
        values ('agencies', 'X', 'X', 'console')`),
    ).toMatchObject({ fault: 'source_unlogged' })
  })

  it('behind the last signed head, when the rest was chained anew without the key', async () => {
    const forge = async () => {
      await client.query(`update audit.entries set actor = 'x' where seq = 12`)
      await rechain(12)
    }
    expect(await faultAfter(forge)).toEqual({ fault: 'signature', seq: head.seq + 1, row: null })
    const earlier = async () => {
      await client.query(`update audit.entries set actor = 'x' where seq = 7`)
      await rechain(7)
    }
    expect(await faultAfter(earlier)).toEqual({ fault: 'head', seq: 1, row: head.day })
  })

  it('that was added to the end without the key', async () => {
    const add = async () => {
      await client.query(
        `insert into audit.entries (seq, kind, actor_kind, prev, hash)
        select seq + 1, 'sign_in', 'staff', hash, hash from audit.entries where seq = $1`,
        [length],
      )
      await rechain(length + 1)
    }
    expect(await faultAfter(add)).toMatchObject({ fault: 'signature' })
  })
})

describe('what was signed', () => {
  it.each([
    ['the tip was removed', 'delete from audit.tip', 'signature', 9],
    [
      'the newest entries went and the tip with them',
      `delete from audit.entries where seq > 10; update audit.tip set seq = 10,
        hash = (select hash from audit.entries where seq = 10)`,
      'signature',
      9,
    ],
    ['a head was changed', `update audit.heads set hash = sha256(hash)`, 'head', 8],
    ['a head was signed by another', `update audit.heads set signature = sha512(hash)`, 'head', 8],
    ['a head was removed', 'delete from audit.heads', 'source_missing', 9],
  ])('%s', async (_, tamper, fault, seq) => {
    expect(await faultAfter(tamper)).toMatchObject({ fault, seq })
  })

  it('a head that was kept outside is compared', async () => {
    const kept = parseHead(printHead(head))!
    expect(kept).toEqual(head)
    expect(await faultAfter('select', { kept: [kept] })).toBeNull()
    // Whoever has the key can forge everything but what they cannot reach.
    const forge = async () => {
      await client.query(`update audit.entries set actor = 'x' where seq = 7`)
      await client.query('delete from audit.heads')
      await rechain(7)
    }
    expect(await faultAfter(forge, { kept: [kept] })).toMatchObject({ fault: 'head', seq: 1 })
    const after = { seq: 10, ...(await hashAt(10)) }
    const other = { ...kept, hash: Buffer.alloc(32) }
    expect(
      await faultAfter('select', { after, kept: [other], publicKey: undefined }),
    ).toMatchObject({ fault: 'head' })
  })
})

it('what the law erased may differ, and only that', async () => {
  const erase = `update cases.actions set input = '{}', salt = gen_random_uuid()
    where case_id = '${caseId}';
    insert into audit.entries (kind, actor_kind, subject) values ('erasure', 'staff', '${caseId}')`
  expect(await verify(erase)).toMatchObject({ fault: null, waiting: 1 })
  expect(
    await faultAfter(
      `${erase}; update cases.actions set actor_id = 'x' where case_id <> '${caseId}'`,
    ),
  ).toMatchObject({ fault: 'source_changed', seq: 10 })
  expect(
    await faultAfter(`${erase}; update audit.entries set actor = 'x' where seq = 2`),
  ).toMatchObject({ fault: 'changed', seq: 2 })
})

it(
  'finds whatever is done to it, and nothing where nothing is done',
  { timeout: 60_000 },
  async () => {
    const seq = fc.integer({ min: 1, max: length })
    const set = (assignment: string) =>
      seq.map((at) => `update audit.entries set ${assignment} where seq = ${at}`)
    const column = fc.constantFrom('kind', 'actor', 'subject')
    const tamper = fc.oneof(
      fc
        .tuple(column, fc.stringMatching(/^[a-z]{1,6}#$/))
        .chain(([name, text]) => set(`${name} = '${text}'`)),
      fc
        .integer({ min: 1, max: 10_000_000 })
        .chain((by) => set(`at = at + ${by} * interval '1 us'`)),
      fc.stringMatching(/^[a-z]{1,6}$/).chain((name) => set(`data = data || '{"${name}#": 0}'`)),
      fc
        .tuple(fc.constantFrom('prev', 'hash'), fc.nat(31), fc.integer({ min: 1, max: 255 }))
        .chain(([name, byte, by]) =>
          set(`${name} = set_byte(${name}, ${byte}, (get_byte(${name}, ${byte}) + ${by}) % 256)`),
        ),
      seq.map((at) => `delete from audit.entries where seq = ${at}`),
      seq.map((at) => `delete from audit.entries where seq >= ${at}`),
      fc.uniqueArray(seq, { minLength: 2, maxLength: 2 }).map(
        ([a, b]) => `update audit.entries set seq = -seq where seq in (${a}, ${b});
          update audit.entries set seq = case seq when ${-a!} then ${b} else ${a} end where seq < 0`,
      ),
      fc
        .tuple(fc.nat(4), fc.constantFrom(`type = 'x'`, `input = '{"a": 1}'`, `actor_agency = 'x'`))
        .map(
          ([at, change]) => `update cases.actions set ${change}
          where ctid = (select ctid from cases.actions order by case_id, seq offset ${at} limit 1)`,
        ),
      fc
        .tuple(fc.nat(1), fc.constantFrom(`reason = 'x'`, `before = '{}'`, `origin = 'pack x'`))
        .map(
          ([at, change]) => `update platform.changes set ${change}
          where id = (select id from platform.changes order by id offset ${at} limit 1)`,
        ),
      fc.constantFrom(
        'delete from audit.tip',
        'update audit.tip set seq = seq + 1',
        'update audit.tip set signature = sha512(hash)',
        'delete from audit.heads',
        `update audit.heads set day = day + 1`,
        `update audit.heads set at = at + interval '1 second'`,
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(tamper, { maxLength: 2 }), async (steps) => {
        // Two of them may undo each other; a step on what the first one removed does nothing.
        fc.pre(new Set(steps.map((step) => step.split(' ', 2).join(' '))).size === steps.length)
        const fault = await faultAfter(steps.join(';') || 'select')
        expect(fault === null).toBe(steps.length === 0)
      }),
      { numRuns: 300 },
    )
  },
)
