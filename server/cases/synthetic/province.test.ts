import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { actions, isOpen } from '../../../contract/case-types.ts'
import type { ActionRequest, Status } from '../../../contract/case-types.ts'
import { isValidNumber } from '../../../contract/codes.ts'
import { fieldReport } from '../../../contract/field-report.ts'
import { createTestDatabase } from '../../../test/database.ts'
import { agenciesOn } from '../../identity/index.ts'
import { createAreas } from '../../places/index.ts'
import { openDatabase } from '../../platform/database/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { certainKinds, findPersonal, findReporter } from '../personal.ts'
import { stateOf } from '../record.ts'
import { fold } from '../state.ts'
import type { Case, World } from './case.ts'
import { isSynthetic } from './names.ts'
import { madeUpPeople } from './people.fixture.ts'
import { familiesFor, provinceOf } from './province.ts'
import { readWorld } from './world.ts'

const end = new Date('2026-11-18T09:30:00+07:00')
let database: Database
let world: World
let cases: Case[]
let drop: () => Promise<void>

const worldOf = async (seed: number) => {
  const agencies = await agenciesOn(database.executor, '2026-11-18')
  return readWorld(database.executor, { seed, end, people: madeUpPeople(agencies.keys()) })
}
const made = (of: World, to: number) => [...provinceOf(of, { from: 0, to })].flat()

beforeAll(async () => {
  const scratch = await createTestDatabase('demoDatabase')
  drop = scratch.drop
  database = openDatabase(scratch.url)
  world = await worldOf(1)
  cases = made(world, familiesFor(world, 0, 1_500).to)
})
afterAll(async () => {
  await database.close()
  await drop()
})

const hashOf = (given: Case[]) =>
  createHash('sha256')
    .update(JSON.stringify(given.map(({ row, log, code, reporter }) => [row, log, code, reporter])))
    .digest('hex')

it('the same seed makes the same province, another seed another one', async () => {
  const again = await worldOf(1)
  expect(hashOf(made(again, 60))).toBe(hashOf(made(world, 60)))
  expect(hashOf(made(await worldOf(2), 60))).not.toBe(hashOf(made(world, 60)))
})

it('a larger province contains the smaller one', () => {
  const numbers = new Set(cases.map(({ row }) => row.number))
  for (const { row } of made(world, 40)) expect(numbers).toContain(row.number)
})

it('no state is there that its log does not lead to', () => {
  for (const { row, log } of cases) {
    const [submission, ...acts] = log
    const { subject } = submission!.input as { subject: string }
    expect(stateOf(row)).toEqual(fold(subject, acts as unknown as ActionRequest[]))
    expect(row.version).toBe(log.length)
    expect(log.map(({ at }) => at.getTime())).toEqual(
      log.map(({ at }) => at.getTime()).toSorted((one, other) => one - other),
    )
    expect(log.at(-1)!.at <= end).toBe(true)
  }
})

it('every input is what the contract takes, and nothing published tells of a person', () => {
  const kept = new Set(['submit', 'split', 'assign'])
  // Looking for persons takes a millisecond a text.
  for (const { log, reporter } of cases.filter((_, index) => index % 12 === 0)) {
    for (const { type, input } of log) {
      if (!kept.has(type)) actions[type as keyof typeof actions].input.parse(input)
      const { title = '', text = '', answer = '' } = input as Record<string, string>
      if (type !== 'publish') continue
      for (const words of [title, text, answer]) {
        expect(findPersonal(words).filter(({ kind }) => certainKinds.has(kind))).toEqual([])
        expect(findReporter(words, reporter)).toEqual([])
      }
    }
  }
})

it('ids, numbers and codes are the product’s own kind, no two alike, and the ids are marked', () => {
  for (const { row, code } of cases) {
    expect(isValidNumber(row.number, 10)).toBe(true)
    expect(isValidNumber(code, 12)).toBe(true)
    expect(isSynthetic(row.id)).toBe(true)
  }
  for (const of of [
    cases.map(({ row }) => row.id),
    cases.map(({ row }) => row.number),
    cases.map(({ code }) => code),
  ]) {
    expect(new Set(of).size).toBe(cases.length)
  }
})

it('every point lies in its commune, give or take a border', async () => {
  const areas = await createAreas(database.executor).areas()
  const placed = cases.filter(({ row }) => row.lat !== null)
  const inside = placed.filter(
    ({ row }) => areas.at({ lat: row.lat!, lon: row.lon! })?.code === row.commune,
  )
  expect(placed.length / cases.length).toBeGreaterThan(0.6)
  expect(inside.length / placed.length).toBeGreaterThan(0.98)
})

it('texts are not ten templates', () => {
  const texts = cases.map(({ row }) => row.description)
  expect(new Set(texts).size / texts.length).toBeGreaterThan(0.9)
})

it('a desk finds work in most boxes, and the past has everything that happens to reports', () => {
  const open = new Set(cases.map(({ row }) => row.status).filter((one) => isOpen(one as Status)))
  const types = new Set(cases.flatMap(({ log }) => log.map(({ type }) => type)))
  // Which ones exactly, in a province as small as this, is chance.
  expect(open.size).toBeGreaterThanOrEqual(6)
  const notMade = new Set(['unmerge', 'let_go', 'release', 'withdraw_consent', 'undo'])
  for (const type of Object.keys(fieldReport.actions)) {
    if (!notMade.has(type)) expect(types, type).toContain(type)
  }
})

it('storms, holidays and weekdays show in the numbers', () => {
  const on = (from: string, days: number) => {
    const start = Date.parse(`${from}T00:00:00+07:00`)
    const count = cases.filter(({ row }) => {
      const at = row.submitted_at.getTime()
      return at >= start && at < start + days * 86_400_000
    }).length
    return count / days
  }
  expect(on('2025-10-27', 5)).toBeGreaterThan(2 * on('2026-03-02', 28))
  expect(on('2026-02-16', 5)).toBeLessThan(0.6 * on('2026-03-02', 28))
})
