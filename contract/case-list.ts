import { z } from 'zod'

/** What a report came through. */
export const channels = ['web', 'open311', 'hotline'] as const
export type Channel = (typeof channels)[number]

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
