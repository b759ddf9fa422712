import type { AgencyPeriod } from '../../identity/index.ts'
import type { Language } from '../catalogue.ts'
import { words } from './words.ts'

/** A part of a reason, in the reader's language. */
export type Saying = (language: Language) => string

export type Commune = { code: string; name: string }

/** What an appointment is judged by. */
export type Office = {
  day: string
  subject: { code: string; group: string }
  commune: Commune | null
  agencies: Map<string, AgencyPeriod>
}

/** Who is appointed, with what there is to say about it; or why nobody can be. */
export type Appointment =
  | { agency: { code: string; name: string }; manager: string; notes: Saying[] }
  | { agency: null; why: Saying }

/**
 * The code of an agency: `xa`, `ca_xa` and their offices (`xa.PTDS`) are those of the commune; null
 * when they are and the commune is not known.
 */
function codeAt(to: string, commune: Commune | null): string | null {
  const [, kind, office] = /^(xa|ca_xa)(\..+)?$/.exec(to) ?? []
  if (!kind) return to
  return commune && `${kind === 'xa' ? 'X' : 'C'}${commune.code}${office ?? ''}`
}

/** Whether a list of subjects and groups has the subject. */
export function covers(subjects: string[], subject: { code: string; group: string }): boolean {
  return subjects.includes(subject.code) || subjects.includes(subject.group)
}

/**
 * Finds the agency a rule or a register names, as of the day; where it has shared out the province
 * among agencies of its own, the one for this commune. `inItsAreas`: it must serve the commune.
 */
export function appoint(
  to: string,
  office: Office,
  { inItsAreas }: { inItsAreas: boolean },
): Appointment {
  const { day, commune } = office
  const code = codeAt(to, commune)
  if (code === null) return { agency: null, why: (language) => words[language].noCommune }
  const found = office.agencies.get(code)
  if (!found) return { agency: null, why: (language) => words[language].noAgency(code) }
  const { name, validFrom, validTo } = found
  if (validFrom > day) {
    return { agency: null, why: (language) => words[language].notYet(name, validFrom) }
  }
  if (validTo !== null && validTo <= day) {
    return { agency: null, why: (language) => words[language].ended(name, validTo) }
  }
  const branch = commune && branchFor(found, office.subject, commune)
  if (branch) {
    return {
      agency: { code: branch.code, name: branch.name },
      manager: name,
      notes: [(language) => words[language].branch(branch.name, inSentence(commune.name))],
    }
  }
  if (inItsAreas && commune && found.areas && !found.areas.includes(commune.code)) {
    const place = inSentence(commune.name)
    return { agency: null, why: (language) => words[language].notHere(name, place) }
  }
  return {
    agency: { code, name },
    manager: name,
    notes: found.standIn ? [(language) => words[language].standIn] : [],
  }
}

/** The branch that serves the commune; of several, the one with the fewest communes. */
function branchFor(
  agency: AgencyPeriod,
  subject: { code: string; group: string },
  commune: Commune,
): AgencyPeriod['branches'][number] | undefined {
  return agency.branches
    .filter(({ areas, subjects }) => {
      return areas.includes(commune.code) && (subjects === null || covers(subjects, subject))
    })
    .sort((a, b) => a.areas.length - b.areas.length || (a.code < b.code ? -1 : 1))[0]
}

/** "Phường Thuận Hóa" as it stands inside a sentence. */
function inSentence(name: string): string {
  return `${name[0]!.toLowerCase()}${name.slice(1)}`
}
