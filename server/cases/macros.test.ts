import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCases } from '../../test/cases.ts'
import type { ActionRequest } from '../../contract/case-types.ts'
import type { Viewer } from '../identity/index.ts'
import { idempotency } from '../platform/database/idempotency.ts'
import { listOpenSteps } from './index.ts'

const viewerOf = (id: string, role: 'operator' | 'coordinator', agency: string | null): Viewer => ({
  id,
  name: id,
  email: 'x@x.vn',
  grants: [{ role, agency }],
})
const operator = viewerOf('operator', 'operator', null)
const other = viewerOf('other', 'operator', null)
const ward = viewerOf('ward', 'coordinator', 'X19789')

let engine: Awaited<ReturnType<typeof openCases>>
let cases: Awaited<ReturnType<typeof openCases>>['cases']
beforeAll(async () => {
  engine = await openCases()
  ;({ cases } = engine)
})
afterAll(() => engine?.close())

const key = (body: unknown = {}) => idempotency('test', randomUUID(), body)
const submit = (more: { subject?: string; description?: string; phone?: string } = {}) =>
  cases.submit(
    { subject: 'GT01', commune: '19789', description: 'Ổ gà trước cổng chợ.', ...more },
    key(),
    'web',
  )
const view = (id: string) => cases.getCase(id, operator, 'vi')
const plan = async (
  id: string,
  code: string,
  { viewer = operator, texts = {} }: { viewer?: Viewer; texts?: Record<string, string> } = {},
) => (await cases.previewMacro(viewer, { code, ids: [id], texts }, 'vi'))[0]!
const actionsOf = ({ steps }: Awaited<ReturnType<typeof plan>>) =>
  steps.flatMap(({ action }) => action ?? []) as ActionRequest[]
const run = async (
  one: { id: string; version: number },
  actions: ActionRequest[],
  { viewer = operator, once = key(actions) } = {},
) => (await cases.actOnEach(viewer, [{ ...one, actions }], () => once))[0]!
const act = (viewer: Viewer, id: string, version: number, action: ActionRequest) =>
  cases.actAsStaff({ caseId: id, viewer, version, action, once: key(action), language: 'vi' })
const undo = { type: 'undo', input: {} } as const

