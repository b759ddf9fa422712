import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportInput } from '../../contract/cases.ts'
import type { ReportInput } from '../../contract/cases.ts'
import type { ActionRequest } from '../../contract/field-report.ts'
import { packs } from '../../packs/index.ts'
import { createTestDatabase } from '../../test/database.ts'
import { importPacks } from '../import.ts'
import type { Viewer } from '../identity/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { createCases } from './index.ts'
import type { Cases } from './index.ts'
import { actionOf, stateOf } from './record.ts'
import { fold } from './state.ts'
import { tables } from './tables.ts'

const ward = 'X19789'
const operator: Viewer = {
  id: 'operator',
  name: 'Mai',
  email: 'mai@x.vn',
  grants: [{ role: 'operator', agency: null }],
}
const other: Viewer = { ...operator, id: 'other', name: 'Bảo' }
const agency: Viewer = {
  id: 'officer',
  name: 'Lan',
  email: 'lan@x.vn',
  grants: [
    { role: 'coordinator', agency: ward },
    { role: 'officer', agency: ward },
    { role: 'head', agency: ward },
  ],
}

const report: ReportInput = {
  subject: 'HK01',
  commune: '19789',
  description: 'Đèn đường kiệt 12 tắt cả tuần ni. Gọi em Lê Thị Hồng 0912 345 678.',
  name: 'Lê Thị Hồng',
  phone: '0912345678',
}

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
let cases: Cases

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  await importPacks(database, [packs.vietnam, packs.fieldReports, packs.hue])
  cases = createCases(database)
})
afterAll(async () => {
  await database.close()
  await scratch.drop()
})

const newKey = (body: unknown = {}) => idempotency('test', randomUUID(), body)
const submit = (input: ReportInput = report, key = newKey(input)) => cases.submit(input, key, 'web')

async function act(viewer: Viewer, caseId: string, version: number, action: ActionRequest) {
  return cases.actAsStaff({ caseId, viewer, version, action, once: newKey(action), language: 'vi' })
}

/** A report that has been sent to the ward. */
async function assigned() {
  const receipt = await submit()
  await act(operator, receipt.id, 1, { type: 'accept', input: {} })
  await act(operator, receipt.id, 2, { type: 'assign', input: { agency: ward } })
  return receipt
}

const count = async (table: string, where = 'true') =>
  Number((await database.pool.query(`select count(*) from ${table} where ${where}`)).rows[0].count)

describe('submitting', () => {
  it('gives a number, a code and a deadline, and keeps the person in the vault only', async () => {
    const receipt = await submit()
    expect(receipt.number).toMatch(/^\d{10}$/)
    expect(receipt.code).toMatch(/^\d{12}$/)
    expect(new Date(receipt.dueAt) > new Date(receipt.submittedAt)).toBe(true)
    const row = await database.pool.query('select * from cases.cases where id = $1', [receipt.id])
    expect(JSON.stringify({ ...row.rows[0], description: '', search: '' })).not.toContain('Hồng')
    expect(await count('vault.reporters', `case_id = '${receipt.id}'`)).toBe(1)
    expect(await count('platform.events', `subject = '${receipt.id}'`)).toBe(1)
  })

  it('makes one report of a submission that is repeated, reordered or raced', async () => {
    const submissions = fc.array(
      fc.record({ key: fc.nat(4), at: fc.integer({ min: 0, max: 3 }) }),
      { minLength: 2, maxLength: 12 },
    )
    await fc.assert(
      fc.asyncProperty(submissions, async (attempts) => {
        const run = randomUUID()
        const before = await count('cases.cases')
        const waves = Map.groupBy(attempts, (attempt) => attempt.at)
        const receipts = new Map<number, Set<string>>()
        for (const wave of [...waves.keys()].sort((a, b) => a - b)) {
          await Promise.all(
            waves.get(wave)!.map(async ({ key }) => {
              const input = { ...report, description: `Việc ${key}` }
              const receipt = await submit(input, idempotency('test', `${run}-${key}`, input))
              receipts.set(key, (receipts.get(key) ?? new Set()).add(JSON.stringify(receipt)))
            }),
          )
        }
        expect(await count('cases.cases')).toBe(before + receipts.size)
        for (const answers of receipts.values()) expect(answers.size).toBe(1)
      }),
      { numRuns: 150 },
    )
  })

  it('refuses a key that was used with another body', async () => {
    const key = randomUUID()
    await submit(report, idempotency('test', key, report))
    const changed = { ...report, description: 'Khác' }
    await expect(submit(changed, idempotency('test', key, changed))).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    })
  })

  it('keeps what a careless keyboard sends, and loses no neighbour to it', async () => {
    const odd = reportInput.parse({ ...report, description: 'Đe\u0300n\u0000 tắt \ud800 rồi\n👍' })
    const receipts = await Promise.all([report, odd, report].map((input) => submit(input)))
    const kept = await cases.getCase(receipts[1]!.id, operator, 'vi')
    expect(kept.text).toBe('Đèn tắt \ufffd rồi\n👍')
    expect(new Set(receipts.map(({ number }) => number)).size).toBe(3)
  })

  it('names the field that is not in force', async () => {
    await expect(submit({ ...report, subject: 'ZZ99' })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'subject', code: 'unknown' }],
    })
  })
})

