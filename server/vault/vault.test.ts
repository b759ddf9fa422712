import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ReportReceipt } from '../../contract/cases.ts'
import { packs } from '../../packs/index.ts'
import { createTestDatabase } from '../../test/database.ts'
import { createCases } from '../cases/index.ts'
import type { Cases } from '../cases/index.ts'
import { readConfig } from '../config.ts'
import { importPacks } from '../import.ts'
import { createAreas } from '../places/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { VaultError, createVault, masterKeySource, rotateMasterKey } from './index.ts'
import { insertCitizen, maskReporter, recordRead, sealClearReporters } from './index.ts'
import type { KeySource, Vault } from './index.ts'
import { parseMasterKeys } from './master-keys.ts'

const person = { name: 'Hoàng Phủ Ngọc Canary', phone: '0987650123', email: 'canary@vidu.vn' }

let folder: string
let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let keys: KeySource
let vault: Vault
let cases: Cases

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

/** Each test has keys and persons of its own. */
beforeEach(async () => {
  await database.pool.query('truncate vault.reporters, vault.master_keys cascade')
  folder = await mkdtemp(join(tmpdir(), 'nhip-vault-'))
  keys = masterKeySource({ dataDir: folder })
  vault = createVault({ executor: database.executor, keys })
  cases = createCases(database, createAreas(database.executor), vault)
  return () => rm(folder, { recursive: true })
})

const submit = (more: Partial<typeof person> = person): Promise<ReportReceipt> =>
  cases.submit(
    { subject: 'HK01', commune: '19789', description: 'Đèn đường kiệt 12 tắt cả tuần.', ...more },
    idempotency('test', randomUUID(), {}),
    'web',
  )
const given = (...ring: string[]) => masterKeySource({ dataDir: '', masterKeys: ring.join(',') })
const vaultWith = (source: KeySource) => createVault({ executor: database.executor, keys: source })
const newKey = () => randomBytes(32).toString('base64url')
const keyFile = () => join(folder, 'secrets', 'master-key')
const rotate = (source = keys) =>
  rotateMasterKey({ executor: database.executor, url: scratch.url, keys: source })
const count = async (from: string) =>
  (await database.pool.query(`select count(*)::int as n from ${from}`)).rows[0].n

/** Every row of every table as text, as a dump has it. */
async function dump(): Promise<string> {
  const { rows } = await database.pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const parts = []
  for (const { name } of rows) {
    const { rows: texts } = await database.pool.query(`select t::text as text from ${name} t`)
    parts.push(...texts.map(({ text }) => text))
  }
  return parts.join('\n')
}

/** Neither as text nor as bytes. */
function expectAbsent(text: string, secrets: string[]): void {
  for (const secret of secrets) {
    expect(text).not.toContain(secret)
    expect(text).not.toContain(Buffer.from(secret).toString('hex'))
    expect(text).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''))
  }
}

describe('a person', () => {
  it('stands nowhere in a dump, and is found and read with the key', async () => {
    const { id, code } = await submit()
    expectAbsent(await dump(), [...Object.values(person), code])
    expect(await vault.caseOfCode(database.executor, code)).toBe(id)
    expect(await vault.codeOfCase(database.executor, id)).toBe(code)
    expect(await vault.reporterOf(database.executor, id)).toEqual(person)
    expect((await cases.track(code, 'vi')).code).toBe(code)
  })

  it('is told apart by no ciphertext, but a telephone and a code by their fingerprints', async () => {
    await submit()
    await submit()
    const { rows } = await database.pool.query('select * from vault.reporters')
    const [one, other] = rows
    for (const column of ['code_hmac', 'wrapped_key', 'sealed']) {
      expect(one[column].equals(other[column]), column).toBe(false)
    }
    expect(one.phone_hmac.equals(other.phone_hmac)).toBe(true)
  })

  it('may leave nothing', async () => {
    const { id } = await submit({})
    const nothing = { name: null, phone: null, email: null }
    expect(await vault.reporterOf(database.executor, id)).toEqual(nothing)
  })

  it('is never written in clear, by whatever program', async () => {
    const insert = `insert into vault.reporters (case_id, code, phone) values ($1, '1', '2')`
    await expect(database.pool.query(insert, [randomUUID()])).rejects.toThrow('reporters_sealed')
    const { id } = await submit()
    const update = `update vault.reporters set phone = '2' where case_id = $1`
    await expect(database.pool.query(update, [id])).rejects.toThrow('reporters_sealed')
  })

  it('whose row was tampered with is refused, wherever the bit is', async () => {
    const { id } = await submit()
    const flips = [
      ['sealed', 0],
      ['sealed', 40],
      ['sealed', -1],
      ['wrapped_key', 20],
      ['wrapped_key', -1],
    ] as const
    for (const [column, at] of flips) {
      const { rows } = await database.pool.query(`select ${column} as it from vault.reporters`)
      const changed = Buffer.from(rows[0].it)
      const place = at < 0 ? changed.length + at : at
      changed[place] = changed[place]! ^ 1
      const write = (bytes: Buffer) =>
        database.pool.query(`update vault.reporters set ${column} = $1`, [bytes])
      await write(changed)
      await expect(vault.reporterOf(database.executor, id)).rejects.toThrow(VaultError)
      await write(rows[0].it)
    }
    expect(await vault.reporterOf(database.executor, id)).toEqual(person)
  })

  it('does not open in the place of another', async () => {
    const [first, second] = [await submit(), await submit({ name: 'Người khác' })]
    await database.pool.query(
      `update vault.reporters a set key_id = b.key_id, wrapped_key = b.wrapped_key, sealed = b.sealed
       from vault.reporters b where a.case_id = $1 and b.case_id = $2`,
      [first.id, second.id],
    )
    await expect(vault.reporterOf(database.executor, first.id)).rejects.toThrow(VaultError)
  })

  it('is masked so far that nobody can call', () => {
    const masked = maskReporter(person)
    expect(masked).toEqual({ name: 'H… P… N… C…', phone: '09••••••23', email: 'c…@vidu.vn' })
  })
})

