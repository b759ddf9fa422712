import { z } from 'zod'
import { bilingual, code, period, text } from './shared.ts'

/**
 * What a person is asked to agree to, for one purpose each (Luật 91/2025/QH15 Đ9): its `text` is what
 * they read, and a period is a version of it. What the task itself needs is told, not asked.
 */
export const consentText = z.strictObject({
  code,
  name: bilingual,
  text: bilingual,
  sort: z.int().min(0),
  ...period,
})
export type ConsentText = z.infer<typeof consentText>

/**
 * How long one kind of data is kept, in days, counted from the end of a case or from the moment of a
 * trace. The codes are those that the nightly work knows.
 */
export const retentionCodes = ['person', 'originals', 'sign_in', 'drafts', 'audit'] as const
export type RetentionCode = (typeof retentionCodes)[number]
export const retentionRule = z.strictObject({
  code: z.enum(retentionCodes),
  name: bilingual,
  days: z.int().min(1),
  source: text,
  ...period,
})
export type RetentionRule = z.infer<typeof retentionRule>
