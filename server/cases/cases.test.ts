import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reportInput } from '../../contract/cases.ts'
import type { ReportInput } from '../../contract/cases.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import { packs } from '../../packs/index.ts'
import { openCases } from '../../test/cases.ts'
import { testVault } from '../../test/vault.ts'
import type { Viewer } from '../identity/index.ts'
import { createAreas, deadlineAfter, readCalendar, resumedDeadline } from '../places/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import { records } from '../records.ts'
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

let engine: Awaited<ReturnType<typeof openCases>>
let database: Database
let cases: Cases

beforeAll(async () => {
  engine = await openCases()
  ;({ database, cases } = engine)
})
afterAll(() => engine?.close())

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
  }, 90_000)

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
    expect(JSON.stringify(page)).not.toMatch(/Hồng|0912 ?345|345 ?678/)
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
  const calendar = () => readCalendar(database.executor)
  const rowOf = (id: string) =>
    tables(database.executor)
      .selectFrom('cases.cases')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  const change = (id: string, columns: string, values: unknown[]) =>
    database.pool.query(`update cases.cases set ${columns} where id = $1`, [id, ...values])
  /** A case asked about at a moment and due at another, answered now. */
  async function answeredNow(subject: string, dueAt: string, askedAt: string) {
    const { id } = await submit({ ...report, subject })
    await act(operator, id, 1, { type: 'accept', input: {} })
    await act(operator, id, 2, { type: 'ask_citizen', input: { question: 'Ở đâu?' } })
    await change(id, 'due_at = $2, paused_at = $3', [dueAt, askedAt])
    const asked = await cases.getCase(id, operator, 'vi')
    await act(operator, id, 3, { type: 'citizen_reply', input: { text: 'Cột 12' } })
    return { asked, row: await rowOf(id) }
  }

  it('is counted from the moment of the database, in the unit of the class', async () => {
    for (const [subject, result] of [
      ['HK01', { amount: 3, unit: 'working_days' }],
      ['GT01', { amount: 7, unit: 'working_days' }],
      ['HK02', { amount: 24, unit: 'hours' }],
    ] as const) {
      const { submittedAt, dueAt } = await submit({ ...report, subject })
      const at = new Date(submittedAt)
      const due = deadlineAfter(await calendar(), at, result)
      expect(dueAt, subject).toBe(due.toISOString())
    }
    const { rows } = await database.pool.query('select now() as now')
    const { submittedAt } = await submit()
    expect(Math.abs(Date.parse(submittedAt) - rows[0].now.getTime())).toBeLessThan(5_000)
  })

  it('stands still while the citizen is asked, by working days and not by hours', async () => {
    const { asked, row } = await answeredNow(
      'GT01',
      '2026-02-12T17:00+07:00',
      '2026-02-10T09:00+07:00',
    )
    expect(asked).toMatchObject({ paused: true, overdue: false, daysLeft: null })
    const expected = resumedDeadline(await calendar(), {
      dueAt: new Date('2026-02-12T17:00+07:00'),
      unit: 'working_days',
      pausedAt: new Date('2026-02-10T09:00+07:00'),
      resumedAt: row.updated_at,
    })
    expect(row.due_at).toEqual(expected)
    // Five in the afternoon in Vietnam, when offices close.
    expect(row.due_at.toISOString()).toMatch(/T10:00:00.000Z$/)
    expect(row.paused_at).toBeNull()
  })

  it('of an urgent case is later by the time that passed', async () => {
    const due = '2026-02-12T03:00+07:00'
    const { row } = await answeredNow('HK02', due, '2026-02-12T02:00+07:00')
    const stood = row.updated_at.getTime() - Date.parse('2026-02-12T02:00+07:00')
    expect(Math.abs(row.due_at.getTime() - Date.parse(due) - stood)).toBeLessThan(5)
  })

  it('is the one of the new subject from the same start, less what the citizen took', async () => {
    const { id } = await submit()
    const start = '2026-03-02T08:00+07:00'
    await change(id, 'submitted_at = $2', [start])
    await act(operator, id, 1, { type: 'accept', input: {} })
    await act(operator, id, 2, { type: 'reclassify', input: { subject: 'GT01' } })
    expect((await rowOf(id)).due_at).toEqual(new Date('2026-03-11T17:00+07:00'))
    // Asked on Tuesday 3 March, answered on Friday: three working days.
    await database.pool.query(
      `insert into cases.actions (case_id, seq, type, actor_kind, at) values
        ($1, 4, 'ask_citizen', 'staff', '2026-03-03T09:00+07:00'),
        ($1, 5, 'citizen_reply', 'reporter', '2026-03-06T09:00+07:00')`,
      [id],
    )
    await change(id, 'version = 5', [])
    await act(operator, id, 5, { type: 'reclassify', input: { subject: 'HK01' } })
    expect((await rowOf(id)).due_at).toEqual(new Date('2026-03-10T17:00+07:00'))
  })

  it('begins anew when a case is reopened', async () => {
    const { id, code } = await submit({ ...report, subject: 'GT01' })
    await change(id, `submitted_at = $2, due_at = $2, status = 'answered'`, ['2026-03-02T08:00Z'])
    await cases.actAsReporter({
      code,
      version: 1,
      action: { type: 'reopen', input: { reason: 'Vẫn hỏng' } },
      once: newKey(),
      language: 'vi',
    })
    const row = await rowOf(id)
    const result = { amount: 7, unit: 'working_days' as const }
    expect(row.due_at).toEqual(deadlineAfter(await calendar(), row.updated_at, result))
  })

  it('for handing back is the agency’s own closing time', async () => {
    await database.transaction((tx) =>
      records.write(
        tx,
        {
          officeHours: [
            {
              code: 'ward',
              agency: ward,
              week: [{ days: [1, 2, 3, 4, 5], open: [{ from: '07:00', to: '16:30' }] }],
              source: 'thử',
              validFrom: '2025-07-01',
            },
          ],
        },
        { actor: null, origin: 'test' },
      ),
    )
    const changed = createCases(database, createAreas(database.executor), testVault(database))
    const { id } = await submit()
    await act(operator, id, 1, { type: 'accept', input: {} })
    await changed.actAsStaff({
      caseId: id,
      viewer: operator,
      version: 2,
      action: { type: 'assign', input: { agency: ward } },
      once: newKey(),
      language: 'vi',
    })
    expect((await rowOf(id)).hand_back_until?.toISOString()).toMatch(/T09:30:00.000Z$/)
  })

  it('is shown with the working days left, negative once it has passed', async () => {
    const { id } = await submit()
    expect(await cases.getCase(id, operator, 'vi')).toMatchObject({ daysLeft: 3, paused: false })
    await change(id, `due_at = now() - interval '100 days'`, [])
    const late = await cases.getCase(id, operator, 'vi')
    expect(late.overdue).toBe(true)
    expect(late.daysLeft).toBeLessThan(-50)
    await change(id, `status = 'declined'`, [])
    expect((await cases.getCase(id, operator, 'vi')).daysLeft).toBeNull()
  })
})

