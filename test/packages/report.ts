/** What `npm audit --json` (report version 2) tells of one package. */
type Vulnerability = {
  name: string
  severity: string
  range: string
  via: (string | { title: string; url: string })[]
}
export type AuditAnswer = {
  vulnerabilities?: Record<string, Vulnerability>
  /** In place of it all: why the registry could not be asked. */
  message?: string
}
/** What `npm outdated --json` tells, by name. */
export type OutdatedAnswer = Record<string, { current?: string; wanted: string; latest: string }>

export type Weakness = { name: string; severity: string; text: string; development: boolean }

/** Within how many days a weakness is gone, by its severity: docs/security/inventory.md. */
export const daysFor: Record<string, number> = { critical: 7, high: 30, moderate: 90, low: 180 }

/**
 * The known weaknesses, the worst first; null when the registry gave no answer. `production` is the
 * answer for what is installed to serve, `all` the one with the tools beside it.
 */
export function weaknesses(production: AuditAnswer, all: AuditAnswer): Weakness[] | null {
  if (!production.vulnerabilities || !all.vulnerabilities) return null
  const serving = new Set(Object.keys(production.vulnerabilities))
  const order = Object.keys(daysFor)
  return Object.values({ ...all.vulnerabilities, ...production.vulnerabilities })
    .map(({ name, severity, range, via }) => {
      // A word alone names the package that brings the weakness, which has a line of its own.
      const reasons = via.map((each) =>
        typeof each === 'string' ? `through ${each}` : `${each.title} (${each.url})`,
      )
      const text = `${name} ${range}: ${reasons.join('; ')}`
      return { name, severity, text, development: !serving.has(name) }
    })
    .sort(
      (a, b) =>
        Number(a.development) - Number(b.development) ||
        order.indexOf(a.severity) - order.indexOf(b.severity) ||
        (a.name < b.name ? -1 : 1),
    )
}

/** Packages whose newest version is of a later major than ours. */
export function behind(outdated: OutdatedAnswer): { name: string; ours: string; latest: string }[] {
  const major = (version: string) => Number(version.split('.')[0])
  return Object.entries(outdated).flatMap(([name, { current, wanted, latest }]) => {
    const ours = current ?? wanted
    // Some publishers leave the mark "latest" on an older line.
    return major(latest) > major(ours) ? [{ name, ours, latest }] : []
  })
}
