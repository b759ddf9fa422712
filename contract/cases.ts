import { z } from 'zod'
import { caseFilter, caseOrder, listFormats } from './case-list.ts'
import { actionRequest, actionTypes, caseTypeCodes, statuses } from './case-types.ts'
import { download, endpoint } from './endpoint.ts'
import * as fieldReport from './field-report.ts'
import { disabledReasons } from './field-report.ts'
import { phonePattern, plainPhone } from './phone.ts'
import { casePicture, picture, pictureIds } from './pictures.ts'
import { ruleKinds } from './records/places.ts'
import { answersInput, reportAnswer, subjectQuestion } from './report-answers.ts'
import { maybeWords, optional, words } from './text.ts'

const status = z.enum(statuses)
/** Citizens follow field reports; requests about data have a page of their own. */
export const reportStatus = z.enum(fieldReport.statuses)
const reportActionType = z.enum(fieldReport.actionTypes)
const at = z.iso.datetime({ offset: true })
/** A position in WGS 84 decimal degrees. */
export const position = z.object({
  lat: z.number('invalid_number').min(-90, 'out_of_range').max(90, 'out_of_range'),
  lon: z.number('invalid_number').min(-180, 'out_of_range').max(180, 'out_of_range'),
})

const named = z.object({ code: z.string(), name: z.string() })

/** Vietnamese telephone numbers as people type them: 0… or +84…, with spaces, dots or dashes. */
export const phone = z
  .string()
  .transform(plainPhone)
  .pipe(z.string().regex(phonePattern, 'invalid_phone'))

/**
 * What a citizen sends. The place is a commune, a point, or both; the words are theirs and are kept
 * as they are. A name and a telephone number are never required here.
 */
export const reportInput = z.object({
  subject: z.string('required').trim().min(1, 'required').max(20, 'too_long'),
  commune: z.string('required').trim().min(1, 'required').max(10, 'too_long'),
  position: optional(position),
  address: maybeWords(300),
  description: words(4000),
  /** To the questions that the catalogue lists for the subject. */
  answers: answersInput.optional(),
  name: maybeWords(100),
  phone: optional(phone),
  email: optional(z.email('invalid_email').max(200, 'too_long')),
  pictures: optional(pictureIds),
  /** What the sender agreed to, each with the version of the text they read. */
  consents: z
    .array(
      z.object({
        purpose: z.string().max(40, 'too_long'),
        version: z.iso.date('invalid_date'),
        language: z.enum(['vi', 'en']),
      }),
    )
    .max(10, 'too_many')
    .optional(),
})
export type ReportInput = z.infer<typeof reportInput>

/** What the reporter takes away: the key to follow the report, and what happens next by when. */
export const reportReceipt = z.object({
  id: z.uuid(),
  number: z.string(),
  code: z.string(),
  status: reportStatus,
  submittedAt: at,
  dueAt: at,
  /** By when the centre has looked at it; absent in receipts of before. */
  acceptBy: at.optional(),
})
export type ReportReceipt = z.infer<typeof reportReceipt>

/** By when the answer is due, and how the clock stands. */
const deadline = {
  dueAt: at,
  overdue: z.boolean(),
  /** The clock stands still while the citizen is asked. */
  paused: z.boolean(),
  /**
   * Working days until `dueAt`, today not counted: 0 on the last day, negative by the working days
   * since it passed. Null when the clock does not run: paused, answered or ended.
   */
  daysLeft: z.int().nullable(),
}

/** One line of a case's public timeline; the web words it from `type` and `values`. */
export const publicStep = z.object({
  type: z.enum(['submit', ...fieldReport.actionTypes]),
  at,
  values: z.record(z.string(), z.string()),
})

/** Everything the public may see of a case; words and answer appear with publication only. */
export const publicReport = z.object({
  number: z.string(),
  status: reportStatus,
  subject: named,
  commune: named,
  position: position.nullable(),
  agency: named.nullable(),
  submittedAt: at,
  updatedAt: at,
  ...deadline,
  title: z.string().nullable(),
  text: z.string().nullable(),
  answer: z.string().nullable(),
  answeredAt: at.nullable(),
  rating: z.string().nullable(),
  pictures: z.array(picture),
  steps: z.array(publicStep),
  /** How many other reports of the same matter wait for its answer. */
  together: z.int(),
  /** How many people follow it who did not report it. */
  followers: z.int(),
})
export type PublicReport = z.infer<typeof publicReport>

