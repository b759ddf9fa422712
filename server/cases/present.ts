import type {
  CaseFlag,
  CaseRow,
  CaseView,
  MainReport,
  OwnReport,
  PublicReport,
} from '../../contract/cases.ts'
import type { CasePicture, Picture } from '../../contract/pictures.ts'
import { caseTypes, isOpen } from '../../contract/case-types.ts'
import type { ActionType, CaseTypeCode, Status } from '../../contract/case-types.ts'
import * as fieldReport from '../../contract/field-report.ts'
import type { AgencyNames, Viewer } from '../identity/index.ts'
import type { LinkedPicture } from '../pictures/index.ts'
import { maskReporter } from '../vault/index.ts'
import type { Reporter } from '../vault/index.ts'
import { presentAnswers, reporterText } from './answers.ts'
import { publicationOf } from './catalogue.ts'
import type { Language, Rules } from './catalogue.ts'
import type { Consent } from './consents.ts'
import { daysLeft, extendTimes, extendUntil, promisedTime } from './deadlines.ts'
import { findPersonal, findReporter, mask } from './personal.ts'
import { abilities, isCentreOf, maySee, maySeePicture, refusal } from './policy.ts'
import { factsOf, isOverdue, lastOf } from './record.ts'
import { choiceName, dayIn, presentLog } from './present-log.ts'
import type { Suggestion } from './routing/routing.ts'
import type { ActionRecord, CaseRecord } from './tables.ts'
import type { Follower } from './together.ts'
import { lastDoneOf, standing } from './undo.ts'
import { firstWords } from './words.ts'

/** Everything a presenter needs besides the row: lists, names, language, the time. */
export type Context = {
  rules: Rules
  language: Language
  agencies: AgencyNames
  staff: Map<string, string>
  /** Names of communes that are not today's, by `<code> <day>`. */
  communes: Map<string, string>
  /** Of each case that is shown as a whole; a list shows none. */
  pictures: Map<string, LinkedPicture[]>
  /** The same: what was merged into each, by its number. */
  followers: Map<string, Follower[]>
  /** The same: how many citizens follow each, by its number. */
  follows: Map<string, number>
  now: Date
  /** Until when the viewer has put off which of them. */
  snoozes?: Map<string, Date>
}

const named = (code: string, name: string | undefined) => ({ code, name: name ?? code })
/** An open case lies with an agency of today; what is done keeps the name it was done under. */
const agencyOf = ({ agency: code, status, updated_at: at }: CaseRecord, { agencies }: Context) =>
  code === null
    ? null
    : named(code, agencies.get(code, isOpen(status as Status) ? undefined : dayIn(at)))
/** Every name is the one of the case's own time. */
const subjectOf = (
  { type, subject, submitted_at: at }: CaseRecord,
  { rules, language }: Context,
) => {
  const { kinds } = caseTypes[type as CaseTypeCode]
  return named(subject, rules.ever[kinds].near(subject, dayIn(at))?.name[language])
}
const communeOf = ({ commune, submitted_at: at }: CaseRecord, { rules, communes }: Context) =>
  named(commune, communes.get(`${commune} ${dayIn(at)}`) ?? rules.communes.get(commune)?.name)
/** By when, and how the clock stands. */
const deadlineOf = (row: CaseRecord, { rules, now }: Context) => ({
  dueAt: row.due_at.toISOString(),
  overdue: isOverdue(row, now),
  paused: row.paused_at !== null,
  daysLeft: daysLeft(rules, row, now),
})
/** Where names and house numbers are to be covered, the exact point would tell as much. */
const publicPositionOf = (row: CaseRecord, { rules }: Context) =>
  publicationOf(rules, row.subject) === 'public' ? positionOf(row) : null
export const positionOf = (row: CaseRecord) =>
  row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon }

/** What anybody may see: the approved copy of what was chosen, while the case is published. */
export const isPublicPicture = (
  row: Pick<CaseRecord, 'public'>,
  picture: { chosen: boolean; copy: string | null },
) => row.public && picture.chosen && picture.copy !== null

