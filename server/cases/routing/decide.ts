import { registers } from '../../../contract/records/places.ts'
import type { Register, ruleKinds } from '../../../contract/records/places.ts'
import type { Subject } from '../../../contract/records/field-reports.ts'
import type { FeatureScope, NearFeature } from '../../places/index.ts'
import { appoint, covers } from './appoint.ts'
import type { Office, Saying } from './appoint.ts'
import { words } from './words.ts'

type RuleKind = (typeof ruleKinds)[number]

/** Everything a decision looks at. */
export type Facts = Office & {
  subject: Subject
  /** Whether a point is known; without one no register can be asked. */
  placed: boolean
  /** What lies near, at least as far as the registers reach for this subject. */
  near: NearFeature[]
  /** The registers as of the day. */
  scopes: FeatureScope[]
}

export type Step = { kind: RuleKind; decided: boolean; reason: Saying }
export type Decision = {
  agency: { code: string; name: string } | null
  rule: { kind: RuleKind; code: string | null; validFrom: string | null; metres: number | null }
  reason: Saying
  /** The questions asked, in order; the last one decided. */
  steps: Step[]
}

/** What of the nearby features answers for the subject: the best of each kind of question. */
type Candidates = { works?: NearFeature; zone?: NearFeature; nearest?: NearFeature }

/**
 * Who is competent: running works, then a zone, then the nearest structure or road in reach, then
 * subject × commune by the last, general lead rule, then a person. Only the first candidate of a
 * question counts: where its agency is none any more, the next question is asked, not a thing
 * farther away.
 */
export function decide(facts: Facts): Decision {
  const candidates = candidatesOf(facts)
  const steps: Step[] = []
  const failures: Saying[] = []
  for (const kind of registers) {
    const feature = candidateOf(kind, candidates)
    if (!feature) {
      steps.push({ kind, decided: false, reason: whyNot(kind, facts, candidates.nearest) })
      continue
    }
    const appointed = appoint(feature.manager, facts, { inItsAreas: false })
    if (!appointed.agency) {
      const failure: Saying = (language) =>
        words[language].failed(feature.name, appointed.why(language))
      failures.push(failure)
      steps.push({ kind, decided: false, reason: failure })
      continue
    }
    return decided(steps, failures, {
      agency: appointed.agency,
      rule: { kind, code: feature.code, validFrom: feature.validFrom, metres: feature.metres },
      said: [sayFeature(feature, appointed.manager), ...appointed.notes],
    })
  }
  return decideBySubject(facts, steps, failures)
}

function decideBySubject(facts: Facts, steps: Step[], failures: Saying[]): Decision {
  const { subject } = facts
  const { to, when } = subject.lead.at(-1)!
  const appointed = appoint(to, facts, { inItsAreas: true })
  if (appointed.agency) {
    const before = failures.length > 0 ? null : beforeGeneral(facts)
    const main: Saying = (language) =>
      words[language].general({
        before: before?.(language) ?? null,
        subject: subject.name[language],
        when,
        agency: appointed.manager,
      })
    return decided(steps, failures, {
      agency: appointed.agency,
      rule: { kind: 'subject', code: subject.code, validFrom: subject.validFrom, metres: null },
      said: [main, ...appointed.notes],
    })
  }
  const failure: Saying = (language) =>
    words[language].failed(`${subject.name[language]} – ${when}`, appointed.why(language))
  steps.push({ kind: 'subject', decided: false, reason: failure })
  return decided(steps, [...failures, failure], {
    agency: null,
    rule: { kind: 'none', code: null, validFrom: null, metres: null },
    said: [(language) => words[language].byHand],
  })
}

/** Ends the questions; the whole reason also tells which answer before this one had to fail. */
function decided(
  steps: Step[],
  failures: Saying[],
  { agency, rule, said }: Pick<Decision, 'agency' | 'rule'> & { said: Saying[] },
): Decision {
  const join = (sayings: Saying[]): Saying => {
    return (language) => sayings.map((saying) => saying(language)).join('; ')
  }
  return {
    agency,
    rule,
    reason: join([...failures, ...said]),
    steps: [...steps, { kind: rule.kind, decided: true, reason: join(said) }],
  }
}

