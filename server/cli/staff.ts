import { Failure } from '../../contract/errors.ts'
import { staffRoles } from '../../contract/identity.ts'
import type { StaffRole } from '../../contract/identity.ts'
import { readablePassword } from '../identity/index.ts'
import { UserError } from './errors.ts'
import { openInstallation } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'
import { tellCommand } from './tell.ts'

export const staff: Command = {
  summary: 'make a staff account',
  help: `
Usage: nhip staff --email <address> --name <name> --role <role> [--agency <code>]

Makes an account and prints its password once. Roles: ${staffRoles.join(', ')}.
Coordinators, officers and heads belong to an agency.`,
  async run(args) {
    const { values } = parseOptions({
      args,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string' },
        agency: { type: 'string' },
      },
    })
    const { email, name, role, agency = null } = values
    if (!email || !name || !role) throw new UserError('--email, --name and --role are needed')
    if (!staffRoles.includes(role as StaffRole)) {
      throw new UserError(`--role: one of ${staffRoles.join(', ')}`)
    }
    if (['coordinator', 'officer', 'head'].includes(role) !== (agency !== null)) {
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
