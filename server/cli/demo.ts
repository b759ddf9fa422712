import { SyntheticError } from '../cases/index.ts'
import { demoAccounts, demoPassword, installDemo, isDemo, isEmpty } from '../demo.ts'
import { fillProvince, firstSeed } from '../demo-province.ts'
import { playSampleReports } from '../demo-reports.ts'
import { playShift } from '../demo-shift.ts'
import { UserError } from './errors.ts'
import { openInstallation, say } from './installation.ts'
import type { Installation } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'
import { progressBar } from './progress.ts'
import { tellCommand } from './tell.ts'

export const demo: Command = {
  summary: 'fill an empty installation with the demo province, and it with invented reports',
  help: `
Usage: nhip demo [--reports N [--seed S]]

Huế with its 40 communes, the agencies, subjects and deadlines, a staff account for each role, the
api key \`demo\` and a dozen made-up reports and a shift that runs. Refused where there is a province already.

  --reports N   invented reports of a year and a half, at least so many; the same call again adds
                nothing, a larger number the rest, and what was broken off goes on. Into the demo only
  --seed S      which invented province, ${firstSeed} when absent: the same seed makes the same one`,
  async run(args) {
    const { values } = parseOptions({
      args,
      options: { reports: { type: 'string' }, seed: { type: 'string' } },
    })
    const reports = values.reports === undefined ? null : wholeNumber('--reports', values.reports)
    const seed = values.seed === undefined ? firstSeed : wholeNumber('--seed', values.seed)
    const installation = await openInstallation()
    try {
      await install(installation, reports !== null)
      if (reports !== null) await fill(installation, { reports, seed })
      return 0
    } finally {
      await installation.close()
    }
  },
}

function wholeNumber(option: string, typed: string): number {
  const number = Number(typed)
  if (Number.isSafeInteger(number) && number >= 0 && number <= 10_000_000) return number
  throw new UserError(`${option}: a whole number up to 10,000,000 is needed`)
}

/** The demo itself, unless it is there and only reports are asked for. */
async function install({ app }: Installation, mayBeThere: boolean): Promise<void> {
  if (!(await isEmpty(app))) {
    if (mayBeThere && (await isDemo(app))) return
    throw new UserError(
      mayBeThere
        ? 'this installation holds reports of people: invented ones go into the demo alone / nơi này có phản ánh thật: chỉ sinh phản ánh mẫu trong bản dùng thử'
        : 'this installation has a province already; the demo needs an empty one',
    )
  }
  await tellCommand(app.database, 'demo')
  const people = await installDemo(app)
  await playSampleReports(app, people)
  await playShift(app, people)
  for (const account of demoAccounts) {
    process.stdout.write(`${account.email}  ${demoPassword}  ${account.title}\n`)
  }
}

async function fill(
  { app, databaseUrl }: Installation,
  { reports, seed }: { reports: number; seed: number },
): Promise<void> {
  try {
    const progress = progressBar('invented reports')
    const added = await fillProvince(app, { ownerUrl: databaseUrl, reports, seed, progress })
    say(added === 0 ? 'They are there already.' : `${added.toLocaleString('en-US')} cases added.`)
  } catch (error) {
    throw error instanceof SyntheticError ? new UserError(error.message) : error
  }
}
