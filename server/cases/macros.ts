import type { z } from 'zod'
import { fillBlanks, hasBlank, inSentence } from '../../contract/blanks.ts'
import type { ActionRequest, Status } from '../../contract/case-types.ts'
import { inGroups } from '../../contract/codes.ts'
import { Failure } from '../../contract/errors.ts'
import { isPast } from '../../contract/macros.ts'
import type { PlannedStep, ShownMacro, previewMacro } from '../../contract/macros.ts'
import { suggestedAgency } from '../../contract/records/macros.ts'
import type { Macro, MacroStep } from '../../contract/records/macros.ts'
import { agencyNames } from '../identity/index.ts'
import type { AgencyNames, Viewer } from '../identity/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { outcomeOf } from './bulk.ts'
import type { Language, Rules } from './catalogue.ts'
import { perform, stage } from './commands.ts'
import type { ActParts } from './commands.ts'
import type { Erased } from './erase.ts'
import { maySee, refusal } from './policy.ts'
import { positionOf } from './present.ts'
import { findCase, findCases } from './queries.ts'
import { factsOf } from './record.ts'
import type { Routing, Suggestion } from './routing/routing.ts'
import { ruleOf } from './state.ts'
import type { CaseRecord } from './tables.ts'
import { spokenDeadline } from './words.ts'

type Planned = z.output<typeof previewMacro.response>['cases'][number]

export type Planning = {
  parts: ActParts
  rules: Rules
  routing: Routing
  erased: Erased
  viewer: Viewer
  language: Language
  now: Date
}

/** The macros in force today, in words. */
export function presentMacros({ macros }: Rules, language: Language): ShownMacro[] {
  return macros.map(({ code, name, group, steps }) => ({
    code,
    name: name[language],
    group: group ?? null,
    steps: steps.map(({ action, text }) => ({ action, text: text?.[language] ?? null })),
  }))
}

/**
 * What a macro would do to each of some cases: it is done, in a transaction that is taken back. So
 * nothing that is shown can differ from what is done with the same case a moment later.
 * @throws Failure not_found for a macro that is not in force
 */
export async function planMacro(
  planning: Planning,
  { code, ids, texts }: { code: string; ids: string[]; texts: Record<string, string> },
): Promise<Planned[]> {
  const { parts, rules, viewer } = planning
  const macro = rules.macros.find((each) => each.code === code)
  if (!macro) throw new Failure('not_found')
  const found = await parts.wall.read(viewer, (tx) => findCases(tx, ids))
  const seen = found.filter((row) => maySee(viewer, row))
  // Before the transactions: each would ask for a second connection.
  const suggestions = new Map<string, Suggestion | null>()
  for (const row of seen) suggestions.set(row.id, await suggestionFor(planning, macro, row))
  const codes = [
    ...seen.map(({ agency }) => agency),
    ...macro.steps.map(({ agency }) => agency ?? null),
    ...[...suggestions.values()].map((suggestion) => suggestion?.code ?? null),
  ]
  const agencies = await agencyNames(
    parts.database.executor,
    codes.filter((each) => each !== null),
  )
  const plans = new Map<string, Planned>()
  for (const row of seen) {
    const asked = { macro, texts, agencies, suggestion: suggestions.get(row.id) ?? null }
    plans.set(row.id, await planFor(planning, asked, row))
  }
  return ids.flatMap((id) => plans.get(id) ?? [])
}

/** Who is suggested, of the subject that the case has by the step that sends it. */
async function suggestionFor(
  { routing, language }: Planning,
  { steps }: Macro,
  row: CaseRecord,
): Promise<Suggestion | null> {
  const sends = steps.findIndex(({ agency }) => agency === suggestedAgency)
  if (sends < 0) return null
  const subject = steps.slice(0, sends).findLast((step) => step.subject)?.subject ?? row.subject
  return routing.suggest({ subject, commune: row.commune, position: positionOf(row) }, language)
}

type Asked = {
  macro: Macro
  texts: Record<string, string>
  agencies: AgencyNames
  suggestion: Suggestion | null
}

/** Carries what was found out of a transaction that must not last. */
class TakenBack extends Error {}

