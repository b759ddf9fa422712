import { z } from 'zod'

/**
 * Text as it is kept: composed letters (NFC, so that the same word is the same bytes), no control
 * characters but line breaks and tabs, no halves of letters that no database takes.
 */
export function cleanText(typed: string): string {
  return (
    typed
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- they are what is removed
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
      .normalize('NFC')
  )
}

/** A text of at most `max` characters that says something. */
export const words = (max: number) =>
  z
    .string('required')
    .transform(cleanText)
    .pipe(z.string().trim().min(1, 'required').max(max, 'too_long'))

/** An optional text box: what is empty counts as absent. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional())

/** A text of at most `max` characters, or nothing. */
export const maybeWords = (max: number) =>
  optional(z.string().transform(cleanText).pipe(z.string().trim().max(max, 'too_long')))
