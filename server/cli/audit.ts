import type { AuditFault } from '../../contract/audit.ts'
import { auditSources } from '../app.ts'
import { readConfig } from '../config.ts'
import { pendingMigrations } from '../db/migrate.ts'
import { parseHead, printHead, readAuditKey, readHeads, verifyOn } from '../platform/audit/index.ts'
import type { Head, Verified } from '../platform/audit/index.ts'
import { openDatabase } from '../platform/database/index.ts'
import type { Command } from './command.ts'
import { UserError } from './errors.ts'
import { openDatabaseServer, say } from './installation.ts'
import { parseOptions } from './options.ts'

const options = {
  from: { type: 'string' },
  head: { type: 'string' },
  key: { type: 'string' },
} as const

export const audit: Command = {
  summary: 'check the audit log, or print its newest signed head',
  help: `
Usage: nhip audit verify [--from <day>] [--head <line>] [--key <public key>]
       nhip audit head

\`verify\` follows the chain of the log and the rows it tells of, names the first one that was changed,
removed, reordered or is missing, and then ends with exit code 1. It reads only, in one snapshot.
\`head\` prints the newest signed end of the chain (day, place, hash, signature) and the public key:
keep both where nobody of this installation can write.

  --from   begin at the last head signed before this day (YYYY-MM-DD)
  --head   a head that was kept outside: the chain must still contain it
  --key    a public key that was kept outside, instead of this installation's`,
  async run(args) {
    const { positionals, values } = parseOptions({ args, options, allowPositionals: true })
    const [what, ...more] = positionals
    if (more.length > 0 || (what !== 'verify' && what !== 'head')) {
      throw new UserError('say verify or head: nhip audit --help')
    }
    if (what === 'head' && Object.keys(values).length > 0) {
      throw new UserError('nhip audit head takes no options')
    }
    const config = readConfig()
    const server = await openDatabaseServer(config)
    try {
      if ((await pendingMigrations(server.url)).length > 0) {
        throw new UserError('the database is of an older version: run `npx nhip migrate` first')
      }
      const url = await server.serving()
      const publicKey = values.key ?? readAuditKey(config.dataDir).publicKey
      const heads = await headsOf(url)
      if (what === 'head') {
        process.stdout.write(`${headLines(heads.at(-1), publicKey)}\n`)
        return 0
      }
      return await verify(url, { ...values, key: publicKey, heads })
    } finally {
      await server.stop()
    }
  },
}

async function headsOf(url: string): Promise<Head[]> {
  const database = openDatabase(url)
  try {
    return await readHeads(database.pool)
  } finally {
    await database.close()
  }
}

function headLines(head: Head | undefined, publicKey: string): string {
  const line = head ? printHead(head) : 'none yet: the first one is signed at 00:05 in Viet Nam'
  return `head        ${line}\npublic key  ${publicKey}`
}

async function verify(
  url: string,
  asked: { from?: string | undefined; head?: string | undefined; key: string; heads: Head[] },
): Promise<number> {
  const { from, head, key, heads } = asked
  const kept = head === undefined ? null : parseHead(head)
  if (head !== undefined && !kept) throw new UserError('--head: a line of `nhip audit head`')
  if (!/^[\w-]{43}$/.test(key)) throw new UserError('--key: a public key of `nhip audit head`')
  if (from !== undefined && !isDay(from)) throw new UserError('--from: a day as YYYY-MM-DD')
  const after = from === undefined ? undefined : heads.findLast(({ day }) => day < from)
  const verified = await verifyOn(url, {
    sources: auditSources,
    publicKey: key,
    kept: kept ? [kept] : [],
    ...(from !== undefined && { after, since: new Date(`${from}T00:00:00+07:00`) }),
    onPage: ({ seq }) => {
      if (seq % 100_000 === 0) say(`  ${seq} …`)
    },
  })
  process.stdout.write(`${outcome(verified, after)}\n`)
  return verified.fault ? 1 : 0
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
}

function outcome({ fault, end, entries, waiting }: Verified, after: Head | undefined): string {
  const since = after ? `, behind the head of ${after.day} (entry ${after.seq})` : ''
  if (fault) return `BROKEN  ${faultWords(fault)}\nwhole up to entry ${end.seq}${since}`
  const open = waiting > 0 ? `; ${waiting} wait to be sealed (by \`npx nhip worker\`)` : ''
  return `whole: ${entries} entries up to ${end.seq}${since}${open}`
}

/** What was found, in words; the row is where to look. */
export function faultWords({ fault, seq, row }: AuditFault): string {
  const told = row ? ` (${row})` : ''
  switch (fault) {
    case 'changed':
      return `entry ${seq}${told} was changed`
    case 'missing':
      return `entry ${seq} is missing`
    case 'reordered':
      return `entry ${seq}${told} was reordered: another one was sealed in its place`
    case 'signature':
      return `the chain does not end as it was signed: it may have been rewritten from entry ${seq} on`
    case 'head':
      return `the head of ${row} does not fit: the chain may have been rewritten from entry ${seq} on`
    case 'source_changed':
      return `the row ${row}, told of by entry ${seq}, was changed`
    case 'source_missing':
      return `the row ${row}, told of by entry ${seq}, was removed`
    case 'source_unlogged':
      return `no entry tells of the row ${row}: it was put in, or its entry was removed`
  }
}
