import { createClient } from '../../contract/client.ts'
import type { Client } from '../../contract/client.ts'
import { packs } from '../../packs/index.ts'
import { demoPassword } from '../../server/demo.ts'
import type { NewStaff } from '../../server/identity/index.ts'
import { setUpAccount } from '../staff.ts'
import { fetchWithCookies } from './browser.ts'

/** The people of an agency who work on a case. */
export type Team = {
  coordinator: Client
  officer: { id: string; client: Client } | null
  head: Client
}

/** An installation as the journeys meet it: over HTTP only, signed in as its people. */
export type World = {
  url: string
  operators: [Client, Client]
  /** The agency's people; null where nobody can sign in for it. */
  teamOf(agency: string): Promise<Team | null>
  /** Whether reports on a subject are ever published. */
  isClosed(subject: string): boolean
  catalogue: Awaited<ReturnType<Client['getCatalogue']>>
}

/** Theirs are no known accounts of the demo: what they are given is replaced first. */
const firstPassword = 'bốn chữ ngẫu nhiên dài'
const teamPassword = 'một câu khác hẳn câu trước'

/** The ward of the demo accounts, phường Thuận Hóa. */
export const ward = { agency: 'X19789', commune: '19789' }

/**
 * Signs in to an installation of the demo province. `createStaff` makes people for the agencies
 * that have none; without it, over the network, only the demo ward can answer.
 */
export async function openWorld(
  url: string,
  createStaff?: (staff: NewStaff) => Promise<string>,
): Promise<World> {
  const signIn = async (email: string, password = demoPassword) => {
    const client = createClient({ origin: url, fetch: fetchWithCookies() })
    await client.signIn({ body: { email, password } })
    return client
  }
  const operators = await Promise.all([
    signIn('dieuphoi@demo.nhip.vn'),
    signIn('dieuphoi2@demo.nhip.vn'),
  ])
  const closed = new Set(
    packs.fieldReports.subjects?.flatMap((s) => (s.publication === 'closed' ? [s.code] : [])),
  )

  async function demoTeam(): Promise<Team> {
    const [coordinator, officer, head] = await Promise.all(
      ['daumoi', 'canbo', 'lanhdao'].map((name) => signIn(`${name}@demo.nhip.vn`)),
    )
    const { id } = await officer!.getMe({})
    return { coordinator: coordinator!, officer: { id, client: officer! }, head: head! }
  }

  /** One person who is both: only in the demo ward are coordinator, officer and head three. */
  async function newTeam(agency: string): Promise<Team> {
    const email = `${agency.toLowerCase()}@thu.example.vn`
    await createStaff!({
      name: `Cán bộ ${agency}`,
      email,
      password: firstPassword,
      grants: [
        { role: 'coordinator', agency },
        { role: 'head', agency },
      ],
    })
    const client = await signIn(email, firstPassword)
    await setUpAccount(client, firstPassword, teamPassword)
    return { coordinator: client, officer: null, head: client }
  }

  const teams = new Map<string, Promise<Team>>()
  return {
    url,
    operators,
    isClosed: (subject) => closed.has(subject),
    catalogue: await operators[0].getCatalogue({ query: {} }),
    async teamOf(agency) {
      if (agency !== ward.agency && !createStaff) return null
      const team = teams.get(agency) ?? (agency === ward.agency ? demoTeam() : newTeam(agency))
      teams.set(agency, team)
      return team
    },
  }
}
