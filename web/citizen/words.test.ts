import { expect, test } from 'vitest'
import en from '../locales/en/citizen.json' with { type: 'json' }
import vi from '../locales/vi/citizen.json' with { type: 'json' }
import { statuses, actions } from '../../contract/field-report.ts'
import { isTextKey, wordsOf } from './words.ts'

function flatten(tree: object, prefix = ''): Map<string, string> {
  const found = Object.entries(tree).map(([name, value]): [string, string][] =>
    typeof value === 'string'
      ? [[prefix + name, value]]
      : [...flatten(value as object, `${prefix}${name}.`)],
  )
  return new Map(found.flat())
}

const blanks = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]!).toSorted()

test('both languages have the same texts with the same blanks', () => {
  const [viTexts, enTexts] = [flatten(vi), flatten(en)]
  expect([...enTexts.keys()].sort()).toEqual([...viTexts.keys()].sort())
  for (const [key, text] of viTexts)
    expect([key, blanks(enTexts.get(key)!)]).toEqual([key, blanks(text)])
})

test('every status and every public step has its words', () => {
  for (const status of statuses) expect(isTextKey(`status.${status}`)).toBe(true)
  for (const [type, rule] of Object.entries(actions)) {
    if (rule.public) expect([type, isTextKey(`step.${type}`)]).toEqual([type, true])
  }
})

test('values are put into their blanks as they are', () => {
  expect(wordsOf('vi')('status.assigned', { agency: 'Sở $& {{x}}' })).toBe('Đã chuyển Sở $& {{x}}')
})
