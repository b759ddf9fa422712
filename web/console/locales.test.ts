import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { auditActors, auditFaults, auditKinds } from '../../contract/audit.ts'
import { boxes } from '../../contract/cases.ts'
import { errorStatus } from '../../contract/errors.ts'
import { actions, actionTypes, statuses } from '../../contract/case-types.ts'
import { disabledReasons } from '../../contract/field-report.ts'
import { staffRoles } from '../../contract/identity.ts'
import enAdministration from '../locales/en/administration.json' with { type: 'json' }
import enAudit from '../locales/en/audit.json' with { type: 'json' }
import enCommon from '../locales/en/common.json' with { type: 'json' }
import enConsole from '../locales/en/console.json' with { type: 'json' }
import viAdministration from '../locales/vi/administration.json' with { type: 'json' }
import viAudit from '../locales/vi/audit.json' with { type: 'json' }
import viCommon from '../locales/vi/common.json' with { type: 'json' }
import viConsole from '../locales/vi/console.json' with { type: 'json' }

type Texts = { [key: string]: string | Texts }

/** Every text by its path; English alone has a singular, so that is left out. */
function flat(texts: Texts, prefix = ''): Map<string, string> {
  const entries = Object.entries(texts).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : [...flat(value, `${prefix}${key}.`)],
  )
  return new Map(entries.filter(([key]) => !key.endsWith('_one')))
}

const placeholders = (text: string) => new Set(text.match(/\{\w+\}/g))

describe.each([
  ['common', viCommon, enCommon],
  ['console', viConsole, enConsole],
  ['administration', viAdministration, enAdministration],
  ['audit', viAudit, enAudit],
])('%s.json', (_, vietnamese, english) => {
  const vi = flat(vietnamese)
  const en = flat(english)

  it('says the same things in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...vi.keys()].sort())
  })

  it('fills in the same places in both languages', () => {
    for (const [key, text] of vi) {
      expect([key, placeholders(en.get(key)!)]).toEqual([key, placeholders(text)])
    }
  })

  it('is written in composed letters, as it is typed and searched', () => {
    for (const text of vi.values()) expect(text).toBe(text.normalize('NFC'))
  })
})

it('has a text for everything the contract can say', () => {
  const has = (texts: Texts, keys: readonly string[]) =>
    expect(Object.keys(texts)).toEqual(expect.arrayContaining([...keys]))
  has(viCommon.status, statuses)
  has(viCommon.action, actionTypes)
  has(viCommon.line, ['submit', ...actionTypes])
  has(viCommon.reason, disabledReasons)
  has(viCommon.error, [...Object.keys(errorStatus), 'offline'])
  has(viConsole.box, boxes)
  has(viConsole.role, staffRoles)
  has(viAudit.kind, auditKinds)
  has(
    viAudit.who,
    auditActors.filter((actor) => actor !== 'staff'),
  )
  has(viAudit.fault, auditFaults)
  has(viAudit.action, ['submit', ...actionTypes])
  const inputs = actionTypes.flatMap((type) => Object.keys(actions[type].input.shape))
  has(viAudit.field, inputs)
  has(
    viAudit.line,
    auditKinds.filter((kind) => !['action', 'change', 'picture', 'shift'].includes(kind)),
  )
  has(viAudit.shift, ['begun', 'taken', 'noted', 'settled', 'handed'])
  has(viAudit.picture, ['approved', 'covered_again', 'closed', 'opened'])
})

it('has a sentence for every field code in the contract', () => {
  const folder = new URL('../../contract/', import.meta.url)
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  const codes = sources.flatMap((source) =>
    [
      ...source.matchAll(
        /\.(?:string|min|max|number|regex|email|date)\((?:[^()]*, )?'([a-z_]+)'\)/g,
      ),
    ].map(([, code]) => code!),
  )
  expect(codes).toContain('required')
  expect(Object.keys(viCommon.field)).toEqual(expect.arrayContaining(codes))
})
