import type { Subject } from '../../../contract/records/field-reports.ts'
import type { AgencyPeriod, Viewer } from '../../identity/index.ts'
import type { Rules } from '../catalogue.ts'
import { appoint } from '../routing/appoint.ts'
import { createRandom, seedOf } from './random.ts'
import type { Random } from './random.ts'

/** How an agency works: some quick and thorough, some slow, some content with a polite phrase. */
export type Manner = {
  /** The share of its deadline that it takes as a rule; above 1 it is late more often than not. */
  pace: number
  /** How often an answer says what was found and done. */
  care: number
  /** How often a case is forgotten. */
  neglect: number
}

/** Who acts for an agency. */
export type AgencyPeople = { coordinator: Viewer; officer: Viewer; head: Viewer }

/** @returns the manner of an agency in a province of this seed */
export function mannerOf(agency: string, seed: number): Manner {
  const random = createRandom(seed, seedOf(agency), 3)
  return random.weighted<Manner>([
    [{ pace: 0.34, care: 0.93, neglect: 0.004 }, 30],
    [{ pace: 0.52, care: 0.82, neglect: 0.012 }, 38],
    [{ pace: 0.74, care: 0.66, neglect: 0.03 }, 20],
    [{ pace: 0.98, care: 0.42, neglect: 0.07 }, 9],
    [{ pace: 1.3, care: 0.25, neglect: 0.12 }, 3],
  ])
}

/** The agencies a subject may go to at a commune, the first the likeliest. */
export function leadsOf(
  subject: Subject,
  commune: { code: string; name: string },
  agencies: Map<string, AgencyPeriod>,
  day: string,
): string[] {
  const codes = subject.lead.flatMap(({ to }) => {
    const { agency } = appoint(to, { day, subject, commune, agencies }, { inItsAreas: true })
    return agency ? [agency.code] : []
  })
  return [...new Set(codes)]
}

/** The last rule is the one for most places; those before it are for particular ones. */
export function chosenOf(leads: string[], random: Random): string | null {
  if (leads.length === 0) return null
  return random.weighted(leads.map((lead, index) => [lead, index === leads.length - 1 ? 3 : 1]))
}

/** Every agency that a report may go to in a province. */
export function agenciesNeeded(
  rules: Pick<Rules, 'subjects' | 'communes' | 'today'>,
  agencies: Map<string, AgencyPeriod>,
): string[] {
  const codes = [...rules.communes.values()].flatMap((commune) =>
    [...rules.subjects.values()].flatMap((subject) =>
      leadsOf(subject, commune, agencies, rules.today),
    ),
  )
  return [...new Set(codes)].sort()
}