const shownOf = (row: CaseRecord, picture: LinkedPicture): Picture => {
  const { id, kind, width, height } = picture
  return { id, kind, width, height, public: isPublicPicture(row, picture) }
}
/** The copies, which have ids of their own: nobody learns the ids of what was sent. */
const publicPictures = (row: CaseRecord, { pictures }: Context): Picture[] =>
  (pictures.get(row.id) ?? []).flatMap((picture) =>
    isPublicPicture(row, picture) ? [{ ...shownOf(row, picture), id: picture.copy! }] : [],
  )
/** Their own as they sent them, and of the agency's what everybody sees. */
const reporterPictures = (row: CaseRecord, { pictures }: Context): Picture[] =>
  (pictures.get(row.id) ?? []).flatMap((picture) => {
    const shown = shownOf(row, picture)
    if (picture.kind === 'report') return [shown]
    return shown.public ? [{ ...shown, id: picture.copy! }] : []
  })
const staffPictures = (row: CaseRecord, viewer: Viewer, { pictures }: Context): CasePicture[] =>
  (pictures.get(row.id) ?? []).flatMap((picture) => {
    const { chosen, centreOnly, copy } = picture
    if (!maySeePicture(viewer, row, picture)) return []
    return [{ ...shownOf(row, picture), chosen, centreOnly, copy }]
  })

const promising = new Set<string>(['extend', 'grant_extension', 'long_term'])

/** The public lines of a log. What was said between centre and citizen stays between them. */
function publicSteps(log: ActionRecord[], context: Context): PublicReport['steps'] {
  return standing(log).flatMap((entry) => {
    const type = entry.type as 'submit' | fieldReport.ActionType
    if (type !== 'submit' && !fieldReport.actions[type].public) return []
    const input = entry.input as Record<string, string>
    const values: Record<string, string> = {}
    if (type === 'assign')
      values.agency = context.agencies.get(input.agency!, dayIn(entry.at)) ?? input.agency!
    if (type === 'decline') {
      values.reason = choiceName(input.reason!, entry.at, context) ?? ''
    }
    if (type === 'split') {
      const { parts } = entry.input as unknown as { parts: unknown[] }
      values.count = String(parts.length + 1)
    }
    if (type === 'note_public') values.text = input.text!
    if (promising.has(type))
      values.due = promisedTime(context.rules, input.promisedOn!).toISOString()
    if (type === 'rate') {
      values.rating = choiceName(input.rating!, entry.at, context) ?? ''
    }
    return [{ type, at: entry.at.toISOString(), values }]
  })
}

/** What anybody may see. Words and answer are there only once published. */
export function presentPublic(
  row: CaseRecord,
  log: ActionRecord[],
  context: Context,
): PublicReport {
  return {
    number: row.number,
    status: row.status as fieldReport.Status,
    subject: subjectOf(row, context),
    commune: communeOf(row, context),
    position: publicPositionOf(row, context),
    agency: agencyOf(row, context),
    submittedAt: row.submitted_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...deadlineOf(row, context),
    title: row.published_title,
    text: row.published_text,
    answer: row.published_answer,
    answeredAt: row.answered_at?.toISOString() ?? null,
    rating: row.rating,
    pictures: publicPictures(row, context),
    steps: publicSteps(log, context),
    together: context.followers.get(row.number)?.length ?? 0,
    followers: context.follows.get(row.number) ?? 0,
  }
}

/** How the case stands for those who wait for its answer: nothing of its own reporter's words. */
export function presentMain(row: CaseRecord, report: PublicReport): MainReport {
  const { title: _title, text: _text, position: _position, rating: _rating, ...main } = report
  return { ...main, guidance: row.guidance }
}

/** One of those that a report was split into, with its code. */
export type OwnPart = { row: CaseRecord; code: string }

