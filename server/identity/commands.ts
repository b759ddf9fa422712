import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../contract/errors.ts'
import { staffRoles } from '../../contract/identity.ts'
import type { Database } from '../platform/database/index.ts'
import { fieldErrors } from '../platform/http/route.ts'
import type { Auth } from './auth.ts'
import { tables } from './tables.ts'

const staff = z.object({
  name: z.string().trim().min(1, 'required').max(100, 'too_long'),
  email: z
    .string()
    .transform((typed) => typed.trim().normalize('NFC').toLowerCase())
    .pipe(z.email('invalid_email').max(200, 'too_long')),
  password: z.string().min(8, 'too_short').max(200, 'too_long'),
  grants: z
    .array(z.object({ role: z.enum(staffRoles), agency: z.string().nullable() }))
    .min(1, 'required'),
})
export type NewStaff = z.input<typeof staff>

/**
 * Makes an account that can sign in at once; returns its id.
 * @throws Failure invalid_input, or conflict when the e-mail address is taken
 */
export async function createStaff(
  auth: Auth,
  database: Database,
  input: NewStaff,
): Promise<string> {
  const parsed = staff.safeParse(input)
  if (!parsed.success) throw new Failure('invalid_input', { fields: fieldErrors(parsed.error) })
  const { name, email, password, grants } = parsed.data
  const hash = await (await auth.$context).password.hash(password)
  const id = randomUUID()
  await database.transaction(async (tx) => {
    const user = await tables(tx)
      .insertInto('identity.users')
      .values({ id, name, email, email_verified: true })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .executeTakeFirst()
    if (user.numInsertedOrUpdatedRows === 0n) throw new Failure('conflict')
    await tables(tx)
      .insertInto('identity.credentials')
      .values({
        id: randomUUID(),
        user_id: id,
        account_id: id,
        provider_id: 'credential',
        password: hash,
      })
      .execute()
    await tables(tx)
      .insertInto('identity.grants')
      .values(grants.map((grant) => ({ user_id: id, ...grant })))
      .execute()
  })
  return id
}