describe('a macro', () => {
  it('is shown step by step as it would be, and changes nothing by that', async () => {
    const { id } = await submit({ subject: 'GT02' })
    const planned = await plan(id, 'o_ga')
    expect(planned).toMatchObject({ id, version: 1, stopped: null })
    expect(planned.steps.map(({ type, status, public: seen }) => [type, status, seen])).toEqual([
      ['accept', 'screening', true],
      ['reclassify', 'screening', true],
      ['assign', 'assigned', true],
      ['note_public', 'assigned', true],
    ])
    const [, reclassify, assign, note] = planned.steps
    expect(reclassify!.subject).toMatchObject({ code: 'GT01' })
    expect(assign!.agency!.name).toBe('UBND phường Thuận Hóa')
    // The blanks speak of the case as it is by that step: its new agency, its new deadline.
    expect(note!.words).toMatch(
      /^Trung tâm đã chuyển phản ánh đến UBND phường Thuận Hóa\. Hạn trả lời: \d\d:\d\d \S+ \S+ \d\d\/\d\d/,
    )
    const untouched = await view(id)
    expect(untouched).toMatchObject({ version: 1, status: 'submitted' })
    expect(untouched.log).toHaveLength(1)
  })

  it('does what was shown, each action a line of the log, once however often it is sent', async () => {
    const { id } = await submit()
    const planned = await plan(id, 'nhan_chuyen_bao')
    const actions = actionsOf(planned)
    const once = key(actions)
    const done = { outcome: 'done', version: 4 }
    expect(await run({ id, version: 1 }, actions, { once })).toMatchObject(done)
    expect(await run({ id, version: 1 }, actions, { once })).toMatchObject(done)
    const after = await view(id)
    expect(after.log.map(({ type }) => type)).toEqual(['submit', 'accept', 'assign', 'note_public'])
    expect(after).toMatchObject({ version: 4, status: 'assigned', agency: { code: 'X19789' } })
    expect(after.dueAt).toBe(planned.steps.at(-1)!.dueAt)
  })

  it('does all or nothing: what is not theirs or not possible stops it before anything is written', async () => {
    const { id } = await submit()
    const actions: ActionRequest[] = [
      { type: 'accept', input: {} },
      { type: 'close', input: {} },
    ]
    expect(await run({ id, version: 1 }, actions)).toMatchObject({
      outcome: 'not_possible',
      reason: 'wrong_status',
    })
    expect(await run({ id, version: 1 }, actions, { viewer: ward })).toMatchObject({
      outcome: 'not_allowed',
    })
    await act(other, id, 1, { type: 'note_internal', input: { text: 'Đang xem.' } })
    expect(await run({ id, version: 1 }, actionsOf(await plan(id, 'nhan_chuyen')))).toMatchObject({
      outcome: 'conflict',
    })
    expect(await view(id)).toMatchObject({ version: 2, status: 'submitted' })
    // Of what an agency does not have it is not even told.
    expect(
      await cases.previewMacro(ward, { code: 'nhan_chuyen', ids: [id], texts: {} }, 'vi'),
    ).toEqual([])
  })

  it('leaves out what the case is past, and says where it stops and why', async () => {
    const { id } = await submit()
    await act(operator, id, 1, { type: 'accept', input: {} })
    const planned = await plan(id, 'o_ga')
    expect(planned.steps.map(({ type, action }) => [type, action !== null])).toEqual([
      ['accept', false],
      ['reclassify', false],
      ['assign', true],
      ['note_public', true],
    ])
    expect(await plan(id, 'don_doc')).toMatchObject({
      stopped: { outcome: 'not_possible', reason: 'wrong_status', step: 0 },
    })
    await expect(plan(id, 'khong_co')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('asks for what nobody filled in, and refuses words that name a person', async () => {
    const { id } = await submit({ phone: '0900000001' })
    const blank = { texts: { 2: 'Sẽ xong lúc {gio}.' } }
    expect(await plan(id, 'nhan_chuyen_bao', blank)).toMatchObject({
      stopped: { outcome: 'incomplete', fault: 'blank_left', step: 2 },
    })
    const named = { texts: { 2: 'Gọi 0900 000 001 để biết thêm.' } }
    expect(await plan(id, 'nhan_chuyen_bao', named)).toMatchObject({
      stopped: { outcome: 'personal_data', step: 2 },
    })
    const filled = await plan(id, 'nhan_chuyen_bao', { texts: { 2: 'Sẽ xong ở {phuong}.' } })
    expect(filled.steps[2]!.words).toBe('Sẽ xong ở phường Thuận Hóa.')
  })

  it('is taken back as one; a note that was written with it stays', async () => {
    const { id } = await submit({ subject: 'GT02' })
    const untouched = await view(id)
    await run({ id, version: 1 }, actionsOf(await plan(id, 'o_ga')))
    const back = await act(operator, id, 5, undo)
    expect(back).toMatchObject({
      status: 'submitted',
      subject: untouched.subject,
      dueAt: untouched.dueAt,
      agency: null,
      handBackUntil: null,
    })
    expect(back.log.map(({ type, undone }) => [type, undone])).toEqual([
      ['submit', false],
      ['accept', true],
      ['reclassify', true],
      ['assign', true],
      ['note_public', false],
      ['undo', false],
    ])
    expect(back.log.at(-1)!.input.actions).toEqual(['accept', 'reclassify', 'assign'])
    const steps = await listOpenSteps(engine.database.executor, {
      caseIds: [id],
      page: 1,
      pageSize: 50,
    })
    expect(steps.map(({ type }) => type)).toEqual(['note_public'])
    // Where one of them cannot be taken back, none is.
    const asked = await submit()
    await run({ id: asked.id, version: 1 }, actionsOf(await plan(asked.id, 'nhan_hoi_cho')))
    await expect(act(operator, asked.id, 4, undo)).rejects.toMatchObject({
      details: { reason: 'undo_over' },
    })
  })

  it('is for agencies as well, where its actions are theirs', async () => {
    const { id } = await submit()
    await run({ id, version: 1 }, actionsOf(await plan(id, 'nhan_chuyen')))
    const planned = await plan(id, 'don_vi_bat_dau', { viewer: ward })
    expect(planned.stopped).toBeNull()
    await run({ id, version: 3 }, actionsOf(planned), { viewer: ward })
    expect(await view(id)).toMatchObject({ status: 'in_progress', version: 6 })
  })
})
