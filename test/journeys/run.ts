import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openInstallation } from '../../server/cli/installation.ts'
import { installDemo } from '../../server/demo.ts'
import { buildWeb } from '../../web/build.ts'
import { testConfig } from '../config.ts'
import { playAll } from './play-all.ts'
import { printJourney, printTotals } from './print.ts'
import { reports } from './texts.ts'
import { openWorld } from './world.ts'
import type { World } from './world.ts'

const help = `
Plays the 64 sample reports from the citizen's words to the public page, against a running
installation of the demo province or one of its own, and prints each journey.

  node bin/node.js test/journeys/run.ts [--url http://127.0.0.1:3000] [--only R19,R62]

With --url every case goes to the demo ward, the only agency whose people can be signed in over the
network, and the installation must have been started with NHIP_RATE_LIMITS=0: all 64 reporters share
one address here. Ends with 1 when any check failed.`

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
})

/** An installation in a temporary folder, on a free port, gone afterwards. */
async function openOwn(): Promise<{ world: World; close(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nhip-journeys-'))
  await buildWeb({ root: fileURLToPath(new URL('../..', import.meta.url)) })
  const idleLock = { staff: 14_400, administrator: 14_400 }
  const config = testConfig({ dataDir, databaseUrl: undefined, idleLock })
  const installation = await openInstallation(config)
  const { app } = installation
  await installDemo(app)
  const { server, close } = await app.serve()
  const worker = await app.work()
  const { port } = server.server.address() as AddressInfo
  return {
    world: await openWorld(`http://127.0.0.1:${port}`, app.identity.createStaff),
    async close() {
      await close()
      await worker.close()
      await installation.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(help)
    return 0
  }
  const only = values.only?.split(',')
  const wanted = reports.filter(({ id }) => only?.includes(id) ?? true)
  if (wanted.length === 0) {
    console.error(`no report is called ${values.only}: they are R01 to R64`)
    return 2
  }
  const { world, close } = values.url
    ? { world: await openWorld(values.url.replace(/\/+$/, '')), close: async () => {} }
    : await openOwn()
  try {
    const run = await playAll(world, wanted)
    for (const journey of run.journeys) printJourney(journey)
    return printTotals(run) ? 0 : 1
  } finally {
    await close()
  }
}

process.exitCode = await main()
