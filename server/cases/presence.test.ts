import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import type { Viewer } from '../identity/index.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Database } from '../platform/database/index.ts'
import { startLive } from '../platform/live/index.ts'
import type { Live } from '../platform/live/index.ts'
import { createLog } from '../platform/log.ts'
import { createPresence, presenceChannel } from './presence.ts'
import type { PresenceBoard } from './presence.ts'

const viewer = (id: string, role: 'operator' | 'officer', agency: string | null): Viewer => ({
  id,
  name: `Người ${id}`,
  email: `${id}@x.vn`,
  grants: [{ role, agency }],
})
const mai = viewer('mai', 'operator', null)
const bao = viewer('bao', 'operator', null)
const lan = viewer('lan', 'officer', 'X19789')
const elsewhere = viewer('hoa', 'officer', 'SXD')

let scratch: Awaited<ReturnType<typeof createTestDatabase>>
let database: Database
/** Two servers over one database. */
let boards: [PresenceBoard, PresenceBoard]
let lives: Live[]
const caseId = randomUUID()

beforeAll(async () => {
  scratch = await createTestDatabase()
  database = openDatabase(scratch.url)
  boards = [createPresence(database), createPresence(database)]
  const log = createLog('silent')
  lives = boards.map(({ hear }) =>
    startLive({ database, log, notices: { channel: presenceChannel, hear } }),
  )
  await database.pool.query(
    `insert into cases.cases (id, number, status, channel, subject, class, description, commune,
       search, agency, due_at)
     values ($1, '1000000009', 'assigned', 'web', 'GT01', 'T', 'Ổ gà', '19789', 'o ga', 'X19789',
       now())`,
    [caseId],
  )
  // Heard once both listen.
  await vi.waitFor(async () => {
    await boards[0].tell(mai, caseId, { tab: 'window-1', doing: 'viewing' })
    expect(boards.map((board) => board.list(bao).length)).toEqual([1, 1])
  })
})
afterAll(async () => {
  for (const board of boards) board.stop()
  await Promise.all(lives.map((live) => live.stop()))
  await database.close()
  await scratch.drop()
})

it('is known to every server, to those who may see the case, and ends when a window leaves', async () => {
  const told = vi.fn()
  const toldOthers = vi.fn()
  const stops = [
    boards[1].subscribe(['centre'], told),
    boards[1].subscribe(['agency:SXD'], toldOthers),
  ]
  await boards[0].tell(mai, caseId, { tab: 'window-1', doing: 'writing' })
  await expect
    .poll(() => boards[1].list(bao))
    .toEqual([{ case: caseId, person: 'Người mai', writing: true }])
  expect(boards[1].list(mai)).toEqual([])
  // The agency that has it is not told the names of the centre's people.
  expect(boards[1].list(lan)).toEqual([{ case: caseId, person: null, writing: true }])
  expect(boards[1].list(elsewhere)).toEqual([])

  await boards[0].tell(mai, caseId, { tab: 'window-1', doing: 'left' })
  await expect.poll(() => boards[1].list(bao)).toEqual([])
  expect(told).toHaveBeenCalledTimes(2)
  expect(toldOthers).not.toHaveBeenCalled()
  for (const stop of stops) stop()
})

it('tells nobody anew that somebody is still there', async () => {
  // What others did before has been heard of here.
  await expect.poll(() => boards[0].list(bao)).toEqual([])
  const told = vi.fn()
  const stop = boards[0].subscribe(['centre'], told)
  for (const doing of ['viewing', 'viewing', 'left'] as const) {
    await boards[1].tell(lan, caseId, { tab: 'window-2', doing })
  }
  await expect.poll(() => told.mock.calls.length).toBe(2)
  stop()
})

it('is not for those who may not see the case', async () => {
  const telling = boards[0].tell(elsewhere, caseId, { tab: 'window-3', doing: 'viewing' })
  await expect(telling).rejects.toMatchObject({ code: 'not_found' })
})
