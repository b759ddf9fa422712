import type { StaffRole } from '../contract/identity.ts'
import { packs } from '../packs/index.ts'
import type { App } from './app.ts'
import { demoAccounts, demoPassword } from './demo-accounts.ts'
import type { DemoPeople } from './demo-reports.ts'
import { createApiKey } from './exchange/index.ts'
import { importPacks } from './import.ts'
import { placesInForce } from './places/index.ts'
import { readSetting, writeSetting } from './platform/settings.ts'

export { demoAccounts, demoPassword }

const played = ['operator', 'shift_lead', 'coordinator', 'officer', 'head'] as const
const isPlayed = (role: StaffRole): role is keyof DemoPeople =>
  (played as readonly StaffRole[]).includes(role)

/** Whether this installation has no province yet. */
export async function isEmpty(app: Pick<App, 'database'>): Promise<boolean> {
  return (await placesInForce(app.database.executor)).province === null
}

/** Whether this installation is the demo province, whose passwords everybody knows. */
export async function isDemo(app: Pick<App, 'database'>): Promise<boolean> {
  return (await readSetting(app.database.executor, 'demo')) === true
}

/**
 * Fills an empty installation with the demo province: packs, accounts, the api key `demo`. Returns
 * one person for each role, to play {@link playSampleReports} with.
 */
export async function installDemo(app: Pick<App, 'database' | 'identity'>): Promise<DemoPeople> {
  await importPacks(app.database, [packs.vietnam, packs.fieldReports, packs.hue])
  const people: Partial<DemoPeople> = {}
  for (const { name, email, role, agency } of demoAccounts) {
    const grants = [{ role, agency }]
    const account = { name, email, password: demoPassword, grants, isDemo: true }
    const id = await app.identity.createStaff(account)
    if (isPlayed(role)) people[role] ??= { id, name, email, grants }
  }
  await createApiKey(app.database.executor, { name: 'Demo', key: 'demo', test: true })
  await writeSetting(app.database.executor, 'demo', true)
  return people as DemoPeople
}
