import { z } from 'zod'
import { bilingual, code, day, period, reference, text } from './shared.ts'

/**
 * A holiday that comes every year. `days` are counted from the date itself: Tết is `[-1,0,1,2,3]`.
 * `adjacent`: one day beside it is off too – the day before, unless that is a weekend, then the day
 * after – until the year's notice chooses. `makeUp`: what falls on a weekend is made up for on the
 * next working day (BLLĐ 2019 Đ111.3).
 */
export const holidayRule = z.strictObject({
  code,
  name: bilingual,
  calendar: z.enum(['solar', 'lunar']),
  month: z.int().min(1).max(12),
  day: z.int().min(1).max(31),
  days: z.array(z.int().min(-10).max(10)).min(1, 'required'),
  adjacent: z.boolean(),
  makeUp: z.boolean(),
  source: text,
  ...period,
})
export type HolidayRule = z.infer<typeof holidayRule>

/**
 * A day off, or a weekend day that is worked, as a notice decided; it stands above the rules.
 * `holiday` names the rule whose computed days of that year this notice replaces.
 */
export const calendarDay = z.strictObject({
  day,
  working: z.boolean(),
  name: bilingual,
  holiday: reference('holidayRules').optional(),
  source: text,
})
export type CalendarDay = z.infer<typeof calendarDay>

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'invalid_time')

/**
 * When offices are open. Without `agency` it is the whole province's; an agency without hours of
 * its own has its parent's. `season` (`MM-DD`, from inclusive, to exclusive, may pass the year's end)
 * stands above the rest of the year. In `week`, 1 is Monday and 7 Sunday. A Saturday with hours is
 * open for working hours, and is no working day.
 */
export const officeHours = z.strictObject({
  code,
  agency: reference('agencies').optional(),
  season: z
    .strictObject({
      from: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'invalid_day'),
      to: z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'invalid_day'),
    })
    .optional(),
  week: z
    .array(
      z.strictObject({
        days: z.array(z.int().min(1).max(7)).min(1, 'required'),
        open: z.array(z.strictObject({ from: clock, to: clock })).min(1, 'required'),
      }),
    )
    .min(1, 'required'),
  source: text,
  ...period,
})
export type OfficeHours = z.infer<typeof officeHours>
