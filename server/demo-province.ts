import type { StaffRole } from '../contract/identity.ts'
import type { App } from './app.ts'
import {
  createRandom,
  inventedName,
  neededAgencies,
  readWorld,
  seedOf,
  writeProvince,
} from './cases/index.ts'
import type { AgencyPeople, ProvincePeople } from './cases/index.ts'
import { demoAccounts } from './demo-accounts.ts'
import { inventStaff } from './identity/index.ts'
import type { InventedPerson, Viewer } from './identity/index.ts'
import { appendAudit } from './platform/audit/index.ts'
import { createClock } from './platform/clock.ts'

/** Reports of the demo's first start. */
export const firstReports = 5_000
export const firstSeed = 1

const duties = {
  coordinator: 'daumoi',
  officer: 'canbo',
  head: 'lanhdao',
} as const satisfies Partial<Record<StaffRole, string>>
type Duty = keyof typeof duties

/** The demo's own account for a role, where it has one. */
const knownFor = (role: StaffRole, agency: string | null) =>
  demoAccounts.filter((account) => account.role === role && account.agency === agency)

function personFor(role: Duty, agency: string): InventedPerson {
  const [known] = knownFor(role, agency)
  const name = inventedName(createRandom(seedOf(`${role} ${agency}`)))
  const email = `${duties[role]}.${agency.toLowerCase()}@demo.nhip.vn`
  return { name: known?.name ?? name, email: known?.email ?? email, role, agency }
}

/** Who acts in the province: the demo's accounts, and people without a password for the rest. */
async function peopleFor({ database }: Pick<App, 'database'>): Promise<ProvincePeople> {
  const codes = await neededAgencies(database.executor)
  const roles = Object.keys(duties) as Duty[]
  const people = codes.flatMap((agency) => roles.map((role) => personFor(role, agency)))
  const found = await database.transaction((tx) => inventStaff(tx, people))
  const viewer = (role: Duty, agency: string) => found.get(personFor(role, agency).email)!
  const centre = await database.transaction((tx) =>
    inventStaff(
      tx,
      [...knownFor('operator', null), ...knownFor('shift_lead', null)].map(
        ({ name, email, role, agency }) => ({ name, email, role, agency }),
      ),
    ),
  )
  const withRole = (role: StaffRole): Viewer[] =>
    [...centre.values()].filter(({ grants }) => grants[0]!.role === role)
  return {
    centre: { operators: withRole('operator'), leads: withRole('shift_lead') },
    agencies: new Map(
      codes.map((agency): [string, AgencyPeople] => [
        agency,
        {
          coordinator: viewer('coordinator', agency),
          officer: viewer('officer', agency),
          head: viewer('head', agency),
        },
      ]),
    ),
  }
}

/**
 * Fills the demo with an invented province of at least so many reports, or what is missing of it; see
 * {@link writeProvince}. The caller knows that this is the demo. Answers how many cases it added.
 */
export async function fillProvince(
  app: Pick<App, 'database' | 'vault'>,
  options: {
    ownerUrl: string
    reports: number
    seed: number
    progress?: (done: number, of: number) => void
    signal?: AbortSignal
  },
): Promise<number> {
  const { executor } = app.database
  const { seed, reports } = options
  const people = await peopleFor(app)
  const { added } = await writeProvince({
    ...options,
    vault: app.vault,
    now: await createClock(executor).now(),
    worldAt: (end) => readWorld(executor, { seed, end, people }),
    tell: (until) =>
      appendAudit(executor, {
        kind: 'command',
        actorKind: 'command',
        actor: null,
        data: { command: 'demo', options: ['reports', 'seed'], reports, seed, until },
      }),
  })
  return added
}
