import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { packs } from '../../packs/index.ts'
import { createTestDatabase } from '../../test/database.ts'
import { testVault } from '../../test/vault.ts'
import { importPacks } from '../import.ts'
import { createAreas } from '../places/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { createCases } from './index.ts'
import type { Cases } from './index.ts'

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let cases: Cases

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  cases = createCases(database, createAreas(database.executor), testVault(database))
})
afterAll(async () => {
  await database?.close()
  await scratch?.drop()
})

const submit = (subject: string, contact: { phone?: string; email?: string } = {}) => {
  const input = { subject, commune: '19789', description: 'Chờ đã lâu.', ...contact }
  return cases.submit(input, idempotency('test', randomUUID(), input), 'web')
}

it('asks for a contact where the subject needs one, and only there', async () => {
  const { subjects } = await cases.catalogue('vi')
  const needs = (code: string) => subjects.find((subject) => subject.code === code)!.contact
  expect([needs('GT01'), needs('HC01')]).toEqual(['optional', 'required'])
  await expect(submit('GT01')).resolves.toMatchObject({ status: 'submitted' })
  await expect(submit('HC01')).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ path: 'phone', code: 'contact_needed' }],
  })
  await expect(submit('HC01', { phone: '0912345678' })).resolves.toBeDefined()
  await expect(submit('HC01', { email: 'hoa@example.vn' })).resolves.toBeDefined()
})
