import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openCases } from '../../test/cases.ts'
import type { Viewer } from '../identity/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import type { Cases } from './index.ts'

let engine: Awaited<ReturnType<typeof openCases>>
let cases: Cases

beforeAll(async () => {
  engine = await openCases()
  cases = engine.cases
})
afterAll(() => engine?.close())

it('keeps what was answered: choices for the agency, words within the text the centre lets it have', async () => {
  const input = {
    subject: 'MT02',
    commune: '19789',
    description: 'Xe ben đổ xà bần.',
    answers: [
      { question: 'dang_do_hay_da_do', values: ['da_do'] },
      { question: 'gio_thuong_xay_ra', values: ['22 giờ'] },
    ],
  }
  const once = idempotency('test', randomUUID(), input)
  const { id, code } = await cases.submit(input, once, 'web')
  const own = await cases.track(code, 'en')
  expect(own.answers).toEqual([
    { question: 'Is it being dumped now, or already there?', answer: 'Already dumped' },
    { question: 'At what time does it usually happen?', answer: '22 giờ' },
  ])
  const grant = { role: 'operator', agency: null } as const
  const operator: Viewer = {
    id: 'operator',
    name: 'Điều phối',
    email: 'a@vidu.vn',
    grants: [grant],
  }
  const seen = await cases.getCase(id, operator, 'vi')
  expect(seen.answers.map(({ answer }) => answer)).toEqual(['Đã đổ', '22 giờ'])
  expect(seen.centre!.draft.agencyText).toBe('Xe ben đổ xà bần.\n\nGiờ thường xảy ra? 22 giờ')
  expect(seen.centre!.draft.text).toBe('Xe ben đổ xà bần.')
  await expect(
    cases.submit({ ...input, subject: 'GT01' }, idempotency('test', randomUUID(), input), 'web'),
  ).rejects.toMatchObject({
    fields: [
      { path: 'answers.dang_do_hay_da_do', code: 'unknown' },
      { path: 'answers.gio_thuong_xay_ra', code: 'unknown' },
    ],
  })
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
