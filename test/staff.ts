import type { Client } from '../contract/client.ts'
import type { App } from '../server/app.ts'
import type { NewStaff } from '../server/identity/index.ts'
import { setUpSecondFactor } from './authenticator.ts'

type Installation = { app: Pick<App, 'database' | 'identity'> }

/** Makes an account as if its owner had put this password in the place of the first one. */
export async function makeStaff({ app }: Installation, staff: NewStaff): Promise<string> {
  const id = await app.identity.createStaff(staff)
  await app.database.pool.query(
    'update identity.credentials set first_until = null where user_id = $1',
    [id],
  )
  return id
}

/** The open sessions of an account count as if another party had asked for a second factor. */
export async function spareSecondFactor({ app }: Installation, email: string): Promise<void> {
  await app.database.pool.query(
    `update identity.sessions set proved_twice = true
     where user_id = (select id from identity.users where email = $1)`,
    [email],
  )
}

/** What whoever has signed in for the first time does: a password of their own, a second factor. */
export async function setUpAccount(client: Client, current: string, next: string) {
  await client.changePassword({ body: { current, next } })
  return setUpSecondFactor(client)
}
