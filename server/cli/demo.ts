import { demoAccounts, demoPassword, installDemo, isEmpty } from '../demo.ts'
import { playSampleReports } from '../demo-reports.ts'
import { playShift } from '../demo-shift.ts'
import { UserError } from './errors.ts'
import { openInstallation } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'
import { tellCommand } from './tell.ts'

export const demo: Command = {
  summary: 'fill an empty installation with the demo province',
  help: `
Usage: nhip demo

Huế with its 40 communes, the agencies, subjects and deadlines, a staff account for each role, the
api key \`demo\` and a dozen made-up reports and a shift that runs. Refused where there is a province already.`,
  async run(args) {
    parseOptions({ args, options: {} })
    const installation = await openInstallation()
    try {
      if (!(await isEmpty(installation.app))) {
        throw new UserError('this installation has a province already; the demo needs an empty one')
      }
      await tellCommand(installation.app.database, 'demo')
      const people = await installDemo(installation.app)
      await playSampleReports(installation.app, people)
      await playShift(installation.app, people)
      for (const account of demoAccounts) {
        process.stdout.write(`${account.email}  ${demoPassword}  ${account.title}\n`)
      }
      return 0
    } finally {
      await installation.close()
    }
  },
}
