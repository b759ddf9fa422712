import { z } from 'zod'
import { caseRow } from './cases.ts'
import { endpoint } from './endpoint.ts'
import { maybeWords, words } from './text.ts'

const when = z.iso.datetime({ offset: true })
const person = z.object({ id: z.string(), name: z.string() })

/** What is written into the book of a shift. */
export const noteKinds = ['urgent', 'missed_call', 'device', 'message'] as const
export type NoteKind = (typeof noteKinds)[number]

export const shiftNote = z.object({
  id: z.uuid(),
  kind: z.enum(noteKinds),
  text: z.string(),
  /** The case it is about, where it names one. */
  about: z.object({ id: z.uuid(), number: z.string() }).nullable(),
  by: person,
  at: when,
  settled: z.object({ by: person, at: when }).nullable(),
})
export type ShiftNote = z.infer<typeof shiftNote>

/** How the work stands at a moment, in figures. */
export const shiftFigures = z.object({
  at: when,
  /** Open cases by the class of their deadline. */
  classes: z.array(z.object({ code: z.string(), name: z.string(), count: z.int() })),
  urgent: z.int(),
  untaken: z.int(),
  unacknowledged: z.int(),
  handedBack: z.int(),
  overdue: z.int(),
  notes: z.int(),
})
export type ShiftFigures = z.infer<typeof shiftFigures>

const listed = z.object({ count: z.int(), cases: z.array(caseRow) })

/** The red part: what whoever takes a shift on has read before. Each list shows its most urgent. */
export const redPart = z.object({
  figures: shiftFigures,
  /** Open cases whose deadline is counted in hours. */
  urgent: listed,
  /** Of those, the ones that nobody has taken on: the shift cannot be handed over. */
  untaken: listed,
  /** Sent to an agency that has not said it has them. */
  unacknowledged: listed,
  /** Sent back by agencies, those they dispute about among them. */
  handedBack: listed,
  overdue: listed,
  /** What was written down and is not settled, in whichever shift. */
  notes: z.array(shiftNote),
})
export type RedPart = z.infer<typeof redPart>

export const shift = z.object({
  id: z.uuid(),
  lead: person,
  startedAt: when,
  /** Whether a shift lead took it over that nobody had handed on. */
  taken: z.boolean(),
  /** As it stood at the beginning, and was read. */
  read: shiftFigures,
  handover: z
    .object({
      at: when,
      by: person,
      /** To whom it is addressed; anybody of the centre may take it on. */
      to: person.nullable(),
      words: z.string(),
      summary: shiftFigures,
    })
    .nullable(),
  endedAt: when.nullable(),
})
export type Shift = z.infer<typeof shift>

const common = { tag: 'shifts', audience: 'staff' } as const

export const getCurrentShift = endpoint({
  ...common,
  method: 'GET',
  path: '/api/shifts/current',
  summary: 'The shift that runs, if one does',
  response: z.object({ shift: shift.nullable() }),
  errors: ['unauthenticated', 'forbidden'],
})

export const getRedPart = endpoint({
  ...common,
  method: 'GET',
  path: '/api/shifts/red',
  summary: 'What is to be read before a shift is taken on',
  response: redPart,
  errors: ['unauthenticated', 'forbidden'],
})

export const listShifts = endpoint({
  ...common,
  method: 'GET',
  path: '/api/shifts',
  summary: 'The shifts, the newest first',
  query: z.object({
    before: when.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(30),
  }),
  response: z.object({ shifts: z.array(shift) }),
  errors: ['unauthenticated', 'forbidden'],
})

export const getShift = endpoint({
  ...common,
  method: 'GET',
  path: '/api/shifts/:id',
  summary: 'A shift with its book',
  params: z.object({ id: z.string().max(40) }),
  response: z.object({ shift, notes: z.array(shiftNote) }),
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})

export const listShiftPeople = endpoint({
  ...common,
  method: 'GET',
  path: '/api/shifts/people',
  summary: 'Who of the centre a shift can be handed to',
  response: z.object({ people: z.array(person) }),
  errors: ['unauthenticated', 'forbidden'],
})

export const takeShift = endpoint({
  ...common,
  method: 'POST',
  path: '/api/shifts',
  summary: 'Take a shift on, having read the red part',
  description:
    'Names the shift seen before; of two at once one wins and the other is answered `conflict`. A ' +
    'shift that was not handed over is taken by a shift lead alone.',
  idempotent: true,
  body: z.object({
    previous: z.uuid().nullable(),
    /** That the red part was read. */
    read: z.literal(true, 'required'),
  }),
  status: 201,
  response: shift,
  errors: ['unauthenticated', 'forbidden', 'conflict', 'idempotency_mismatch'],
})

export const writeShiftNote = endpoint({
  ...common,
  method: 'POST',
  path: '/api/shifts/notes',
  summary: 'Write into the book of the shift that runs',
  idempotent: true,
  body: z.object({
    kind: z.enum(noteKinds, 'required'),
    text: words(2000),
    /** The number of a case. */
    about: maybeWords(20),
  }),
  status: 201,
  response: shiftNote,
  errors: ['unauthenticated', 'forbidden', 'invalid_input', 'action_not_allowed'],
})

export const settleShiftNote = endpoint({
  ...common,
  method: 'POST',
  path: '/api/shifts/notes/:id/settlement',
  summary: 'Say that what was written down is settled',
  params: z.object({ id: z.string().max(40) }),
  response: shiftNote,
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})

export const handShiftOver = endpoint({
  ...common,
  method: 'POST',
  path: '/api/shifts/:id/handover',
  summary: 'Hand the shift over',
  description:
    'Its lead, or a shift lead. Refused (`action_not_allowed`, reason `urgent_untaken`) while ' +
    'nobody has taken on an urgent case.',
  idempotent: true,
  params: z.object({ id: z.string().max(40) }),
  body: z.object({ words: words(4000), to: z.string().max(40).nullable() }),
  response: shift,
  errors: [
    'unauthenticated',
    'forbidden',
    'not_found',
    'invalid_input',
    'action_not_allowed',
    'conflict',
  ],
})