describe('acting', () => {
  it('lets one of two operators succeed and tells the other who was first', async () => {
    const { id } = await submit()
    const results = await Promise.allSettled([
      act(operator, id, 1, { type: 'accept', input: {} }),
      act(other, id, 1, {
        type: 'decline',
        input: { reason: 'TC01', guidance: 'Xin bổ sung địa điểm' },
      }),
    ])
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(1)
    expect(refused[0]!.reason).toMatchObject({ code: 'conflict', details: { version: 2 } })
    expect(await count('cases.actions', `case_id = '${id}'`)).toBe(2)
  })

  it('does a repeated action once', async () => {
    const { id } = await submit()
    const action: ActionRequest = { type: 'accept', input: {} }
    const once = newKey(action)
    const call = { caseId: id, viewer: operator, version: 1, action, once, language: 'vi' as const }
    const first = await cases.actAsStaff(call)
    const again = await cases.actAsStaff(call)
    expect(again.version).toBe(first.version)
    expect(await count('cases.actions', `case_id = '${id}'`)).toBe(2)
  })

  it('keeps the row equal to the fold of its log, through races of everybody', async () => {
    const any: ActionRequest[] = [
      { type: 'accept', input: {} },
      { type: 'assign', input: { agency: ward } },
      { type: 'acknowledge', input: {} },
      { type: 'start', input: {} },
      { type: 'ask_citizen', input: { question: 'Cột số mấy?' } },
      { type: 'citizen_reply', input: { text: 'Cột 12' } },
      { type: 'hand_back', input: { reason: 'Không thuộc phường' } },
      { type: 'reclassify', input: { subject: 'GT01' } },
      { type: 'answer', input: { checked: '8 giờ', done: 'Đã thay', finished: true } },
      { type: 'return_answer', input: { reason: 'missing_time' } },
      { type: 'approve', input: {} },
      { type: 'publish', input: { title: 'Đèn', text: 'Đèn tắt', answer: 'Đã thay' } },
      { type: 'close', input: {} },
    ]
    const step = fc.record({
      viewer: fc.constantFrom(operator, other, agency),
      action: fc.constantFrom(...any),
      lag: fc.constantFrom(0, 0, 0, 1),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 5, maxLength: 25 }),
        async (waves) => {
          const { id } = await submit()
          for (const wave of waves) {
            const version = (await cases.getCase(id, operator, 'vi')).version
            await Promise.allSettled(
              wave.map(({ viewer, action, lag }) => act(viewer, id, version - lag, action)),
            )
          }
          const row = await tables(database.executor)
            .selectFrom('cases.cases')
            .selectAll()
            .where('id', '=', id)
            .executeTakeFirstOrThrow()
          const log = await tables(database.executor)
            .selectFrom('cases.actions')
            .selectAll()
            .where('case_id', '=', id)
            .orderBy('seq')
            .execute()
          expect(row.version).toBe(log.length)
          expect(log.map((entry) => entry.seq)).toEqual(log.map((_, index) => index + 1))
          expect(stateOf(row)).toEqual(fold(report.subject, log.slice(1).map(actionOf)))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('refuses to change the log', async () => {
    const { id } = await submit()
    await expect(
      database.pool.query('update cases.actions set type = $1 where case_id = $2', ['x', id]),
    ).rejects.toThrow('append-only')
  })
})

describe('an agency', () => {
  it('never sees who reported, in no view and no list', async () => {
    const { id, code } = await assigned()
    await cases.actAsReporter({
      code,
      version: 3,
      action: { type: 'withdraw', input: { reason: 'Hồng 0912345678 xin rút' } },
      once: newKey(),
      language: 'vi',
    })
    const seen = JSON.stringify([
      await cases.getCase(id, agency, 'vi'),
      await cases.listCases(agency, { box: 'all', limit: 50 }, 'vi'),
    ])
    for (const trace of ['Lê Thị Hồng', '0912', '345 678', code]) {
      expect(seen).not.toContain(trace)
    }
    expect(seen).toContain('[số điện thoại]')
  })

  it('cannot find a report by the words or the code of its reporter', async () => {
    const { code } = await assigned()
    for (const q of ['hong', 'Hồng', '0912', code]) {
      const found = await cases.listCases(agency, { box: 'all', q, limit: 50 }, 'vi')
      expect(found.cases, q).toHaveLength(0)
    }
  })

  it('is not told that a case of another exists', async () => {
    const { id } = await submit()
    await expect(cases.getCase(id, agency, 'vi')).rejects.toMatchObject({ code: 'not_found' })
    await expect(act(agency, id, 1, { type: 'acknowledge', input: {} })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('is not sent a text that names the reporter', async () => {
    const { id } = await submit()
    await act(operator, id, 1, { type: 'accept', input: {} })
    await expect(
      act(operator, id, 2, {
        type: 'assign',
        input: { agency: ward, text: 'Chị Lê Thị Hồng báo đèn tắt' },
      }),
    ).rejects.toMatchObject({ code: 'personal_data_left' })
  })
})

describe('publishing', () => {
  async function toPublish(input = report) {
    const receipt = await submit(input)
    const steps: [Viewer, ActionRequest][] = [
      [operator, { type: 'accept', input: {} }],
      [operator, { type: 'assign', input: { agency: ward } }],
      [agency, { type: 'acknowledge', input: {} }],
      [agency, { type: 'start', input: {} }],
      [
        agency,
        { type: 'answer', input: { checked: 'Sáng 18/11', done: 'Đã thay', finished: true } },
      ],
      [agency, { type: 'approve', input: {} }],
    ]
    for (const [index, [viewer, action]] of steps.entries()) {
      await act(viewer, receipt.id, index + 1, action)
    }
    return receipt
  }

  it('stops at what is personal and says which', async () => {
    const { id } = await toPublish()
    await expect(
      act(operator, id, 7, {
        type: 'publish',
        input: { title: 'Đèn', text: 'Xe 75A-000.00, gọi 0900 000 000', answer: 'Đã thay' },
      }),
    ).rejects.toMatchObject({
      code: 'personal_data_left',
      details: { found: [{ kind: 'plate' }, { kind: 'phone' }] },
    })
  })

  it('shows the edited words to everybody and the reporter’s own to the reporter', async () => {
    const { id, number, code } = await toPublish()
    await expect(cases.getPublic(number, 'vi')).rejects.toMatchObject({ code: 'not_found' })
    const { centre } = await cases.getCase(id, operator, 'vi')
    await act(operator, id, 7, { type: 'publish', input: centre!.draft })
    const page = await cases.getPublic(number, 'vi')
    expect(JSON.stringify(page)).not.toMatch(/Hồng|0912|345/)
    expect(page).toMatchObject({ status: 'answered', answer: 'Sáng 18/11\nĐã thay' })
    expect((await cases.track(code, 'vi')).description).toBe(report.description)
  })

  it('makes no public page where the subject is closed', async () => {
    const { id, number, code } = await toPublish({ ...report, subject: 'XD05' })
    const { centre } = await cases.getCase(id, operator, 'vi')
    await act(operator, id, 7, { type: 'publish', input: centre!.draft })
    await expect(cases.getPublic(number, 'vi')).rejects.toMatchObject({ code: 'not_found' })
    expect((await cases.track(code, 'vi')).answer).toBe('Sáng 18/11\nĐã thay')
  })

  it('is rated once, and again after it was reopened', async () => {
    const { id, code } = await toPublish()
    const { centre } = await cases.getCase(id, operator, 'vi')
    await act(operator, id, 7, { type: 'publish', input: centre!.draft })
    const reporter = async (action: ActionRequest) => {
      const { version } = await cases.track(code, 'vi')
      return cases.actAsReporter({ code, version, action, once: newKey(), language: 'vi' })
    }
    const rate: ActionRequest = { type: 'rate', input: { rating: 'unresolved' } }
    expect((await reporter(rate)).rating).toBe('unresolved')
    await expect(reporter(rate)).rejects.toMatchObject({
      code: 'action_not_allowed',
      details: { reason: 'already_rated' },
    })
    const reopened = await reporter({ type: 'reopen', input: { reason: 'Vẫn tắt' } })
    expect(reopened).toMatchObject({ status: 'reopened', rating: null })
  })
})

describe('the deadline', () => {
  const due = async (days: number, from: string) =>
    (
      await database.pool.query(
        `select to_char(cases.working_days_after($2::timestamptz, $1) at time zone 'Asia/Ho_Chi_Minh',
           'YYYY-MM-DD HH24:MI') as due`,
        [days, from],
      )
    ).rows[0].due

  it.each([
    [
      7,
      '2026-11-18T15:40+07:00',
      '2026-11-30 17:00',
      'over 24/11, the Day of Culture, and weekends',
    ],
    [1, '2026-08-21T10:00+07:00', '2026-08-22 17:00', 'onto a Saturday that is worked'],
    [1, '2026-02-13T16:00+07:00', '2026-02-23 17:00', 'over Tết 2026'],
    [3, '2026-11-20T23:30+07:00', '2026-11-26 17:00', 'from late on a Friday'],
  ])('%s working days from %s are %s (%s)', async (days, from, expected) => {
    expect(await due(days, from)).toBe(expected)
  })
})
