import pg from 'pg'

/** Any constant of its own (the relay has the one before): one process at a time seals older rows or changes the master key. */
const lock = 7_411_027

/** Work over all persons, on a connection of its own that no time limit stops. */
export async function connected<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: 'nhip vault' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Waits until no other process works over all persons; until the connection ends nobody else does. */
export async function beAlone(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [lock])
}

/** Everything or nothing of what `work` does on the connection. */
export async function inTransaction<Result>(
  client: pg.Client,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
