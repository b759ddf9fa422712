import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Viewer } from '../../identity/index.ts'
import type { Database } from '../../platform/database/index.ts'
import { records } from '../../records.ts'
import type { Cases } from '../index.ts'
import { at, feature, openProvince, place } from './province.fixture.ts'
import type { Province } from './province.fixture.ts'

let province: Province
let database: Database
let cases: Cases

beforeAll(async () => {
  province = await openProvince({
    features: [
      feature('QL', 'road.national', 'KQLDB', {
        type: 'LineString',
        coordinates: [at(-2000, 0), at(2000, 0)],
      }),
    ],
  })
  ;({ database, cases } = province)
})
afterAll(() => province.close())

describe('the effect of a changed record', () => {
  const centre: Viewer = {
    id: 'u1',
    name: 'Mai',
    email: 'mai@vidu.vn',
    grants: [{ role: 'operator', agency: null }],
  }
  const administrator: Viewer = { ...centre, grants: [{ role: 'administrator', agency: null }] }
  const words = 'Ổ gà sâu trước nhà ông Tư'

  const submit = (number: number, subject: string, position: { lat: number; lon: number }) =>
    cases.submit(
      { subject, description: words, commune: '19789', position },
      { scope: 'test', key: `key-${number}-${subject}`, hash: Buffer.alloc(32, number) },
      'web',
    )
  const changes = async () => {
    const { rows } = await database.pool.query<{ count: number }>(
      'select count(*) from platform.changes',
    )
    return rows[0]!.count
  }
  const road = feature('TL', 'road.provincial', 'SXD.BT', {
    type: 'LineString',
    coordinates: [at(-500, 2000), at(500, 2000)],
  })

  beforeAll(async () => {
    for (let number = 0; number < 7; number += 1) await submit(number, 'GT01', place(number, 2003))
    await submit(50, 'GT01', place(0, 2400))
    await submit(51, 'AN01', place(0, 2003))
  })

  it('tells which reports a new feature moves, and writes nothing', async () => {
    const before = await changes()
    const effect = await cases.tryRule(
      records,
      { kind: 'features', record: road, days: 30, language: 'vi' },
      centre,
    )
    expect(effect.reports).toBe(9)
    expect(effect.moves).toMatchObject([
      { from: { code: expect.stringMatching(/^X/) }, to: { code: 'SXD.BT' }, count: 7 },
    ])
    expect(effect.moves[0]!.samples).toHaveLength(5)
    expect(effect.moves[0]!.samples[0]!.summary).toBe(words)
    expect(await changes()).toBe(before)
    expect(await records.read('features').read(database.executor, ['TL'])).toEqual([])
  })

  it('does not show the reporter’s words to an administrator', async () => {
    const effect = await cases.tryRule(
      records,
      { kind: 'features', record: road, days: 30, language: 'vi' },
      administrator,
    )
    expect(effect.moves[0]!.samples[0]!.summary).toBe('Mặt đường hư hỏng (ổ gà, sụt lún)')
  })

  it('counts a record from the day it begins', async () => {
    const [subject] = await records.read('subjects').read(database.executor, ['AN01'])
    const lead = [{ when: 'mọi nơi', to: 'CAT' }]
    const effect = await cases.tryRule(
      records,
      {
        kind: 'subjects',
        record: { ...subject, lead, validFrom: '2090-01-01' },
        days: 30,
        language: 'vi',
      },
      centre,
    )
    expect(effect.moves).toMatchObject([{ to: { code: 'CAT' }, count: 1 }])
  })

  it('is none of a record that changes nothing or only the past', async () => {
    const trial = { kind: 'features' as const, days: 30, language: 'vi' as const }
    const [stored] = await records.read('features').read(database.executor, ['QL'])
    const same = await cases.tryRule(records, { ...trial, record: stored! }, centre)
    expect(same).toEqual({ reports: 9, moves: [] })
    const past = { ...road, validTo: '2026-01-01' }
    expect(await cases.tryRule(records, { ...trial, record: past }, centre)).toEqual(same)
  })

  it('follows what a class answers for', async () => {
    const [stored] = await records.read('featureClasses').read(database.executor, ['road.national'])
    await submit(60, 'GT01', place(-900, 4))
    const effect = await cases.tryRule(
      records,
      {
        kind: 'featureClasses',
        record: { ...stored, subjects: ['GT04'] },
        days: 30,
        language: 'vi',
      },
      centre,
    )
    expect(effect.moves).toMatchObject([{ from: { code: 'KQLDB' }, count: 1 }])
  })

  it('refuses what the store would refuse, by the field of the record', async () => {
    const trial = { kind: 'features' as const, days: 30, language: 'vi' as const }
    await expect(
      cases.tryRule(records, { ...trial, record: { ...road, manager: 'NOBODY' } }, centre),
    ).rejects.toMatchObject({ fields: [{ path: 'record.manager', code: 'unknown' }] })
    await expect(
      cases.tryRule(records, { ...trial, record: { ...road, name: '' } }, centre),
    ).rejects.toMatchObject({ fields: [{ path: 'record.name', code: 'required' }] })
  })
})
