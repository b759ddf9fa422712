import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../contract/client.ts'
import { startTestServer } from '../../test/server.ts'
import type { TestServer } from '../../test/server.ts'
import { eraseNotesOf } from './index.ts'

let server: TestServer
let mai: Client
let bao: Client
let lead: Client

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  mai = await server.client('dieuphoi@demo.nhip.vn')
  bao = await server.client('dieuphoi2@demo.nhip.vn')
  lead = await server.client('truongca@demo.nhip.vn')
})
afterAll(() => server.close())

const take = (client: Client, previous: string | null) =>
  client.takeShift({ body: { previous, read: true } })
const current = async () => (await mai.getCurrentShift({})).shift
const words = 'Trực đường dây nóng sở Y tế tới 22 giờ.'

/** Reports something urgent; answers its id and number. */
async function urgent() {
  const citizen = await server.client()
  return citizen.submitReport({
    body: { subject: 'GT03', description: 'Mất nắp cống giữa đường.', commune: '19789' },
  })
}

describe('a shift', () => {
  it('is taken on by one of two who try at once, with what was read', async () => {
    const tries = await Promise.allSettled([take(mai, null), take(bao, null)])
    const won = tries.find(({ status }) => status === 'fulfilled')
    const lost = tries.find(({ status }) => status === 'rejected')
    expect(won).toBeDefined()
    expect(lost).toMatchObject({ reason: { code: 'conflict' } })
    const running = (await current())!
    expect(running).toMatchObject({ taken: false, handover: null, endedAt: null })
    expect(running.read).toMatchObject({ urgent: 0, untaken: 0, notes: 0 })
  })

  it('that nobody hands on is taken over by a shift lead alone', async () => {
    const running = (await current())!
    const other = running.lead.name === 'Nguyễn Thị Mai' ? bao : mai
    await expect(take(other, running.id)).rejects.toMatchObject({ code: 'forbidden' })
    const mine = await take(lead, running.id)
    expect(mine).toMatchObject({ taken: true, lead: { name: 'Trương Minh Khang' } })
    expect((await mai.getShift({ params: { id: running.id } })).shift.endedAt).not.toBeNull()
  })

  it('has a book, sealed, whose notes stay open until they are settled', async () => {
    const { number } = await urgent()
    await mai.writeShiftNote({
      body: { kind: 'missed_call', text: 'Gọi lại 0905 000 111', about: number },
    })
    const device = await bao.writeShiftNote({ body: { kind: 'device', text: 'Hỏng tai nghe' } })
    const { rows } = await server.app.database.pool.query<{ text: Buffer }>(
      'select text from shifts.notes',
    )
    for (const row of rows) expect(row.text.toString('utf8')).not.toMatch(/0905|tai nghe/)
    const settled = await lead.settleShiftNote({ params: { id: device.id } })
    expect(settled.settled).toMatchObject({ by: { name: 'Trương Minh Khang' } })
    const red = await bao.getRedPart({})
    expect(red.notes).toMatchObject([{ text: 'Gọi lại 0905 000 111', about: { number } }])
    const unknown = { kind: 'message' as const, text: 'x', about: '123' }
    await expect(mai.writeShiftNote({ body: unknown })).rejects.toMatchObject({
      code: 'invalid_input',
    })
  })

  it('is not handed over while an urgent case lies with nobody', async () => {
    const running = (await current())!
    const handOver = (client: Client, to: string | null = null) =>
      client.handShiftOver({ params: { id: running.id }, body: { words, to } })
    const red = await lead.getRedPart({})
    expect(red.untaken).toMatchObject({ count: 1, cases: [{ class: 'K' }] })
    expect(red.figures.classes).toMatchObject([{ code: 'K', count: 1 }])
    await expect(handOver(lead)).rejects.toMatchObject({
      code: 'action_not_allowed',
      body: { error: { details: { reason: 'urgent_untaken', count: 1 } } },
    })
    const { id } = red.untaken.cases[0]!
    await mai.actOnCase({
      params: { id },
      body: { version: 1, action: { type: 'accept', input: {} } },
    })
    await expect(handOver(mai)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(handOver(lead, 'khong-co')).rejects.toMatchObject({ code: 'invalid_input' })
    const { people } = await lead.listShiftPeople({})
    expect(people.map(({ name }) => name)).toEqual([
      'Nguyễn Thị Mai',
      'Trần Quốc Bảo',
      'Trương Minh Khang',
    ])
    const handed = await handOver(lead, people[0]!.id)
    expect(handed.handover).toMatchObject({
      words,
      to: { name: 'Nguyễn Thị Mai' },
      summary: { urgent: 1, untaken: 0, notes: 1 },
    })
  })

  it('is taken on by whoever comes next, and stays readable', async () => {
    const before = (await current())!
    const next = await take(mai, before.id)
    expect(next).toMatchObject({ taken: false, read: { urgent: 1, notes: 1 } })
    const { shifts } = await bao.listShifts({ query: {} })
    expect(shifts.map(({ lead: { name } }) => name).slice(0, 2)).toEqual([
      'Nguyễn Thị Mai',
      'Trương Minh Khang',
    ])
    const { shift, notes } = await bao.getShift({ params: { id: before.id } })
    expect(shift.handover!.words).toBe(words)
    expect(notes.map(({ kind }) => kind)).toEqual(['missed_call', 'device'])
  })

  it('loses what was written about a person who is erased', async () => {
    const [missed] = (await mai.getRedPart({})).notes
    await server.app.database.transaction((tx) => eraseNotesOf(tx, missed!.about!.id))
    expect((await mai.getRedPart({})).notes).toEqual([])
  })

  it('is told in the audit log, and to the centre alone', async () => {
    const { rows } = await server.app.database.pool.query<{ type: string }>(
      `select data ->> 'type' as type from audit.entries where kind = 'shift' order by id`,
    )
    expect(rows.map(({ type }) => type)).toEqual([
      'begun',
      'taken',
      'noted',
      'noted',
      'settled',
      'handed',
      'begun',
    ])
    const leader = await server.client('lanhdaotinh@demo.nhip.vn')
    await expect(leader.getCurrentShift({})).rejects.toMatchObject({ code: 'forbidden' })
  })
})
