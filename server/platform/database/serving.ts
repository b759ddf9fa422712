import pg from 'pg'

/** The role with the least rights; see docs/adr/0022-server-role.md. */
const role = 'nhip_server'
/** No such role, it may not log in, or another password. */
const refusals = new Set(['28000', '28P01'])

async function connected<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** Whether who connects by this address could change tables, triggers and the audit log. */
export function isOwner(url: string): Promise<boolean> {
  return connected(url, async (client) => {
    const { rows } = await client.query<{ owns: boolean }>(
      `select coalesce((select pg_has_role(relowner, 'usage') from pg_class
         where oid = to_regclass('cases.cases')), true) as owns`,
    )
    return rows[0]!.owns
  })
}

/**
 * The address by which the embedded database is served from: the role that the migrations made, with
 * this password. The owner's own where there is no such role yet.
 */
export async function servingUrl(ownerUrl: string, password: string): Promise<string> {
  const url = new URL(ownerUrl)
  url.username = role
  url.password = password
  try {
    await connected(url.href, async () => {})
    return url.href
  } catch (error) {
    if (!refusals.has((error as { code?: string }).code ?? '')) throw error
  }
  const known = await connected(ownerUrl, async (client) => {
    // Two processes that start at once would change the role at once, which is an error.
    await client.query('select pg_advisory_lock(8246139)')
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
    if (!rowCount) return false
    await client.query(`alter role ${role} login password ${client.escapeLiteral(password)}`)
    return true
  })
  return known ? url.href : ownerUrl
}