/** What the reporter sees by code; `main` is the case that theirs was merged into. */
export function presentOwn(
  row: CaseRecord,
  log: ActionRecord[],
  { code, main, parts }: { code: string; main: MainReport | null; parts: OwnPart[] },
  context: Context,
): OwnReport {
  return {
    ...presentPublic(row, log, context),
    position: positionOf(row),
    pictures: reporterPictures(row, context),
    code,
    description: row.description,
    answers: presentAnswers(row.answers, context.language, { words: true }),
    address: row.address,
    question: row.status === 'waiting_citizen' ? row.question : null,
    guidance: row.guidance,
    parts: parts.map(({ row: part, code: own }) => ({
      number: part.number,
      code: own,
      subject: subjectOf(part, context),
    })),
    splitFrom: row.split_from,
    main,
    version: row.version,
    abilities: abilities(
      { kind: 'reporter' },
      factsOf(row, { mainStatus: main?.status ?? null }),
      context.now,
    ) as OwnReport['abilities'],
  }
}

/** A line of the desk. Who is not of the centre reads the agency's text, never the reporter's. */
export function presentRow(row: CaseRecord, viewer: Viewer, context: Context): CaseRow {
  const words = isCentreOf(viewer, row)
    ? row.description
    : // No agency has it yet, so nobody has written what others may read.
      (row.agency_text ?? `${subjectOf(row, context).name} – ${communeOf(row, context).name}`)
  return {
    id: row.id,
    type: row.type as CaseTypeCode,
    number: row.number,
    version: row.version,
    status: row.status as Status,
    summary: row.published_title ?? firstWords(words, 100),
    subject: subjectOf(row, context),
    class: row.class,
    commune: communeOf(row, context),
    agency: agencyOf(row, context),
    officer: row.officer === null ? null : named(row.officer, context.staff.get(row.officer)),
    position: positionOf(row),
    snoozedUntil: context.snoozes?.get(row.id)?.toISOString() ?? null,
    submittedAt: row.submitted_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    ...deadlineOf(row, context),
    reopenings: row.reopenings,
    next: nextOf(row, viewer, context),
    flags: flagsOf(row, viewer, context),
  }
}

/** What an agency's people do most, from the list: as a case comes in, is worked on, is approved. */
const nextFromList = [
  'acknowledge',
  'approve',
  'assign_inside',
  'hand_back',
  'start',
  'answer',
  'return_answer',
] as const satisfies ActionType[]
const mostNext = 3

function nextOf(row: CaseRecord, viewer: Viewer, { now }: Context): ActionType[] {
  if (row.agency === null || isCentreOf(viewer, row)) return []
  const facts = factsOf(row)
  const actor = { kind: 'staff', viewer } as const
  return nextFromList
    .filter((type) => {
      // Who has it is asked again on its page: an office hands on once.
      if (type === 'assign_inside' && row.officer !== null) return false
      return refusal(actor, facts, type, now) === null
    })
    .slice(0, mostNext)
}

/** What stands out while an answer is owed. */
function flagsOf(row: CaseRecord, viewer: Viewer, { now }: Context): CaseFlag[] {
  if (!isOpen(row.status as Status)) return []
  const isAsked = row.callback !== null && isCentreOf(viewer, row)
  const late = row.progress_due_at !== null && row.progress_due_at < now
  return [
    ...(row.urgent === null ? [] : ['urgent' as const]),
    ...(isAsked ? ['callback' as const] : []),
    ...(row.extension === null ? [] : ['extension_asked' as const]),
    ...(row.escalation === null ? [] : ['escalated' as const]),
    ...(row.recurs === 0 ? [] : ['recurring' as const]),
    ...(row.status === 'long_term' && late ? ['progress_due' as const] : []),
  ]
}

/** A text without what tells of the reporter. */
const withoutTraces = (text: string, reporter: Reporter) => mask(text, findReporter(text, reporter))

/** A text with everything that looks personal replaced. */
function withoutPersons(text: string, reporter: Reporter): string {
  const own = mask(text, findReporter(text, reporter))
  return mask(own, findPersonal(own))
}

