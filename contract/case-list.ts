import { z } from 'zod'
import { caseTypeCodes } from './case-types.ts'

/** What a report came through. */
export const channels = ['web', 'open311', 'hotline'] as const
export type Channel = (typeof channels)[number]

/**
 * What became of a case, as figures count it: answered, that in time or late, or past its deadline
 * without an answer.
 */
export const outcomes = ['answered', 'on_time', 'late', 'overdue'] as const
export type Outcome = (typeof outcomes)[number]

const code = z.string().trim().min(1, 'required').max(40, 'too_long').optional()

/**
 * What narrows a work box: the one filter of the list, its counts, its file and what is done to many
 * at once. Every part is optional, and all that are there must hold.
 */
export const caseFilter = z.object({
  /** A number, a code, or words. */
  q: z.string().trim().max(200, 'too_long').optional(),
  /** The first and the last day on which it came, in Vietnam. */
  from: z.iso.date('invalid_day').optional(),
  to: z.iso.date('invalid_day').optional(),
  commune: code,
  /** A group of subjects. */
  group: code,
  subject: code,
  /** The agency that has it; `none` for those that no agency has. */
  agency: code,
  /** Counts only where the viewer is the centre, which alone is told it. */
  channel: z.enum(channels).optional(),
  /** The class of the deadline. */
  class: code,
  /** What the reporter thinks of the answer; `none` for those who said nothing. */
  rating: code,
  /** Whether there is a picture that the viewer may see. */
  pictures: z.enum(['yes', 'no']).optional(),
  /** Whether the same was answered there in the year before it came. */
  recurring: z.enum(['yes', 'no']).optional(),
  /** Whether its reporter waits to be called; for the centre alone, like the channel. */
  callback: z.enum(['yes', 'no']).optional(),
  /** What became of it; see {@link outcomes}. */
  outcome: z.enum(outcomes).optional(),
  type: z.enum(caseTypeCodes).optional(),
})
export type CaseFilter = z.infer<typeof caseFilter>

/** What a list is taken home as. */
export const listFormats = ['xlsx', 'csv'] as const
export type ListFormat = (typeof listFormats)[number]

/** What the list can stand in the order of. */
export const sortKeys = ['due', 'received', 'updated', 'commune'] as const
export type SortKey = (typeof sortKeys)[number]

/** In which order: without it the box's own, the nearest deadline or the newest first. */
export const caseOrder = z.object({
  sort: z.enum(sortKeys).optional(),
  order: z.enum(['asc', 'desc']).optional(),
})
export type CaseOrder = z.infer<typeof caseOrder>