describe('names', () => {
  it('are those of the time of the report', async () => {
    const since = '1900-01-01'
    const old = { kind: 'commune' as const, parent: null, lat: 16.45, lon: 107.59 }
    const subject = packs.fieldReports.subjects!.find(({ code }) => code === 'HK01')!
    const name = { vi: 'Đèn đường (tên mới)', en: 'Street light (new name)' }
    await database.transaction((tx) =>
      records.write(
        tx,
        {
          units: [
            {
              ...old,
              code: '19750',
              name: 'Vĩnh Ninh',
              type: 'phuong',
              validFrom: since,
              validTo: '2025-07-01',
            },
            // The code of a commune of today, which another unit had before.
            {
              ...old,
              code: '19789',
              name: 'Phú Hội',
              type: 'phuong',
              validFrom: since,
              validTo: '2025-07-01',
            },
          ],
          subjects: [{ ...subject, name, validFrom: '2026-06-01' }],
        },
        { actor: null, origin: 'test' },
      ),
    )
    const later = createCases(database, createAreas(database.executor), testVault(database))
    const { id, number } = await submit()
    const named = async (columns: string) => {
      await database.pool.query(`update cases.cases set ${columns} where id = $1`, [id])
      const { commune, subject: about } = await later.getCase(id, operator, 'vi')
      return [commune.name, about.name]
    }
    expect(await named(`submitted_at = '2026-07-01'`)).toEqual(['Phường Thuận Hóa', name.vi])
    expect(await named(`submitted_at = '2026-01-01'`)).toEqual([
      'Phường Thuận Hóa',
      subject.name.vi,
    ])
    expect(await named(`submitted_at = '2024-05-05'`)).toEqual(['Phường Phú Hội', subject.name.vi])
    expect(await named(`commune = '19750'`)).toEqual(['Phường Vĩnh Ninh', subject.name.vi])
    const { cases: rows } = await later.listCases(
      operator,
      { box: 'all', q: number, limit: 2 },
      'vi',
    )
    expect(rows[0]?.commune.name).toBe('Phường Vĩnh Ninh')
  })
})
