import { Failure } from '../../contract/errors.ts'
import { agencyRoles, staffRoles } from '../../contract/identity.ts'
import type { StaffRole } from '../../contract/identity.ts'
import { firstPasswordHours, readablePassword } from '../identity/index.ts'
import type { Rescue } from '../identity/index.ts'
import { UserError } from './errors.ts'
import { openInstallation } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'
import { tellCommand } from './tell.ts'

export const staff: Command = {
  summary: 'make a staff account, or rescue one',
  help: `
Usage: nhip staff --email <address> --name <name> --role <role> [--agency <code>]
       nhip staff --reset-password <address>
       nhip staff --reset-second-factor <address>
       nhip staff --unlock <address>

Makes an account and prints its first password once; it lasts ${firstPasswordHours} hours and is
replaced at the first sign-in. Roles: ${staffRoles.join(', ')}.
Coordinators, officers and heads belong to an agency.

  --reset-password       prints another first password, where the one before is lost or was not
                         used in time; signs its owner out
  --reset-second-factor  for somebody who has lost phone and recovery codes: signs them out and takes
                         the second factor away; their next sign-in sets up another
  --unlock               lets somebody try again whom failed sign-ins have locked out`,
  async run(args) {
    const { values } = parseOptions({
      args,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string' },
        agency: { type: 'string' },
        'reset-password': { type: 'string' },
        'reset-second-factor': { type: 'string' },
        unlock: { type: 'string' },
      },
    })
    const { 'reset-password': forgotten, 'reset-second-factor': lost, unlock } = values
    if (forgotten !== undefined) return rescue(forgotten, 'password')
    if (lost !== undefined) return rescue(lost, 'second_factor')
    if (unlock !== undefined) return rescue(unlock, 'lock')
    const { email, name, role, agency = null } = values
    if (!email || !name || !role) throw new UserError('--email, --name and --role are needed')
    if (!staffRoles.includes(role as StaffRole)) {
      throw new UserError(`--role: one of ${staffRoles.join(', ')}`)
    }
    if ((agencyRoles as readonly string[]).includes(role) !== (agency !== null)) {
      throw new UserError(agency ? `--agency: not for ${role}` : `--agency: needed for ${role}`)
    }
    const password = readablePassword()
    const installation = await openInstallation()
    try {
      await tellCommand(installation.app.database, 'staff', values)
      const grants = [{ role: role as StaffRole, agency }]
      await installation.app.identity.createStaff({ email, name, password, grants })
      process.stdout.write(`${email}\n${password}\n`)
      return 0
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      throw new UserError(
        error.code === 'conflict'
          ? `${email} has an account already`
          : `not accepted: ${(error.fields ?? []).map((field) => `${field.path} ${field.code}`).join(', ')}`,
      )
    } finally {
      await installation.close()
    }
  },
}

async function rescue(email: string, what: Rescue): Promise<number> {
  const installation = await openInstallation()
  try {
    const { isFound, password } = await installation.app.identity.rescue(email, what)
    if (!isFound) throw new UserError(`${email} has no account`)
    const done = what === 'lock' ? ' may sign in again' : ' has no second factor any more'
    process.stdout.write(password ? `${email}\n${password}\n` : `${email}${done}\n`)
    return 0
  } finally {
    await installation.close()
  }
}
