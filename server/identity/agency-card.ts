import { getAgency } from '../../contract/identity.ts'
import type { StaffRole } from '../../contract/identity.ts'
import { Failure } from '../../contract/errors.ts'
import { cleanText } from '../../contract/text.ts'
import type { Contact } from '../../contract/records/agencies.ts'
import type { Executor } from '../platform/database/index.ts'
import type { routesFor } from '../platform/http/route.ts'
import { agencyNames, inForce } from './queries.ts'
import { contactTable } from './records.ts'
import { tables } from './tables.ts'
import { agenciesOf, isAdministrator, isCentre, isLeader } from './viewer.ts'
import type { Viewer } from './viewer.ts'

const byName = new Intl.Collator('vi')

/** How an agency is reached at a moment: its contacts of that day, those that answer now first. */
export async function contactsAt(
  executor: Executor,
  agency: string,
  { day, isOpen }: { day: string; isOpen: boolean },
) {
  const { records } = await contactTable.find(executor, {
    day,
    field: { name: 'agency', value: agency },
  })
  const answers = (when: Contact['when']) =>
    when === 'always' || (when === 'office_hours') === isOpen
  return records
    .map(({ role, when, name, phone, email, address }) => ({
      role,
      when,
      name: name ?? null,
      phone: phone ?? null,
      email: email ?? null,
      address: address ?? null,
      reachNow: answers(when),
    }))
    .sort((a, b) => Number(b.reachNow) - Number(a.reachNow))
}

/** Whether its offices are open at this moment, and which day it is; the calendar's to say. */
export type Hours = (agency: string) => Promise<{ day: string; isOpen: boolean }>

/** Adds the page of one agency: what it does, how it is reached now, who works there. */
export function agencyRoutes(
  route: ReturnType<typeof routesFor<Viewer>>,
  { executor, hours }: { executor: Executor; hours: Hours },
): void {
  route(getAgency, async ({ params, viewer }) => {
    const code = cleanText(params.code)
    const sees =
      isCentre(viewer) ||
      isLeader(viewer) ||
      isAdministrator(viewer) ||
      agenciesOf(viewer).includes(code)
    const agency =
      sees && (await inForce(executor).selectAll().where('code', '=', code).executeTakeFirst())
    if (!agency) throw new Failure('not_found')
    const { parent } = agency
    const names = await agencyNames(executor, parent === null ? [] : [parent])
    return {
      code,
      name: agency.name,
      kind: agency.kind,
      parent: parent === null ? null : { code: parent, name: names.get(parent) ?? parent },
      areas: agency.areas as string[] | null,
      subjects: agency.subjects as string[] | null,
      contacts: await contactsAt(executor, code, await hours(code)),
      people: await peopleOf(executor, code),
    }
  })
}

async function peopleOf(executor: Executor, agency: string) {
  const rows = await tables(executor)
    .selectFrom('identity.grants')
    .innerJoin('identity.users', 'identity.users.id', 'identity.grants.user_id')
    .select(['name', 'role'])
    .where('agency', '=', agency)
    .where('disabled_at', 'is', null)
    .execute()
  const named = (role: StaffRole) =>
    rows
      .filter((row) => row.role === role)
      .map(({ name }) => name)
      .sort(byName.compare)
  return {
    coordinators: named('coordinator'),
    officers: named('officer'),
    heads: named('head'),
  }
}
