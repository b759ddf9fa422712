import type { z } from 'zod'
import type { CaseView } from '../../../contract/cases.ts'
import { Failure } from '../../../contract/errors.ts'
import type { explainRoute, Route, RouteQuestion } from '../../../contract/routing.ts'
import type { Areas, Position } from '../../places/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import { whenChanged } from '../../platform/records/index.ts'
import type { Language, Rules } from '../catalogue.ts'
import type { Commune } from './appoint.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { readFacts, readOrder } from './facts.ts'

type Explanation = z.input<typeof explainRoute.response>

export type Suggestion = NonNullable<NonNullable<CaseView['centre']>['suggestedAgency']>

/** Metres around a point within which the workbench shows what there is. */
const nearby = 100
const mostNearby = 50

/** Who gets a report, and why. */
export type Routing = ReturnType<typeof createRouting>

export function createRouting({
  executor,
  rules,
  areas,
}: {
  executor: Executor
  rules: () => Promise<Rules>
  areas: Areas
}) {
  const todays = whenChanged(executor, ['agencies', 'featureClasses'], async () =>
    readOrder(executor, (await rules()).today),
  )
  const orderOf = async (day: string) => {
    const order = await todays()
    return order.day === day ? order : readOrder(executor, day)
  }

  /** The position decides; what was said of the commune counts where no boundary is known. */
  async function communeOf(
    current: Rules,
    position: Position | null,
    said: string | null,
  ): Promise<Commune | null> {
    const found = position && (await areas.communeAt(position))
    const code = found?.code ?? said
    return code === null ? null : { code, name: current.communes.get(code)?.name ?? code }
  }

  return {
    /**
     * Who would get a case today; null when a person must choose, or when the subject is no longer
     * in force.
     */
    async suggest(
      facts: { subject: string; commune: string; position: Position | null },
      language: Language,
    ): Promise<Suggestion | null> {
      const current = await rules()
      const subject = current.subjects.get(facts.subject)
      if (!subject) return null
      const { position } = facts
      const commune = await communeOf(current, position, facts.commune)
      const matter = { subject, position, commune }
      const decision = decide(await readFacts(executor, await todays(), matter))
      const { agency, rule, reason } = decision
      return agency && { ...agency, reason: reason(language), rule }
    },

    /**
     * All questions asked about a subject at a place, in order.
     * @throws Failure invalid_input when the subject is not in force on the day, or no place is known
     */
    async explain(question: RouteQuestion): Promise<Explanation> {
      const { language, position = null } = question
      const current = await rules()
      const day = question.day ?? current.today
      const subject = current.ever.subjects.on(question.subject, day)
      const said = question.commune || null
      const commune = await communeOf(current, position, said)
      const fields = [
        ...(subject ? [] : [{ path: 'subject', code: 'unknown' }]),
        ...(position || said ? [] : [{ path: 'commune', code: 'required' }]),
        ...(commune && !current.communes.has(commune.code)
          ? [{ path: 'commune', code: 'unknown' }]
          : []),
      ]
      if (!subject || fields.length > 0) throw new Failure('invalid_input', { fields })
      const matter = { subject, position, commune }
      const facts = await readFacts(executor, await orderOf(day), matter, nearby)
      const decision = decide(facts)
      return {
        commune,
        route: presentRoute(decision, language),
        steps: decision.steps.map(({ kind, decided, reason }) => {
          return { kind, decided, reason: reason(language) }
        }),
        nearby: facts.near.slice(0, mostNearby).map((feature) => ({
          code: feature.code,
          name: feature.name,
          className: feature.class.name[language],
          register: feature.class.register,
          metres: tenths(feature.metres),
        })),
      }
    },
  }
}

function presentRoute({ agency, rule, reason }: Decision, language: Language): Route {
  const metres = rule.metres === null ? null : tenths(rule.metres)
  return { agency, reason: reason(language), rule: { ...rule, metres } }
}

/** Registers are not truer than a few centimetres. */
function tenths(metres: number): number {
  return Math.round(metres * 10) / 10
}