/** Which buttons a viewer gets: shown when listed, live when enabled, else with the reason. */
export const ability = z.object({
  action: z.enum(actionTypes),
  enabled: z.boolean(),
  reason: z.enum(disabledReasons).nullable(),
})
export type Ability = z.infer<typeof ability>

/** What the reporter of a merged report sees of the one it was merged into: how it stands. */
export const mainReport = publicReport
  .omit({ title: true, text: true, position: true, rating: true })
  .extend({ guidance: z.string().nullable() })
export type MainReport = z.infer<typeof mainReport>

/** What the reporter sees by code: the public view, their own words, and what they may do. */
export const ownReport = publicReport.extend({
  code: z.string(),
  description: z.string(),
  answers: z.array(reportAnswer),
  address: z.string().nullable(),
  question: z.string().nullable(),
  guidance: z.string().nullable(),
  /** What it was split into, each with its own code; the number of the one it was split from. */
  parts: z.array(z.object({ number: z.string(), code: z.string(), subject: named })),
  splitFrom: z.string().nullable(),
  /** The one it was merged into, whose answer is theirs. */
  main: mainReport.nullable(),
  version: z.int(),
  abilities: z.array(ability.extend({ action: reportActionType })),
})
export type OwnReport = z.infer<typeof ownReport>

export const caseFlags = [
  'urgent',
  'extension_asked',
  'escalated',
  'progress_due',
  'recurring',
  'callback',
] as const
export type CaseFlag = (typeof caseFlags)[number]

/** One row of the desk. */
export const caseRow = z.object({
  id: z.uuid(),
  type: z.enum(caseTypeCodes),
  number: z.string(),
  version: z.int(),
  status,
  /** The centre's words for it: the published title, else the beginning of the text. */
  summary: z.string(),
  subject: named,
  class: z.string(),
  commune: named,
  agency: named.nullable(),
  officer: named.nullable(),
  position: position.nullable(),
  /** Until when the viewer has put it off for themselves. */
  snoozedUntil: at.nullable(),
  submittedAt: at,
  updatedAt: at,
  ...deadline,
  reopenings: z.int(),
  /** What the agency's side may do from the list, the likeliest first; nothing for the centre. */
  next: z.array(z.enum(actionTypes)),
  /** What stands out: its reporter says it is urgent, its agency asks for time, leaders were told. */
  flags: z.array(z.enum(caseFlags)),
})
export type CaseRow = z.infer<typeof caseRow>

/** One entry of the action log as staff see it. */
export const logEntry = z.object({
  seq: z.int(),
  type: z.enum(['submit', ...actionTypes]),
  at,
  actor: z.object({
    kind: z.enum(['reporter', 'staff']),
    name: z.string().nullable(),
    agency: z.string().nullable(),
    /** In whose place, by delegation. */
    actingFor: z.string().nullable(),
  }),
  input: z.record(z.string(), z.unknown()),
  /** Taken back by the entry after it. */
  undone: z.boolean(),
})
export type LogEntry = z.infer<typeof logEntry>

/** Another case: `id` only for who may see it. */
const otherCase = z.object({ number: z.string(), id: z.uuid().nullable() })

