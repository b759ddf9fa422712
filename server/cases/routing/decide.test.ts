import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { registers } from '../../../contract/records/places.ts'
import type { Subject } from '../../../contract/records/field-reports.ts'
import type { AgencyPeriod } from '../../identity/index.ts'
import type { NearFeature } from '../../places/index.ts'
import { decide } from './decide.ts'
import type { Facts } from './decide.ts'

const day = '2026-11-21'
const agency = (code: string, more: Partial<AgencyPeriod> = {}): [string, AgencyPeriod] => [
  code,
  {
    code,
    name: `Đơn vị ${code}`,
    standIn: false,
    validFrom: '2025-07-01',
    validTo: null,
    areas: null,
    branches: [],
    ...more,
  },
]
const agencies = new Map([
  agency('A'),
  agency('B'),
  agency('GONE', { validTo: '2026-01-01' }),
  agency('NEW', { validFrom: '2027-01-01' }),
  agency('FAR', { areas: ['19999'] }),
  agency('X19789'),
])
const works = ['A', 'B', 'xa']

const subjectTo = (to: string): Subject => ({
  code: 'GT01',
  group: 'GT',
  name: { vi: 'Mặt đường', en: 'Road surface' },
  class: 'T',
  publication: 'public',
  lead: [
    { when: 'quốc lộ', to: 'B' },
    { when: 'còn lại', to },
  ],
  urgentWords: [],
  validFrom: '2025-07-01',
})

const anyFeature: fc.Arbitrary<NearFeature> = fc.record({
  code: fc.stringMatching(/^[A-Z]{4}[0-9]$/),
  name: fc.constant('Tên'),
  manager: fc.constantFrom('A', 'B', 'xa', 'GONE', 'NEW', 'MISSING'),
  validFrom: fc.constantFrom('2025-07-01', '2026-01-01'),
  validTo: fc.constantFrom(null, '2027-01-01'),
  class: fc.record({
    code: fc.constant('c'),
    name: fc.constant({ vi: 'Loại', en: 'Class' }),
    register: fc.constantFrom(...registers),
    subjects: fc.constantFrom(['GT01'], ['GT'], ['HK'], ['HK01', 'GT01'], []),
    reach: fc.constantFrom(0, 10, 25),
  }),
  metres: fc.constantFrom(0, 0, 3, 10, 24, 26),
  area: fc.constantFrom(0, 100, 5000),
})

const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    subject: fc.constantFrom('xa', 'A', 'GONE', 'FAR', 'MISSING').map(subjectTo),
    commune: fc.constantFrom({ code: '19789', name: 'Phường Thuận Hóa' }, null),
    near: fc.uniqueArray(anyFeature, { maxLength: 8, selector: ({ code }) => code }),
  })
  .map((facts) => ({ ...facts, day, placed: true, scopes: [], agencies }))

const answers = ({ class: of, metres }: NearFeature) =>
  metres <= of.reach && (of.subjects.includes('GT01') || of.subjects.includes('GT'))

describe('a decision', () => {
  it('is always made, by the last question asked and by no other', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { agency, rule, steps } = decide(facts)
        expect(steps.map(({ decided }) => decided)).toEqual([
          ...steps.slice(1).map(() => false),
          true,
        ])
        expect(steps.at(-1)!.kind).toBe(rule.kind)
        expect(agency === null).toBe(rule.kind === 'none')
        const order = [...registers, 'subject', 'none']
        expect(steps.map(({ kind }) => kind)).toEqual(order.slice(0, steps.length))
        for (const language of ['vi', 'en'] as const) {
          for (const { reason } of steps) expect(reason(language)).toMatch(/^\S.*\S$/)
        }
      }),
    )
  })

  it('is the same in whatever order the things near are told', () => {
    fc.assert(
      fc.property(anyFacts, fc.infiniteStream(fc.nat()), (facts, numbers) => {
        const keys = new Map(facts.near.map((feature) => [feature, numbers.next().value]))
        const near = facts.near.toSorted((a, b) => keys.get(a)! - keys.get(b)!)
        const [one, other] = [decide(facts), decide({ ...facts, near })]
        expect(other.agency).toEqual(one.agency)
        expect(other.rule).toEqual(one.rule)
        expect(other.reason('vi')).toBe(one.reason('vi'))
      }),
    )
  })

  it('is of the first question that has an answer', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { rule } = decide(facts)
        const can = facts.commune ? works : works.filter((code) => code !== 'xa')
        const asked = [['works'], ['zone'], ['structure', 'road']].map((kinds) =>
          facts.near.filter((one) => answers(one) && kinds.includes(one.class.register)),
        )
        const decided = asked.findIndex((group) =>
          group.some(({ class: of }) => of.register === rule.kind),
        )
        for (const [index, group] of asked.entries()) {
          const certain = group.length > 0 && group.every(({ manager }) => can.includes(manager))
          const chosen = group.find(({ code }) => code === rule.code)
          if (certain && index < (decided < 0 ? asked.length : decided)) {
            expect.unreachable(`${group[0]!.class.register} had an answer`)
          }
          if (!chosen) continue
          expect(can).toContain(chosen.manager)
          if (index === 2) expect(chosen.metres).toBe(Math.min(...group.map((one) => one.metres)))
        }
      }),
    )
  })
})
