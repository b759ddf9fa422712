import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { CaseType } from './case-type.ts'
import { caseTypes } from './case-types.ts'

const types: CaseType[] = Object.values(caseTypes)

describe('case types', () => {
  it('share no name, so that a text or a colour is found by the name alone', () => {
    for (const names of [
      types.flatMap(({ statuses }) => statuses),
      types.flatMap(({ actions }) => Object.keys(actions)),
    ]) {
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it('lead only to statuses of their own', () => {
    for (const { statuses, openStatuses, first, actions } of types) {
      expect(statuses).toEqual(expect.arrayContaining([...openStatuses, first]))
      for (const { by, to } of Object.values(actions)) {
        expect([...statuses, 'same', 'back', 'before']).toContain(to)
        for (const from of Object.values(by)) {
          expect(statuses).toEqual(expect.arrayContaining([...from]))
        }
      }
    }
  })

  it('keep every open case answerable', () => {
    for (const { openStatuses, actions } of types) {
      for (const status of openStatuses) {
        const ways = Object.values(actions).filter(
          ({ by, to }) => to !== 'same' && Object.values(by).some((from) => from.includes(status)),
        )
        expect(ways, status).not.toHaveLength(0)
      }
    }
  })

  it('are a file each: the engine that runs them names no status or action of the second', () => {
    const names = [
      ...caseTypes.personal_data.statuses,
      ...Object.keys(caseTypes.personal_data.actions),
    ]
    for (const file of ['state', 'policy', 'commands', 'deadlines', 'record', 'routes']) {
      const source = readFileSync(new URL(`../server/cases/${file}.ts`, import.meta.url), 'utf8')
      expect(names.filter((name) => source.includes(name))).toEqual([])
    }
  })
})