/** What to start editing a publication from: everything that looks personal replaced. */
function draftOf(row: CaseRecord, reporter: Reporter, context: Context) {
  const subject = subjectOf(row, { ...context, language: 'vi' }).name
  const words = reporterText(row)
  return {
    agencyText: row.agency_text ?? mask(words, findReporter(words, reporter)),
    title: row.published_title ?? `${subject} – ${communeOf(row, context).name}`,
    text: row.published_text ?? withoutPersons(row.description, reporter),
    answer: withoutPersons(row.answer ?? '', reporter),
  }
}

/** The report that a request about data is about. */
export type About = { id: string; number: string } | null

/** Another case, open to who may see it. */
const otherOf = (row: CaseRecord, viewer: Viewer) => ({
  number: row.number,
  id: maySee(viewer, row) ? row.id : null,
})

/** A case for its viewer. */
export function presentCase(
  row: CaseRecord,
  log: ActionRecord[],
  viewer: Viewer,
  reporter: Reporter,
  {
    suggestion,
    about,
    main,
    parts,
    whole,
    consents,
  }: {
    suggestion: Suggestion | null
    about: About
    main: CaseRecord | null
    /** What it was split into and from. */
    parts: CaseRecord[]
    whole: CaseRecord | null
    consents: Consent[]
  },
  context: Context,
): CaseView {
  const centre = isCentreOf(viewer, row)
  const facts = factsOf(row, {
    mainStatus: main?.status ?? null,
    last: lastOf(lastDoneOf(log)),
    extendTimes: extendTimes(context.rules, row),
  })
  const can = abilities({ kind: 'staff', viewer }, facts, context.now)
  const mayExtend = can.some(({ action, enabled }) => action === 'extend' && enabled)
  return {
    ...presentRow(row, viewer, context),
    text: centre ? row.description : (row.agency_text ?? withoutPersons(row.description, reporter)),
    answers: presentAnswers(row.answers, context.language, { words: centre }),
    address: centre
      ? row.address
      : row.address && mask(row.address, findReporter(row.address, reporter)),
    pictures: staffPictures(row, viewer, context),
    mergedInto: main && otherOf(main, viewer),
    splitFrom: whole && otherOf(whole, viewer),
    parts: parts.map((part) => otherOf(part, viewer)),
    together: (context.followers.get(row.number) ?? []).map(({ number, id, commune }) => ({
      number,
      id: isCentreOf(viewer, { commune }) ? id : null,
    })),
    followers: context.follows.get(row.number) ?? 0,
    handBackUntil: row.hand_back_until?.toISOString() ?? null,
    extension: row.extension,
    extensionUntil: mayExtend ? extendUntil(context.rules, row) : null,
    recurs: row.recurs,
    reminders: row.reminders,
    escalation:
      row.escalation && (centre ? row.escalation : withoutTraces(row.escalation, reporter)),
    urgent: centre ? row.urgent : null,
    callback: centre ? row.callback : null,
    progressDueAt: row.status === 'long_term' ? (row.progress_due_at?.toISOString() ?? null) : null,
    question: row.question,
    answer: row.answer,
    rating: row.rating,
    ratingComment:
      row.rating_comment &&
      (centre
        ? row.rating_comment
        : mask(row.rating_comment, findReporter(row.rating_comment, reporter))),
    published:
      row.published_title === null
        ? null
        : {
            title: row.published_title,
            text: row.published_text!,
            answer: row.published_answer!,
          },
    centre: centre
      ? {
          channel: row.channel,
          about,
          consents: consents.map(({ purpose, at, withdrawnAt }) => ({
            ...named(
              purpose,
              context.rules.ever.consents.near(purpose, dayIn(at))?.name[context.language],
            ),
            at: at.toISOString(),
            withdrawnAt: withdrawnAt?.toISOString() ?? null,
          })),
          reporter: maskReporter(reporter),
          draft: draftOf(row, reporter, context),
          suggestedAgency: suggestion,
        }
      : null,
    log: presentLog(log, centre, reporter, context),
    abilities: can,
  }
}
