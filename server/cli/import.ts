import { readFile } from 'node:fs/promises'
import { definePack } from '../../contract/packs.ts'
import type { Pack } from '../../contract/packs.ts'
import { packs } from '../../packs/index.ts'
import { importPacks } from '../import.ts'
import { UserError } from './errors.ts'
import { openInstallation } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'

const known = new Map<string, Pack>(Object.values(packs).map((pack) => [pack.code, pack]))

async function readPack(name: string): Promise<Pack> {
  const shipped = known.get(name)
  if (shipped) return shipped
  if (!name.endsWith('.json')) {
    throw new UserError(
      `no pack "${name}": one of ${[...known.keys()].join(', ')}, or a .json file`,
    )
  }
  try {
    return definePack(JSON.parse(await readFile(name, 'utf8')))
  } catch (error) {
    throw new UserError(`${name}: ${(error as Error).message}`)
  }
}

export const importPack: Command = {
  summary: 'bring a pack (a province, subjects, a calendar) in',
  help: `
Usage: nhip import <pack or file.json> ...

Packs that come with the product: ${[...known.keys()].join(', ')}.
A file has the same form. Everything is checked first; each pack goes in whole or not at all, and the
same pack twice changes nothing.`,
  async run(args) {
    const { positionals } = parseOptions({ args, options: {}, allowPositionals: true })
    if (positionals.length === 0) throw new UserError('name a pack or a file: nhip import --help')
    const chosen = await Promise.all(positionals.map(readPack))
    const installation = await openInstallation()
    try {
      await importPacks(installation.app.database, chosen)
      for (const pack of chosen) process.stdout.write(`imported ${pack.code}: ${pack.name.vi}\n`)
      return 0
    } finally {
      await installation.close()
    }
  },
}
