import { z } from 'zod'
import { words } from './text.ts'

/** The longest free answer to a question, characters. */
export const maxAnswer = 500

/** Answers to a subject's questions: options by their codes, or one text. */
export const answersInput = z
  .array(
    z.object({
      /** The code of the question, as the catalogue names it. */
      question: z.string().max(80, 'too_long'),
      values: z.array(words(maxAnswer)).min(1, 'required').max(20, 'too_many'),
    }),
  )
  .max(4, 'too_many')
export type AnswersInput = z.infer<typeof answersInput>

/** A question of a subject, in one language. None has to be answered. */
export const subjectQuestion = z.object({
  code: z.string(),
  text: z.string(),
  type: z.enum(['one', 'many', 'text', 'number', 'time', 'yes_no', 'code']),
  /** What to choose from; empty where the answer is a text. */
  options: z.array(z.object({ code: z.string(), name: z.string() })),
})
export type SubjectQuestion = z.infer<typeof subjectQuestion>

/** What was answered, in the words of then. */
export const reportAnswer = z.object({ question: z.string(), answer: z.string() })
export type ReportAnswer = z.infer<typeof reportAnswer>
