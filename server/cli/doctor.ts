import { existsSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../config.ts'
import type { Config } from '../config.ts'
import { demoAccounts, isDemo } from '../demo.ts'
import { createApp } from '../app.ts'
import type { App } from '../app.ts'
import { pendingMigrations } from '../db/migrate.ts'
import { certificateFault } from '../platform/http/tls.ts'
import { isLoopback, transportFault } from '../platform/database/transport.ts'
import { lastCheck, sentUpTo } from '../platform/audit/index.ts'
import { isOwner } from '../platform/database/serving.ts'
import { wallStands } from '../platform/database/wall.ts'
import { dayText, deadlineAfter, localDay, placesInForce, readCalendar } from '../places/index.ts'
import { VaultError } from '../vault/index.ts'
import { openDatabaseServer, prepareDataDir } from './installation.ts'
import type { Command } from './command.ts'
import { parseOptions } from './options.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

type Finding = { ok: boolean; text: string; mend?: string }

const good = (text: string): Finding => ({ ok: true, text })
const bad = (text: string, mend: string): Finding => ({ ok: false, text, mend })

/** One thing to look at: a healthy installation gives only good findings. */
type Check = () => Promise<Finding> | Finding

const runtime: Check = () =>
  Number(process.versions.node.split('.')[0]) >= 24
    ? good(`Node ${process.versions.node}`)
    : bad(`Node ${process.versions.node} is too old`, 'run `npm ci`, then start through npx nhip')

function disk(dir: string): Check {
  return () => {
    const { bavail, bsize } = statfsSync(dir)
    const free = Math.round((bavail * bsize) / 1024 ** 2)
    return free > 1024
      ? good(`${free} MB free in ${dir}`)
      : bad(`only ${free} MB free in ${dir}`, 'make room: writes are refused on a full disk')
  }
}

const web: Check = () =>
  existsSync(join(root, 'dist/build.json'))
    ? good('web pages are built')
    : bad('web pages are not built', 'start once with `npm start`')

/** Nothing to find where a proxy ends TLS: it is another program's. */
function certificate({ tls, publicUrl }: Config): Check[] {
  if (!tls) return []
  return [
    () => {
      const mend = 'docs/huong-dan/quan-tri.md, “Mã hóa đường truyền”'
      try {
        const { fault, until } = certificateFault(tls, new URL(publicUrl).hostname)
        if (fault) return bad(fault, mend)
        return good(`the certificate is valid until ${until.toISOString().slice(0, 10)}`)
      } catch (error) {
        return bad((error as Error).message, mend)
      }
    },
  ]
}

/** Only a setting can have let it through: it stays worth a line. */
const between = ({ databaseUrl, s3 }: Config): Check[] => [
  () =>
    databaseUrl && transportFault(databaseUrl)
      ? bad('the way to the database is not encrypted', 'use sslmode=verify-full in DATABASE_URL')
      : good('the way to the database is safe'),
  () => {
    if (!s3) return good('pictures are in the data folder')
    const { protocol, hostname } = new URL(s3.endpoint)
    return protocol === 'https:' || isLoopback(hostname)
      ? good('the way to the object store is safe')
      : bad('the way to the object store is not encrypted', 'use https in NHIP_S3_ENDPOINT')
  },
]

function databaseChecks(app: App, url: string): Check[] {
  const count = async (sql: string): Promise<number> =>
    Number((await app.database.pool.query(sql)).rows[0].count)
  return [
    async () => {
      const missing = await pendingMigrations(url)
      return missing.length === 0
        ? good('database is up to date')
        : bad(`${missing.length} migrations are missing`, 'run `npx nhip migrate`')
    },
    async () =>
      (await wallStands(app.database))
        ? good('the database itself keeps each viewer to what is theirs')
        : bad(
            'the role nhip_viewer is missing: only the application keeps viewers apart',
            'as a DBA: `create role nhip_viewer nologin; grant nhip_viewer to <user of DATABASE_URL>`, then start again',
          ),
    async () =>
      !(await isOwner(app.database.url))
        ? good('who serves may change rows, and no tables')
        : bad(
            'the server owns its database: who takes it over can change tables and the audit log',
            "as a DBA: `create role nhip_app login password '…' in role nhip_server`, then DATABASE_URL for it and NHIP_DATABASE_OWNER_URL for the owner",
          ),
    async () => {
      const { province, communes } = await placesInForce(app.database.executor)
      return province
        ? good(`province: ${province.name}, ${communes.length} communes`)
        : bad('there is no province', 'run `npx nhip import vietnam field_reports hue`')
    },
    async () => {
      const calendar = await readCalendar(app.database.executor)
      try {
        const next = deadlineAfter(calendar, new Date(), { amount: 1, unit: 'working_days' })
        return good(`the next working day is ${dayText(localDay(next))}`)
      } catch {
        return bad(
          'no deadline can be counted: there are no office hours',
          'run `npx nhip import vietnam`',
        )
      }
    },
    async () => {
      if ((await count('select count(*) from vault.master_keys')) === 0) {
        return good('no person has reported yet')
      }
      try {
        await app.vault.ready()
        return good(`persons can be read with ${app.masterKeys.name}`)
      } catch (error) {
        if (!(error instanceof VaultError)) throw error
        return bad(error.message, 'without that key nobody can be named or called any more')
      }
    },
    async () => {
      const waiting = await count(
        `select count(*) from platform.events
         where position is null and at < now() - interval '1 minute'`,
      )
      return waiting === 0
        ? good('events flow')
        : bad(`${waiting} events wait for longer than a minute`, 'start `npx nhip worker`')
    },
    async () => {
      const waiting = await count(
        `select count(*) from audit.entries
         where seq is null and at < now() - interval '1 minute'`,
      )
      return waiting === 0
        ? good('the audit log is sealed')
        : bad(
            `${waiting} audit entries are not sealed for longer than a minute`,
            'start `npx nhip worker`',
          )
    },
    async () => {
      const sink = app.config.auditSink
      if (!sink) return good('the audit log stays here alone: NHIP_AUDIT_SINK is not set')
      const { seq, late } = await sentUpTo(app.database.pool, sink)
      return late
        ? bad(
            `the audit log was sent on up to entry ${seq} only: more has waited for over an hour`,
            'see what `npx nhip worker` logs, and what stands behind NHIP_AUDIT_SINK',
          )
        : good(`the audit log is sent on: up to entry ${seq}`)
    },
    async () => {
      const last = await lastCheck(app.database.pool)
      return last?.fault
        ? bad('the nightly check found the audit chain broken', 'run `npx nhip audit verify`')
        : good('no check found the audit chain broken')
    },
    async () => {
      const failed = await count('select count(*) from jobs.jobs where attempts >= max_attempts')
      return failed === 0
        ? good('no job has failed for good')
        : bad(`${failed} jobs have failed for good`, 'see last_error in jobs.jobs')
    },
    async () =>
      !(await isDemo(app))
        ? good('no demo accounts')
        : app.config.demo
          ? good('this is the demo province: everybody knows its passwords')
          : bad(
              `demo accounts with a known password (${demoAccounts.length})`,
              'never on a real installation: start anew with another NHIP_DATA',
            ),
  ]
}

export const doctor: Command = {
  summary: 'say what is wrong with an installation and how to mend it',
  help: `
Usage: nhip doctor

Looks at the runtime, the data folder, the disk, the database, the flow of events and jobs. Changes
nothing. Exit code 1 when something needs mending.`,
  async run(args) {
    parseOptions({ args, options: {} })
    const config = readConfig()
    prepareDataDir(config.dataDir)
    const findings: Finding[] = []
    for (const check of [
      runtime,
      disk(config.dataDir),
      web,
      ...certificate(config),
      ...between(config),
    ]) {
      findings.push(await check())
    }

    const server = await openDatabaseServer(config).catch((error: Error) => error)
    if (server instanceof Error) {
      findings.push(bad(server.message, 'without a database nothing else can be looked at'))
    } else {
      const app = createApp({ ...config, logLevel: 'silent' }, await server.serving())
      try {
        findings.push(good('database answers'))
        for (const check of databaseChecks(app, server.url)) {
          const finding = await Promise.resolve(check()).catch((error: Error) =>
            bad(error.message, 'run `npx nhip migrate` first'),
          )
          findings.push(finding)
        }
      } finally {
        await app.close()
        await server.stop()
      }
    }
    for (const { ok, text, mend } of findings) {
      process.stdout.write(
        `${ok ? 'ok    ' : 'WRONG '} ${text}${mend ? `\n       → ${mend}` : ''}\n`,
      )
    }
    return findings.every((finding) => finding.ok) ? 0 : 1
  },
}
