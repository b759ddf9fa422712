import { createClient } from '../../contract/client.ts'
import type { Client } from '../../contract/client.ts'
import { newKey } from '../../contract/client.ts'
import { demoPassword } from '../../server/demo.ts'
import { makeStaff, spareSecondFactor } from '../staff.ts'
import type { TestServer } from '../server.ts'

/** Who calls, in the order of the table's columns. */
export const callerNames = [
  'anonymous',
  'officer',
  'coordinator',
  'head',
  'other',
  'operator',
  'shift_lead',
  'leader',
  'administrator',
  'auditor',
] as const
export type CallerName = (typeof callerNames)[number]

/** Somebody with a browser of their own. */
export type Caller = {
  name: CallerName
  email: string
  password: string
  /** Starts over with a session of its own; nothing for the anonymous. */
  signIn(): Promise<void>
  fetch: typeof fetch
  client: Client
}

/** The demo's officer, coordinator and head are of this ward; `other` is an officer of that agency. */
export const ward = 'X19789'
export const otherAgency = 'MTDT.CS'

const demo: Partial<Record<CallerName, string>> = {
  officer: 'canbo@demo.nhip.vn',
  coordinator: 'daumoi@demo.nhip.vn',
  head: 'lanhdao@demo.nhip.vn',
  operator: 'dieuphoi@demo.nhip.vn',
  shift_lead: 'truongca@demo.nhip.vn',
  leader: 'lanhdaotinh@demo.nhip.vn',
  administrator: 'quantri@demo.nhip.vn',
  auditor: 'kiemtoan@demo.nhip.vn',
}

/** Everybody of the table, signed in. */
export async function startCallers(server: TestServer): Promise<Record<CallerName, Caller>> {
  const email = 'can.bo.khac@hue.example.vn'
  const password = 'bốn chữ ngẫu nhiên dài'
  await makeStaff(server, {
    name: 'Cán bộ khác',
    email,
    password,
    grants: [{ role: 'officer', agency: otherAgency }],
  })
  const callers = await Promise.all(
    callerNames.map(async (name) => {
      const known = demo[name]
      const who = known ? { email: known, password: demoPassword } : { email, password }
      const made = caller(server, name, who)
      await made.signIn()
      return [name, made] as const
    }),
  )
  return Object.fromEntries(callers) as Record<CallerName, Caller>
}

function caller(
  server: TestServer,
  name: CallerName,
  { email, password }: { email: string; password: string },
): Caller {
  const { url } = server
  const jar = new Map<string, string>()
  const send: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('origin', url)
    if (!headers.has('idempotency-key')) headers.set('idempotency-key', newKey())
    if (jar.size > 0) {
      headers.set('cookie', [...jar].map(([key, value]) => `${key}=${value}`).join('; '))
    }
    const response = await fetch(input, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [, key, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value) jar.set(key!, value)
      else jar.delete(key!)
    }
    return response
  }
  const client = createClient({ origin: url, fetch: send })
  return {
    name,
    email,
    password,
    client,
    fetch: send,
    async signIn() {
      jar.clear()
      if (name !== 'anonymous') await client.signIn({ body: { email, password } })
      // No known account of the demo.
      if (name === 'other') await spareSecondFactor(server, email)
    },
  }
}
