import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ReportInput } from '../../contract/cases.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { packs } from '../../packs/index.ts'
import { createTestDatabase } from '../../test/database.ts'
import { testVault } from '../../test/vault.ts'
import { importPacks } from '../import.ts'
import type { Viewer } from '../identity/index.ts'
import { createAreas } from '../places/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { readReport } from '../web/forms.ts'
import { createCases } from './index.ts'
import type { Cases } from './index.ts'

const operator: Viewer = {
  id: 'operator',
  name: 'Mai',
  email: 'mai@x.vn',
  grants: [{ role: 'operator', agency: null }],
}
const agreed = (purpose: string, version = '2026-01-01') => ({
  purpose,
  version,
  language: 'vi' as const,
})

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let cases: Cases

const key = () => idempotency('test', randomUUID(), null)
const send = (consents?: ReportInput['consents']) =>
  cases.submit({ subject: 'HK01', commune: '19789', description: 'x', consents }, key(), 'web')

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

describe('a consent', () => {
  it('is kept for each purpose with its text, time and channel, and only where it was given', async () => {
    expect(await cases.consentsOf((await send()).code, 'vi')).toEqual([])
    const { code, id, submittedAt } = await send([agreed('pictures')])
    expect(await cases.consentsOf(code, 'vi')).toEqual([
      {
        purpose: 'pictures',
        text: packs.fieldReports.consents![0]!.text.vi,
        at: submittedAt,
        withdrawnAt: null,
      },
    ])
    const { rows } = await database.pool.query(
      'select version::text, language, channel from cases.consents where case_id = $1',
      [id],
    )
    expect(rows).toEqual([{ version: '2026-01-01', language: 'vi', channel: 'web' }])
  })

  it('is to the words in force, and to what is asked at all', async () => {
    for (const consents of [
      [agreed('pictures', '2020-01-01')],
      [agreed('newsletter')],
      [agreed('pictures'), agreed('pictures')],
    ]) {
      await expect(send(consents)).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ path: 'consents', code: 'unknown' }],
      })
    }
  })

  it('is what the form has ticked, with the version and language that were read', () => {
    const boxes = { subject: 'HK01', commune: '19789', description: 'x', key: 'k' }
    expect(readReport(boxes, [])).toMatchObject({ input: { subject: 'HK01' } })
    expect(readReport({ ...boxes, 'consent.pictures': '2026-01-01 en' }, [])).toMatchObject({
      input: { consents: [{ purpose: 'pictures', version: '2026-01-01', language: 'en' }] },
    })
  })

  it('ends by its giver alone, in the log, and the others stay', async () => {
    const { code, id } = await send([agreed('pictures'), agreed('satisfaction')])
    const action: ActionRequest = { type: 'withdraw_consent', input: { purpose: 'satisfaction' } }
    const call = { version: 1, action, once: key(), language: 'vi' as const }
    await expect(cases.actAsStaff({ ...call, caseId: id, viewer: operator })).rejects.toMatchObject(
      { code: 'forbidden' },
    )
    await cases.actAsReporter({ ...call, code, once: key() })
    const consents = await cases.consentsOf(code, 'vi')
    expect(consents.map(({ purpose, withdrawnAt }) => [purpose, withdrawnAt !== null])).toEqual([
      ['pictures', false],
      ['satisfaction', true],
    ])
    const { rows } = await database.pool.query(
      `select actor_kind from audit.entries where subject = $1 and data ->> 'type' = $2`,
      [id, 'withdraw_consent'],
    )
    expect(rows).toEqual([{ actor_kind: 'reporter' }])
  })
})