describe('the master key', () => {
  it('is made once, for processes that start at once too', async () => {
    const vaults = Array.from({ length: 5 }, () => vaultWith(masterKeySource({ dataDir: folder })))
    await Promise.all(vaults.map((one) => one.ready()))
    expect(await count('vault.master_keys')).toBe(1)
    const { id, code } = await submit()
    for (const one of vaults) expect(await one.caseOfCode(database.executor, code)).toBe(id)
  })

  it('comes from the environment where it is set, in either base64', async () => {
    const raw = randomBytes(32)
    vault = vaultWith(given(raw.toString('base64')))
    await vault.ready()
    await vaultWith(given(raw.toString('base64url'))).ready()
    expect(readConfig({ NHIP_MASTER_KEY: `${newKey()},${newKey()}` }).masterKeys).toHaveLength(87)
    for (const wrong of ['geheim', `${newKey()},x`, ',']) {
      expect(() => readConfig({ NHIP_MASTER_KEY: wrong })).toThrow(/^NHIP_MASTER_KEY: /)
    }
    expect(() => readConfig({ NHIP_MASTER_KEY: 'geheim' })).not.toThrow(/geheim/)
  })

  it('that is another one is refused by name, before anything is written', async () => {
    await submit()
    await expect(vaultWith(given(newKey())).ready()).rejects.toThrow(
      /^NHIP_MASTER_KEY is not the master key of this database: it needs key [0-9a-f]{16} and/,
    )
  })

  it('that is lost is not silently made anew', async () => {
    await submit()
    await rm(keyFile())
    await expect(vaultWith(keys).ready()).rejects.toThrow(/master-key is missing, and persons/)
    await expect(readFile(keyFile())).rejects.toThrow('ENOENT')
  })
})

describe('changing the master key', () => {
  it('puts citizens with an account under it too', async () => {
    await submit()
    const citizen = { id: randomUUID(), ...person }
    await vault.write((_, seal) => insertCitizen(database.executor, seal(citizen)))
    const known = await database.pool.query('select c::text as text from vault.citizens c')
    expectAbsent(known.rows[0].text, Object.values(person))
    const { current, rewrapped } = await rotate()
    expect(rewrapped).toBe(2)
    expect(await count(`vault.citizens where key_id = '${current}'`)).toBe(1)
    expect(await vault.citizenOf(database.executor, citizen.id)).toEqual(citizen)
    const found = vault.citizenWith(database.executor, { email: person.email.toUpperCase() })
    expect(await found).toBe(citizen.id)
  })

  it('loses nothing while reports come in, and frees the old key', async () => {
    const receipts: ReportReceipt[] = [await submit()]
    const before = parseMasterKeys(await readFile(keyFile(), 'utf8'))
    let running = true
    const sender = async () => {
      while (running) receipts.push(await submit())
    }
    const senders = [sender(), sender(), sender()]
    // Some before, some during, some after.
    await expect.poll(() => receipts.length, { timeout: 20_000 }).toBeGreaterThan(30)
    const done = await rotate()
    const finished = receipts.length
    await expect.poll(() => receipts.length, { timeout: 20_000 }).toBeGreaterThan(finished + 30)
    running = false
    await Promise.all(senders)

    expect(done.retired).toEqual([before[0]!.id])
    expect(done.rewrapped).toBeGreaterThan(30)
    expect(await count(`vault.reporters where key_id <> '${done.current}'`)).toBe(0)
    expect(await count('vault.reporters')).toBe(receipts.length)
    const [current, old] = parseMasterKeys(await readFile(keyFile(), 'utf8'))
    expect([current!.id, old!.id]).toEqual([done.current, before[0]!.id])

    // The old key is taken away; whoever starts now, and the server that ran through it all, know all.
    await writeFile(keyFile(), current!.key.export().toString('base64url'))
    for (const one of [vault, vaultWith(keys)]) {
      for (const { id, code } of receipts) {
        expect(await one.caseOfCode(database.executor, code)).toBe(id)
        expect(await one.codeOfCase(database.executor, id)).toBe(code)
      }
    }
  })

  it('lets a running server read what was re-wrapped behind its back', async () => {
    const { id, code } = await submit()
    await rotate(masterKeySource({ dataDir: folder }))
    await rotate(masterKeySource({ dataDir: folder }))
    expect(await vault.codeOfCase(database.executor, id)).toBe(code)
    expect((await submit()).code).toMatch(/^\d{12}$/)
    expect(await count('vault.master_keys')).toBe(1)
  })

  it('goes on with the same new key after an interruption', async () => {
    const receipts = [await submit(), await submit()]
    let reads = 0
    const failing: KeySource = {
      ...keys,
      read() {
        // Once the new key is registered and re-wrapping begins.
        if ((reads += 1) > 5) throw new Error('the machine went away')
        return keys.read()
      },
    }
    await expect(rotate(failing)).rejects.toThrow('the machine went away')
    expect(await count('vault.master_keys')).toBe(2)
    const made = parseMasterKeys(await readFile(keyFile(), 'utf8'))
    // In between, old and new rows stand side by side.
    receipts.push(await submit())
    cases = createCases(database, createAreas(database.executor), vaultWith(keys))
    receipts.push(await submit())
    expect(await count(`vault.reporters where key_id = '${made[0]!.id}'`)).toBe(1)

    const done = await rotate()
    expect(parseMasterKeys(await readFile(keyFile(), 'utf8'))).toEqual(made)
    expect(done.current).toBe(made[0]!.id)
    const after = vaultWith(given(made[0]!.key.export().toString('base64url')))
    for (const { id, code } of receipts) {
      expect(await after.codeOfCase(database.executor, id)).toBe(code)
    }
  })

  it('of the environment changes to the one that was put first', async () => {
    const [old, next] = [newKey(), newKey()]
    vault = vaultWith(given(old))
    cases = createCases(database, createAreas(database.executor), vault)
    const { id, code } = await submit()
    await expect(rotate(given(old))).rejects.toThrow(/NHIP_MASTER_KEY=<new>,<old>/)
    expect((await rotate(given(next, old))).rewrapped).toBe(1)
    expect(await vaultWith(given(next)).codeOfCase(database.executor, id)).toBe(code)
    await expect(vaultWith(given(old)).ready()).rejects.toThrow(VaultError)
  })
})

