import { describe, expect, it } from 'vitest'
import { pack } from '../../packs/field-reports/pack.ts'
import type { Subject } from '../../contract/records/field-reports.ts'
import { presentAnswers, presentQuestions, readAnswers, reporterText } from './answers.ts'

const subjects = pack.subjects as Subject[]
const pothole = subjects.find(({ code }) => code === 'GT01')!
const [size, hurt, where] = presentQuestions(pothole, 'vi')

const answer = (question: string, ...values: string[]) => ({ question, values })
const faultsOf = (...given: ReturnType<typeof answer>[]) =>
  readAnswers(pothole, given).faults.map(({ path, code }) => `${path} ${code}`)

describe('the questions of a subject', () => {
  it('have names of their own that can stand in an address, and so have their options', () => {
    for (const subject of subjects) {
      const questions = presentQuestions(subject, 'vi')
      expect(new Set(questions.map(({ code }) => code)).size).toBe(questions.length)
      for (const { code, options } of questions) {
        expect(code).toMatch(/^[a-z0-9_]{1,63}$/)
        expect(new Set(options.map((option) => option.code)).size).toBe(options.length)
      }
    }
  })

  it('speak both languages under one name', () => {
    const [english] = presentQuestions(pothole, 'en')
    expect(english!.code).toBe(size!.code)
    expect([size!.text, english!.text]).toEqual([
      'Hố rộng, sâu chừng nào?',
      'How wide and deep is the hole?',
    ])
    expect(hurt!.options.map(({ name }) => name)).toEqual(['Có', 'Không'])
  })
})

describe('answers', () => {
  const { kept, faults } = readAnswers(pothole, [
    answer(size!.code, size!.options[2]!.code),
    answer(where!.code, 'Làn trong, trước số 12'),
  ])

  it('are kept with what was asked, and read in either language', () => {
    expect(faults).toEqual([])
    expect(presentAnswers(kept, 'en', { words: true })).toEqual([
      { question: 'How wide and deep is the hole?', answer: 'Over 1 m' },
      {
        question: 'Which lane, or near which kilometre post or house number?',
        answer: 'Làn trong, trước số 12',
      },
    ])
  })

  it('in words are the reporter’s own, choices are not', () => {
    expect(presentAnswers(kept, 'vi', { words: false })).toEqual([
      { question: 'Hố rộng, sâu chừng nào?', answer: 'Trên 1 m' },
    ])
    expect(reporterText({ description: 'Ổ gà', answers: kept })).toBe(
      'Ổ gà\n\nLàn xe nào / gần cột mốc, số nhà nào? Làn trong, trước số 12',
    )
    expect(reporterText({ description: 'Ổ gà', answers: [] })).toBe('Ổ gà')
  })

  it('to what is not asked, or not offered, are refused', () => {
    const big = size!.options[2]!.code
    expect(faultsOf(answer('mau_gi', 'do'))).toEqual(['answers.mau_gi unknown'])
    expect(faultsOf(answer(size!.code, 'rong'))).toEqual([`answers.${size!.code} unknown`])
    expect(faultsOf(answer(size!.code, big), answer(size!.code, big))).toEqual([
      `answers.${size!.code} duplicate`,
    ])
    expect(faultsOf(answer(size!.code, big, size!.options[0]!.code))).toEqual([
      `answers.${size!.code} too_many`,
    ])
  })
})
