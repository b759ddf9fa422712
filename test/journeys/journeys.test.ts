import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'
import { playAll } from './play-all.ts'
import type { Run } from './play-all.ts'
import { answers, reports } from './texts.ts'
import { openWorld } from './world.ts'

let server: TestServer
let run: Run

beforeAll(async () => {
  server = await startTestServer()
  const world = await openWorld(server.url, server.app.identity.createStaff)
  run = await playAll(world, reports)
}, 180_000)
afterAll(() => server.close())

it('has the 64 reports and the 20 answers', () => {
  expect([reports.length, answers.length]).toEqual([64, 20])
})

it('brings every report to its end, with nothing personal left in public', () => {
  const faults = run.journeys.flatMap(({ id, problems }) => problems.map((one) => `${id} ${one}`))
  expect(faults).toEqual([])
  expect(run.journeys).toHaveLength(reports.length)
})

it('shows nobody in the lists that strangers read', () => {
  expect(run.listProblems).toEqual([])
})

it('has taken every way: published, kept, declined, withdrawn, returned, reopened, asked', () => {
  const ended = new Set(run.journeys.map(({ status }) => status))
  expect([...ended].sort()).toEqual(['answered', 'closed', 'declined', 'withdrawn'])
  const taken = new Set(run.journeys.flatMap(({ steps }) => steps.map(({ type }) => type)))
  for (const type of ['return_answer', 'reopen', 'ask_citizen', 'hand_back', 'reclassify']) {
    expect(taken).toContain(type)
  }
  expect(run.journeys.some(({ closed, published }) => closed && published)).toBe(true)
})
