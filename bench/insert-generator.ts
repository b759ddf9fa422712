import pg from 'pg'
import { readJob, runClosed, tell } from './generator.ts'
import { insertStatement, newRows } from './rows.ts'

// The peer: the rows of a report written as one plain data-modifying statement, prepared once per
// connection, without any of the product's checks. What PostgreSQL itself can keep at this moment.

const job = readJob()

async function open(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: job.target })
  await client.connect()
  return client
}

const clients = await Promise.all(Array.from({ length: job.connections }, open))
const { rows } = await clients[0]!.query<{ fsync: string; commit: string }>(
  `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
)
if (rows[0]?.fsync !== 'on' || rows[0].commit !== 'on') throw new Error('the peer is not durable')

const keys = await clients[0]!.query<{ id: string }>('select id from vault.master_keys')
const masterKey = keys.rows[0]!.id

const result = await runClosed(
  job,
  clients.map((client) => async () => {
    for (;;) {
      try {
        const values = newRows(masterKey)
        await client.query({ name: 'peer', text: insertStatement, values })
        return null
      } catch (error) {
        // Numbers are drawn at random; the same one twice is drawn again.
        if ((error as { code?: string }).code !== '23505') throw error
      }
    }
  }),
)
await Promise.all(clients.map((client) => client.end()))
tell(result)