/** How far the registers reach for a subject, in metres; null when none answers for it. */
export function reachFor(
  scopes: FeatureScope[],
  subject: { code: string; group: string },
  register?: Register,
): number | null {
  const answering = scopes.filter((scope) => {
    return (!register || scope.register === register) && covers(scope.subjects, subject)
  })
  return answering.length > 0 ? Math.max(...answering.map(({ reach }) => reach)) : null
}

function candidatesOf({ near, subject }: Pick<Facts, 'near' | 'subject'>): Candidates {
  const answering = near.filter(({ metres, class: of }) => {
    return metres <= of.reach && covers(of.subjects, subject)
  })
  const first = (kinds: Register[], order: (a: NearFeature, b: NearFeature) => number) =>
    answering.filter((feature) => kinds.includes(feature.class.register)).sort(order)[0]
  const [works, zone] = [first(['works'], mostParticular), first(['zone'], mostParticular)]
  const nearest = first(['structure', 'road'], nearestFirst)
  return { ...(works && { works }), ...(zone && { zone }), ...(nearest && { nearest }) }
}

function candidateOf(kind: Register, { works, zone, nearest }: Candidates) {
  if (kind === 'works') return works
  if (kind === 'zone') return zone
  return nearest?.class.register === kind ? nearest : undefined
}

const byCode = (a: NearFeature, b: NearFeature) => (a.code < b.code ? -1 : 1)
const flag = (value: boolean) => (value ? 1 : 0)

/** What the point is in before what it is beside; then the smallest, then the latest begun. */
function mostParticular(a: NearFeature, b: NearFeature): number {
  return (
    flag(a.metres > 0) - flag(b.metres > 0) ||
    a.area - b.area ||
    flag(a.validFrom < b.validFrom) - flag(b.validFrom < a.validFrom) ||
    byCode(a, b)
  )
}

function nearestFirst(a: NearFeature, b: NearFeature): number {
  const road = ({ class: of }: NearFeature) => flag(of.register === 'road')
  return a.metres - b.metres || road(a) - road(b) || byCode(a, b)
}

function sayFeature(feature: NearFeature, agency: string): Saying {
  const { name, metres, validFrom: from, validTo } = feature
  return (language) => {
    const say = words[language]
    switch (feature.class.register) {
      case 'works':
        return say.works({ name, metres, until: validTo && dayBefore(validTo), agency })
      case 'zone':
        return say.zone({ name, metres, agency, from })
      default: {
        const inside = metres === 0 && feature.area > 0
        return say[inside ? 'zone' : 'near']({ name, metres, agency, from })
      }
    }
  }
}

/** Why a register had no answer. */
function whyNot(kind: Register, facts: Facts, nearest: NearFeature | undefined): Saying {
  if (!facts.placed) return (language) => words[language].noPosition
  const here = facts.near.filter(({ class: of, metres }) => {
    return of.register === kind && metres <= of.reach
  })
  const farther = nearest && here.find(({ class: of }) => covers(of.subjects, facts.subject))
  if (farther) return (language) => words[language].fartherThan(farther, nearest.name)
  const [other] = here
  if (other) {
    return (language) =>
      words[language].otherSubjects({ ...other, className: other.class.name[language] })
  }
  const reach = reachFor(facts.scopes, facts.subject, kind)
  if (reach === null) return (language) => words[language].notAsked[kind]
  return (language) => words[language].nothing({ registers: [kind], metres: reach, others: false })
}

/** What the general rule's reason begins with: that roads and structures were asked in vain. */
function beforeGeneral({ placed, near, scopes, subject }: Facts): Saying | null {
  const asked = (['structure', 'road'] as const).flatMap((kind) => {
    const reach = reachFor(scopes, subject, kind)
    return reach === null ? [] : [{ kind, reach }]
  })
  if (asked.length === 0) return null
  if (!placed) return (language) => words[language].noPosition
  const metres = Math.max(...asked.map((one) => one.reach))
  const registers = asked.map(({ kind }) => kind)
  const others = near.some(({ class: of, metres }) => {
    return metres <= of.reach && registers.some((register) => register === of.register)
  })
  return (language) => words[language].nothing({ registers, metres, others })
}

/** The last day of a period whose end is its first day without. */
function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}