describe('persons of a version before', () => {
  /** The table as it was, with rows in clear, and then migrated. */
  async function insertClear(codes: string[]): Promise<void> {
    const found = await database.pool.query(
      `select pg_get_constraintdef(oid) as it from pg_constraint where conname = 'reporters_sealed'`,
    )
    const rule = found.rows[0].it.replace(/ NOT VALID$/, '')
    await database.pool.query('alter table vault.reporters drop constraint reporters_sealed')
    await database.pool.query(
      `insert into vault.reporters (case_id, code, name, phone, email)
       select gen_random_uuid(), code, $2, $3, $4 from unnest($1::text[]) as code`,
      [codes, person.name, person.phone, person.email],
    )
    await database.pool.query(
      `alter table vault.reporters add constraint reporters_sealed ${rule} not valid`,
    )
  }
  const isGuaranteed = async () =>
    (
      await database.pool.query(
        `select convalidated as it from pg_constraint where conname = 'reporters_sealed'`,
      )
    ).rows[0].it

  it('are sealed at the first start, by whichever process comes first', async () => {
    const codes = Array.from({ length: 1_203 }, (_, index) => String(100_000_000_000 + index))
    await insertClear(codes)
    expect(await isGuaranteed()).toBe(false)
    const sealed = await Promise.all([
      sealClearReporters(scratch.url, vault),
      sealClearReporters(scratch.url, vaultWith(keys)),
    ])
    expect(sealed.sort((a, b) => a - b)).toEqual([0, 1_203])
    expect(await isGuaranteed()).toBe(true)
    expectAbsent(await dump(), [...Object.values(person), codes[0]!, codes[1_202]!])
    for (const code of [codes[0]!, codes[700]!, codes[1_202]!]) {
      const id = await vault.caseOfCode(database.executor, code)
      expect(await vault.reporterOf(database.executor, id!)).toEqual(person)
    }
    expect(await sealClearReporters(scratch.url, vault)).toBe(0)
  })

  it('that an interrupted start left are sealed by the next', async () => {
    await insertClear(['100000000001', '100000000002'])
    const broken = { ...vault, write: () => Promise.reject(new Error('the machine went away')) }
    await expect(sealClearReporters(scratch.url, broken)).rejects.toThrow('went away')
    expect(await isGuaranteed()).toBe(false)
    expect(await sealClearReporters(scratch.url, vault)).toBe(2)
  })
})

it('the record of reads can be neither changed nor emptied', async () => {
  const caseId = randomUUID()
  await recordRead(database.executor, { caseId, actor: 'someone', reason: 'gọi lại cho rõ' })
  for (const change of [
    `update vault.reads set reason = 'khác'`,
    'delete from vault.reads',
    'truncate vault.reads',
  ]) {
    await expect(database.pool.query(change)).rejects.toThrow('append-only')
  }
})