async function planFor(planning: Planning, asked: Asked, row: CaseRecord): Promise<Planned> {
  const { parts, rules, erased, viewer } = planning
  const { steps } = asked.macro
  const plan: Planned = {
    id: row.id,
    number: row.number,
    version: row.version,
    steps: [],
    stopped: null,
  }
  const actor = { kind: 'staff', viewer } as const
  const tryAll = async (tx: Executor) => {
    const staged = stage(parts, tx, { rules, actor, erased })
    await parts.wall.enter(tx, viewer)
    let standing = (await findCase(tx, row.id))!
    plan.version = standing.version
    for (const [index, step] of steps.entries()) {
      const isBehind = isReached(step, standing)
      // Whether it is theirs and possible comes before what it still lacks.
      if (!isBehind) admit(planning, step, standing)
      const action = isBehind ? null : requestOf(planning, asked, index, standing)
      if (action) {
        const { version } = standing
        await perform(tx, staged, { actor, caseId: row.id, version, action })
        standing = (await findCase(tx, row.id))!
      }
      plan.steps.push(presentStep(planning, asked, { step, action, after: standing }))
    }
    throw new TakenBack()
  }
  await parts.wall.ready()
  await parts.database.transaction(tryAll).catch((error: unknown) => {
    if (error instanceof TakenBack) return
    plan.stopped = { ...outcomeOf(error), step: plan.steps.length }
  })
  // Every step is behind it: there is nothing to do.
  if (!plan.stopped && plan.steps.every(({ action }) => action === null)) {
    const none = { version: null, by: null, fault: null }
    plan.stopped = { outcome: 'not_possible', reason: 'wrong_status', ...none, step: 0 }
  }
  return plan
}

function admit({ viewer, now }: Planning, { action }: MacroStep, row: CaseRecord): void {
  const reason = refusal({ kind: 'staff', viewer }, factsOf(row), action, now)
  if (reason === undefined) throw new Failure('forbidden')
  if (reason !== null) throw new Failure('action_not_allowed', { details: { reason } })
}

/** Whether a case has come so far already. */
const isReached = ({ action, subject }: MacroStep, row: CaseRecord) =>
  isPast(action, row.status) || (action === 'reclassify' && subject === row.subject)

const incomplete = (path: string, code: string) =>
  new Failure('invalid_input', { fields: [{ path: `action.input.${path}`, code }] })

/** The words of a step, with what is known of the case by then in their blanks. */
function wordsOf(planning: Planning, asked: Asked, index: number, row: CaseRecord): string | null {
  const { rules, language, now } = planning
  const step = asked.macro.steps[index]!
  const guidance = step.reason && rules.refusals.get(step.reason)?.guidance?.[language]
  const text = asked.texts[index]?.trim() || (step.text?.[language] ?? guidance)
  if (!text) return null
  const agency = row.agency === null ? null : asked.agencies.get(row.agency)
  const words = fillBlanks(text, {
    phuong: inSentence(rules.communes.get(row.commune)?.name),
    linh_vuc: rules.ever.subjects.near(row.subject, rules.today)?.name[language],
    don_vi: agency,
    duong: row.address,
    ma: inGroups(row.number),
    han: spokenDeadline(row.due_at, now, language),
  })
  if (hasBlank(words)) throw incomplete('text', 'blank_left')
  return words
}

/** @throws Failure invalid_input where a blank is left, or nobody is suggested */
function requestOf(
  planning: Planning,
  asked: Asked,
  index: number,
  row: CaseRecord,
): ActionRequest {
  const step = asked.macro.steps[index]!
  const words = wordsOf(planning, asked, index, row)
  const text = words ?? undefined
  const inputs: Record<MacroStep['action'], () => unknown> = {
    accept: () => ({}),
    acknowledge: () => ({}),
    start: () => ({}),
    reclassify: () => ({ subject: step.subject }),
    assign: () => {
      const code = step.agency === suggestedAgency ? asked.suggestion?.code : step.agency
      if (!code) throw incomplete('agency', 'no_suggestion')
      return { agency: code, ...(text && { reason: text }) }
    },
    ask_citizen: () => ({ question: text }),
    note_internal: () => ({ text }),
    note_public: () => ({ text }),
    remind: () => ({ ...(text && { text }) }),
    decline: () => ({ reason: step.reason, guidance: text }),
    close: () => ({ ...(text && { reason: text }) }),
  }
  const { input: shape } = ruleOf({ type: step.action })
  const parsed = shape.safeParse(inputs[step.action]())
  const [issue] = parsed.error?.issues ?? []
  if (issue) throw incomplete(String(issue.path[0]), issue.message)
  return { type: step.action, input: parsed.data } as ActionRequest
}

const wordFields = ['text', 'question', 'guidance', 'reason'] as const

function presentStep(
  { rules, language }: Planning,
  { agencies }: Asked,
  { step, action, after }: { step: MacroStep; action: ActionRequest | null; after: CaseRecord },
): PlannedStep {
  const input = (action?.input ?? {}) as Record<string, string | undefined>
  const { agency, subject } = input
  const reason = step.action === 'decline' ? input.reason : undefined
  const said = wordFields.find((field) => input[field] && input[field] !== reason)
  const named = (code: string | undefined, name: string | undefined) =>
    code === undefined ? null : { code, name: name ?? code }
  return {
    action,
    type: step.action,
    agency: named(agency, agency && agencies.get(agency)),
    subject: named(subject, subject && rules.subjects.get(subject)?.name[language]),
    reason: named(reason, reason && rules.refusals.get(reason)?.name[language]),
    words: said ? input[said]! : null,
    public: ruleOf({ type: step.action }).public,
    status: after.status as Status,
    dueAt: after.due_at.toISOString(),
  }
}
