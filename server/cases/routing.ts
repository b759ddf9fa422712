import type { Rules } from './catalogue.ts'

/** Who would get a case, and why, for the person who decides. */
export type Suggestion = { code: string; reason: string }

/**
 * The agency that a subject's rules name at a commune. Where several rules apply by a condition only
 * a person can judge (which road, whose works), the last one is the general case.
 */
export function suggestAgency(
  rules: Rules,
  facts: { subject: string; commune: string },
): Suggestion | null {
  const subject = rules.subjects.get(facts.subject)
  const rule = subject?.lead.at(-1)
  if (!subject || !rule) return null
  const code =
    rule.to === 'xa' ? `X${facts.commune}` : rule.to === 'ca_xa' ? `C${facts.commune}` : rule.to
  return { code, reason: `${subject.name.vi}: ${rule.when}` }
}
