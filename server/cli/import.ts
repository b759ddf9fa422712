import { readFile } from 'node:fs/promises'
import { definePack } from '../../contract/packs.ts'
import type { Pack } from '../../contract/packs.ts'
import { kindNames } from '../../contract/records/shared.ts'
import type { KindName } from '../../contract/records/shared.ts'
import { packs } from '../../packs/index.ts'
import { importPacks } from '../import.ts'
import type { Database } from '../platform/database/index.ts'
import type { Command } from './command.ts'
import { UserError } from './errors.ts'
import { importPlaces } from './import/places.ts'
import { importRecordFile } from './import/record-file.ts'
import { importedLines } from './import/write.ts'
import type { Imported } from './import/write.ts'
import { openInstallation, say } from './installation.ts'
import { parseOptions } from './options.ts'
import { tellCommand } from './tell.ts'

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

const options = {
  province: { type: 'string' },
  all: { type: 'boolean' },
  serve: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const

export const importPack: Command = {
  summary: 'bring packs, administrative units or files of records in',
  help: `
Usage: nhip import <pack or file.json> ...
       nhip import places <folder> [--province 46,66 | --all] [--serve 46] [--dry-run]
       nhip import <kind> <file.csv | .json | .geojson> [--dry-run]

Packs that come with the product: ${[...known.keys()].join(', ')}. A file has the same form.

A folder of places holds provinces.json, communes.json or communes.csv and, where there are any,
old_to_new.csv, province_merge.json and boundaries/*.geojson. Without --province it is the province
served that comes in, or all of them where none is served yet. --serve makes one the province served.

Kinds of records: ${kindNames.join(', ')}.

Everything is checked first and every bad row is told with its line; what is wrong goes in not at all,
and the same thing twice changes nothing. --dry-run tells what would happen and writes nothing.`,
  async run(args) {
    const { positionals, values } = parseOptions({ args, options, allowPositionals: true })
    const [first, second, ...more] = positionals
    const dryRun = values['dry-run'] ?? false
    if (first === undefined) throw new UserError('name a pack or a file: nhip import --help')
    if (first === 'places') {
      if (second === undefined || more.length > 0) {
        throw new UserError('name one folder: nhip import places <folder>')
      }
      if (values.all && values.province) throw new UserError('--province or --all, not both')
      const provinces = values.province?.split(',')
      const wanted = { folder: second, provinces, all: values.all, serve: values.serve, dryRun }
      return withDatabase((database) => importPlaces(database, wanted, say), dryRun)
    }
    if (values.province || values.all || values.serve) {
      throw new UserError('--province, --all and --serve go with: nhip import places <folder>')
    }
    if ((kindNames as readonly string[]).includes(first)) {
      if (second === undefined || more.length > 0) {
        throw new UserError(`name one file: nhip import ${first} <file>`)
      }
      const wanted = { kind: first as KindName, file: second, dryRun }
      return withDatabase((database) => importRecordFile(database, wanted, say), dryRun)
    }
    if (dryRun) throw new UserError('--dry-run goes with places and files of records')
    return importThePacks(positionals)
  },
}

async function importThePacks(names: string[]): Promise<number> {
  const chosen = await Promise.all(names.map(readPack))
  const installation = await openInstallation()
  try {
    await tellCommand(installation.app.database, 'import')
    await importPacks(installation.app.database, chosen)
    for (const pack of chosen) process.stdout.write(`imported ${pack.code}: ${pack.name.vi}\n`)
    return 0
  } finally {
    await installation.close()
  }
}

async function withDatabase(
  work: (database: Database) => Promise<Imported>,
  dryRun: boolean,
): Promise<number> {
  const installation = await openInstallation()
  try {
    if (!dryRun) await tellCommand(installation.app.database, 'import')
    const imported = await work(installation.app.database)
    for (const line of importedLines(imported)) process.stdout.write(`${line}\n`)
    if (dryRun) process.stdout.write('dry run: nothing was written\n')
    return 0
  } finally {
    await installation.close()
  }
}