/** A case as its viewer may see it. An agency gets its own text and nothing of the reporter. */
export const caseView = caseRow.extend({
  text: z.string(),
  /** To the subject's questions; an agency reads what was chosen, not what was written. */
  answers: z.array(reportAnswer),
  address: z.string().nullable(),
  pictures: z.array(casePicture),
  /** The case it was merged into; those that were merged into this one. */
  mergedInto: otherCase.nullable(),
  together: z.array(otherCase),
  /** How many citizens follow it; nobody is told who. */
  followers: z.int(),
  /** The case it was split from; those that were split from this one. */
  splitFrom: otherCase.nullable(),
  parts: z.array(otherCase),
  /** Until when the agency may hand it back. */
  handBackUntil: at.nullable(),
  /** The day its agency asks for; the last day it may ask for, null when its class allows none. */
  extension: z.string().nullable(),
  extensionUntil: z.string().nullable(),
  /** How often it was answered there in the year before it came. */
  recurs: z.int(),
  reminders: z.int(),
  escalation: z.string().nullable(),
  /** What its reporter says has become urgent; for the centre, until the shift lead has seen it. */
  urgent: z.string().nullable(),
  /** Why its reporter asks to be called; for the centre. */
  callback: z.string().nullable(),
  /** By when a long-term case is told of again. */
  progressDueAt: at.nullable(),
  question: z.string().nullable(),
  answer: z.string().nullable(),
  rating: z.string().nullable(),
  ratingComment: z.string().nullable(),
  published: z.object({ title: z.string(), text: z.string(), answer: z.string() }).nullable(),
  /** Only for the centre. */
  centre: z
    .object({
      channel: z.string(),
      /** What the reporter agreed to, and until when. */
      consents: z.array(named.extend({ at, withdrawnAt: at.nullable() })),
      /** The report that a request is about. */
      about: z.object({ id: z.uuid(), number: z.string() }).nullable(),
      reporter: z.object({
        name: z.string().nullable(),
        phone: z.string().nullable(),
        email: z.string().nullable(),
      }),
      /** The reporter's words with what looks personal replaced, to start editing from. */
      draft: z.object({
        agencyText: z.string(),
        title: z.string(),
        text: z.string(),
        answer: z.string(),
      }),
      /** Who is competent today, why, and by which feature or subject; null when a person chooses. */
      suggestedAgency: named
        .extend({
          reason: z.string(),
          rule: z.object({ kind: z.enum(ruleKinds), code: z.string().nullable() }),
        })
        .nullable(),
    })
    .nullable(),
  log: z.array(logEntry),
  abilities: z.array(ability),
})
export type CaseView = z.infer<typeof caseView>

/** The work boxes of the desk. */
export const boxes = [
  'mine',
  'urgent',
  'to_accept',
  'to_assign',
  'to_acknowledge',
  'with_agency',
  'to_extend',
  'due_soon',
  'overdue',
  'handed_back',
  'disputed',
  'waiting_citizen',
  'to_approve',
  'to_publish',
  'long_term',
  'escalated',
  'personal_data',
  'recurring',
  'declined',
  'snoozed',
  'done',
  'all',
] as const
export type Box = (typeof boxes)[number]

export const submitReport = endpoint({
  method: 'POST',
  path: '/api/reports',
  tag: 'reports',
  summary: 'Submit a field report',
  description: 'Answers only after the report is durable. The code is shown once more by tracking.',
  audience: 'anyone',
  idempotent: true,
  body: reportInput,
  status: 201,
  response: reportReceipt,
  errors: ['invalid_input', 'idempotency_mismatch', 'too_many_requests', 'unavailable'],
})

export const trackReport = endpoint({
  method: 'POST',
  path: '/api/reports/track',
  tag: 'reports',
  summary: "Follow a report by its reporter's code",
  description: 'A POST so that the code stays out of addresses, histories and logs.',
  audience: 'anyone',
  body: z.object({ code: z.string().max(40, 'too_long') }),
  response: ownReport,
  errors: ['not_found', 'too_many_requests'],
})

export const actOnReport = endpoint({
  method: 'POST',
  path: '/api/reports/actions',
  tag: 'reports',
  summary: 'Act as the reporter: answer, rate, reopen, withdraw, split off',
  audience: 'anyone',
  idempotent: true,
  body: z.object({ code: z.string().max(40, 'too_long'), version: z.int(), action: actionRequest }),
  response: ownReport,
  errors: ['not_found', 'action_not_allowed', 'conflict', 'idempotency_mismatch'],
})

