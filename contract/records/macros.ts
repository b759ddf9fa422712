import { z } from 'zod'
import { bilingual, code, period, reference } from './shared.ts'

/** What a macro may do: actions that need no more than what can be written down beforehand. */
export const macroActions = [
  'accept',
  'reclassify',
  'assign',
  'ask_citizen',
  'note_internal',
  'note_public',
  'remind',
  'decline',
  'close',
  'acknowledge',
  'start',
] as const
export type MacroAction = (typeof macroActions)[number]

/** The agency that is suggested for the report at that step. */
export const suggestedAgency = 'suggested'
/** More steps than this nobody reads before confirming. */
export const mostSteps = 6

/** What each action of a step cannot be without. */
const needed: Partial<Record<MacroAction, 'subject' | 'agency' | 'reason' | 'text'>> = {
  reclassify: 'subject',
  assign: 'agency',
  decline: 'reason',
  ask_citizen: 'text',
  note_internal: 'text',
  note_public: 'text',
}

/**
 * One step: an action with what it needs. `text` are its words (of a decline the guidance, which is
 * the reason's own where there are none), with the blanks of text modules.
 */
export const macroStep = z
  .strictObject({
    action: z.enum(macroActions),
    subject: reference('subjects').optional(),
    agency: reference('agencies', /^suggested$/).optional(),
    reason: reference('choices').optional(),
    text: bilingual.optional(),
  })
  .superRefine((step, context) => {
    const field = needed[step.action]
    if (field && step[field] === undefined) {
      context.addIssue({ code: 'custom', path: [field], message: 'required' })
    }
  })
export type MacroStep = z.infer<typeof macroStep>

/** Several actions on one report, done by one choice: all of them or none. */
export const macro = z.strictObject({
  code,
  name: bilingual,
  steps: z.array(macroStep).min(1, 'required').max(mostSteps, 'too_many'),
  group: reference('subjectGroups').optional(),
  sort: z.int().min(0),
  ...period,
})
export type Macro = z.infer<typeof macro>
