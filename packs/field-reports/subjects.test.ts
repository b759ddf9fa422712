import { describe, expect, test } from 'vitest'
import { packs } from '../index.ts'

const { subjects = [], choices = [], classes = [] } = packs.fieldReports
const questions = subjects.flatMap(({ code, questions: asked = [] }) =>
  asked.map((question) => ({ subject: code, ...question })),
)

describe('subjects', () => {
  test('all ask something and say what an answer must show', () => {
    const silent = subjects.filter((row) => !row.questions?.length || !row.evidence?.length)
    expect(silent.map((row) => row.code)).toEqual([])
  })

  test('offer options where there is a choice, and only there', () => {
    const wrong = questions.filter(({ type, options }) =>
      type === 'one' || type === 'many' ? (options?.length ?? 0) < 2 : options !== undefined,
    )
    expect(wrong).toEqual([])
  })

  test('offer no option twice', () => {
    const twice = questions.filter(({ options = [] }) =>
      (['vi', 'en'] as const).some(
        (language) => new Set(options.map((row) => row[language])).size < options.length,
      ),
    )
    expect(twice).toEqual([])
  })

  test('ask for evidence of the list of evidence, all of which somebody asks for', () => {
    const known = choices.filter(({ list }) => list === 'evidence').map(({ code }) => code)
    const asked = new Set(subjects.flatMap(({ evidence = [] }) => evidence))
    expect([...asked].toSorted()).toEqual(known.toSorted())
  })

  test('become more urgent than they are, never less', () => {
    const hours = (code: string) => {
      const { amount, unit } = classes.find((row) => row.code === code)!.result
      return unit === 'working_days' ? amount * 24 : amount
    }
    const slower = subjects.filter((row) => row.classUp && hours(row.classUp.to) > hours(row.class))
    expect(slower.map((row) => row.code)).toEqual([])
    expect(subjects.find((row) => row.code === 'GT01')?.classUp?.to).toBe('K')
  })

  test('are helped by agencies that exist in Huế, or by the commune’s', () => {
    const known = new Set(packs.hue.agencies?.map((row) => row.code))
    const lost = subjects.flatMap(({ code, support = [] }) =>
      support
        .filter((to) => !known.has(to) && !known.has(to.replace(/^xa/, 'X19789')) && to !== 'ca_xa')
        .map((to) => `${code}: ${to}`),
    )
    expect(lost).toEqual([])
  })
})