export const listPublicReports = endpoint({
  method: 'GET',
  path: '/api/public/reports',
  tag: 'public',
  summary: 'Published reports, newest answer first',
  audience: 'anyone',
  query: z.object({
    commune: z.string().optional(),
    subject: z.string().optional(),
    before: z.string().max(100).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  response: z.object({ reports: z.array(publicReport), next: z.string().nullable() }),
})

export const getPublicReport = endpoint({
  method: 'GET',
  path: '/api/public/reports/:number',
  tag: 'public',
  summary: 'One published report',
  audience: 'anyone',
  params: z.object({ number: z.string().max(20) }),
  response: publicReport,
  errors: ['not_found'],
})

export const listCases = endpoint({
  method: 'GET',
  path: '/api/cases',
  tag: 'cases',
  summary: 'The cases of a work box the viewer may see, most urgent first',
  description:
    'Narrowed by a filter, in an order; without one the nearest deadline or the newest first.',
  audience: 'staff',
  query: caseFilter.extend({
    box: z.enum(boxes).default('all'),
    ...caseOrder.shape,
    /** `next` of the page before, asked for with the same filter and order. */
    after: z.string().max(300).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({ cases: z.array(caseRow), next: z.string().nullable() }),
  errors: ['unauthenticated', 'invalid_input'],
})

export const countCases = endpoint({
  method: 'GET',
  path: '/api/cases/counts',
  tag: 'cases',
  summary: 'How many cases each work box holds for the viewer, of those a filter leaves',
  audience: 'staff',
  query: caseFilter,
  response: z.record(z.enum(boxes), z.int()),
  errors: ['unauthenticated', 'invalid_input'],
})

export const exportCases = endpoint({
  method: 'GET',
  path: '/api/cases/file',
  tag: 'cases',
  summary: 'A work box as a file, as it is filtered and ordered',
  description:
    'A workbook or UTF-8 CSV, at most 100,000 rows of what the viewer may see; no name, address or ' +
    'word of a person. That it was taken is told in the audit log.',
  audience: 'staff',
  download: true,
  query: caseFilter.extend({
    box: z.enum(boxes).default('all'),
    ...caseOrder.shape,
    format: z.enum(listFormats).default('xlsx'),
  }),
  response: download,
  errors: ['unauthenticated', 'invalid_input'],
})

export const getCase = endpoint({
  method: 'GET',
  path: '/api/cases/:id',
  tag: 'cases',
  summary: 'A case with its log and what the viewer may do',
  audience: 'staff',
  params: z.object({ id: z.string().max(40) }),
  response: caseView,
  errors: ['unauthenticated', 'not_found'],
})

export const actOnCase = endpoint({
  method: 'POST',
  path: '/api/cases/:id/actions',
  tag: 'cases',
  summary: 'Act on a case',
  description:
    'Carries the version the actor saw. If somebody acted first the answer is `conflict`, whose ' +
    'details say who, when and what; nothing is written and the sender keeps what was typed.',
  audience: 'staff',
  idempotent: true,
  params: z.object({ id: z.string().max(40) }),
  body: z.object({ version: z.int(), action: actionRequest }),
  response: caseView,
  errors: [
    'unauthenticated',
    'forbidden',
    'not_found',
    'action_not_allowed',
    'conflict',
    'idempotency_mismatch',
    'personal_data_left',
  ],
})

/** The lists a form needs: subjects, reasons, ratings – as they are in force today. */
export const getCatalogue = endpoint({
  method: 'GET',
  path: '/api/catalogue',
  tag: 'public',
  summary: 'Subjects, communes, refusal and return reasons, the rating scale',
  audience: 'anyone',
  query: z.object({ language: z.enum(['vi', 'en']).default('vi') }),
  response: z.object({
    province: named,
    /** Made-up data and known passwords: every page says so. */
    demo: z.boolean(),
    communes: z.array(named.extend({ position })),
    groups: z.array(named.extend({ icon: z.string() })),
    subjects: z.array(
      named.extend({
        group: z.string(),
        class: z.string(),
        /** Its clock runs day and night: somebody may be in danger. */
        urgent: z.boolean(),
        /** Whether a report may come without a telephone or e-mail address. */
        contact: z.enum(['optional', 'required']),
        questions: z.array(subjectQuestion),
      }),
    ),
    /** Of deadlines. */
    classes: z.array(named),
    refusals: z.array(named.extend({ guidance: z.string() })),
    /** By which words a report is recognised that belongs elsewhere, and what is said then. */
    signs: z.array(
      z.object({ code: z.string(), phrases: z.array(z.string()), notice: z.string() }),
    ),
    returnReasons: z.array(named),
    ratings: z.array(named),
    /** What citizens are asked to agree to; nothing of it is ticked for them. */
    consents: z.array(named.extend({ text: z.string(), version: z.string() })),
    dataRequests: z.array(named),
    dataRefusals: z.array(named),
  }),
})
