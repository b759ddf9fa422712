import type { FieldError } from '../../contract/errors.ts'
import { foldText } from '../../contract/fold.ts'
import type { Question, Subject } from '../../contract/records/field-reports.ts'
import type { Bilingual } from '../../contract/records/shared.ts'
import type { AnswersInput, ReportAnswer, SubjectQuestion } from '../../contract/report-answers.ts'

/** An answer as a case keeps it, with what was asked: the subject may ask differently later. */
export type KeptAnswer = { code: string; text: Bilingual } & (
  | { choices: Bilingual[] }
  | { words: string }
)

type Option = { code: string; text: Bilingual }

const yesNo: Option[] = [
  { code: 'yes', text: { vi: 'Có', en: 'Yes' } },
  { code: 'no', text: { vi: 'Không', en: 'No' } },
]

/**
 * A name made of the Vietnamese words: one that means something else by now is not found, and so
 * no answer is ever taken for that to another question.
 */
const slug = (text: string) =>
  foldText(text)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
    .slice(0, 60)

/** Each with a name of its own, also where two say the same. */
function named<Item>(items: Item[], wordsOf: (item: Item) => Bilingual) {
  const taken = new Map<string, number>()
  return items.map((item) => {
    const code = slug(wordsOf(item).vi)
    const times = (taken.get(code) ?? 0) + 1
    taken.set(code, times)
    return { item, code: times === 1 ? code : `${code}_${times}` }
  })
}

function optionsOf({ type, options = [] }: Question): Option[] {
  if (type === 'yes_no') return yesNo
  if (type !== 'one' && type !== 'many') return []
  return named(options, (text) => text).map(({ item, code }) => ({ code, text: item }))
}

type Asked = { code: string; question: Question; options: Option[] }
/** The same for every page that lists the subjects, so they are named once. */
const asked = new WeakMap<Subject, Asked[]>()

function questionsOf(subject: Subject): Asked[] {
  const known = asked.get(subject)
  if (known) return known
  const { questions = [] } = subject
  const made = named(questions, ({ text }) => text).map(({ item, code }) => ({
    code,
    question: item,
    options: optionsOf(item),
  }))
  asked.set(subject, made)
  return made
}

/** The questions of a subject, in one language. */
export function presentQuestions(subject: Subject, language: 'vi' | 'en'): SubjectQuestion[] {
  return questionsOf(subject).map(({ code, question, options }) => ({
    code,
    text: question.text[language],
    type: question.type,
    options: options.map((option) => ({ code: option.code, name: option.text[language] })),
  }))
}

/** Answers as a case keeps them, and what is wrong with them. */
export function readAnswers(
  subject: Subject,
  given: AnswersInput = [],
): { kept: KeptAnswer[]; faults: FieldError[] } {
  const kept: KeptAnswer[] = []
  const faults: FieldError[] = []
  const questions = questionsOf(subject)
  for (const { question: code, values } of given) {
    const fault = (wrong: string) => faults.push({ path: `answers.${code}`, code: wrong })
    const found = questions.find((question) => question.code === code)
    if (!found) {
      fault('unknown')
    } else if (
      kept.some((answer) => answer.code === code) ||
      new Set(values).size !== values.length
    ) {
      fault('duplicate')
    } else if (values.length > 1 && found.question.type !== 'many') {
      fault('too_many')
    } else {
      const { text } = found.question
      const choices = found.options.filter((option) => values.includes(option.code))
      if (found.options.length === 0) kept.push({ code, text, words: values[0]! })
      else if (choices.length < values.length) fault('unknown')
      else kept.push({ code, text, choices: choices.map((option) => option.text) })
    }
  }
  return { kept, faults }
}

/**
 * Answers to be read. Free words are the reporter's own, like the description: an agency reads of
 * them only what the centre lets stand in its text (see {@link reporterText}).
 */
export function presentAnswers(
  answers: unknown,
  language: 'vi' | 'en',
  { words }: { words: boolean },
): ReportAnswer[] {
  return (answers as KeptAnswer[]).flatMap((answer) => {
    if ('words' in answer && !words) return []
    const said =
      'words' in answer ? answer.words : answer.choices.map((text) => text[language]).join(', ')
    return [{ question: answer.text[language], answer: said }]
  })
}

/** What the reporter wrote in words of their own: the description, and the free answers below it. */
export function reporterText(row: { description: string; answers: unknown }): string {
  const lines = (row.answers as KeptAnswer[]).flatMap((answer) =>
    'words' in answer ? [`${answer.text.vi} ${answer.words}`] : [],
  )
  return [row.description, ...(lines.length > 0 ? [lines.join('\n')] : [])].join('\n\n')
}
