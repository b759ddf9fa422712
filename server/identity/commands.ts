import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '../../contract/errors.ts'
import { staffRoles } from '../../contract/identity.ts'
import type { Agency } from '../../contract/packs.ts'
import type { Database, Executor } from '../platform/database/index.ts'
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

/**
 * Brings the agencies of a pack in: new ones are added, known ones changed, none removed (cases
 * name them for ever; one that ended has a `validTo`). Of several periods of a code the latest
 * stands. Parents may come in any order: the statement is checked at its end.
 */
export async function importAgencies(tx: Executor, agencies: Agency[]): Promise<void> {
  const latest = new Map<string, Agency>()
  for (const agency of agencies) {
    const known = latest.get(agency.code)
    if (!known || known.validFrom < agency.validFrom) latest.set(agency.code, agency)
  }
  if (latest.size === 0) return
  await tables(tx)
    .insertInto('identity.agencies')
    .values(
      [...latest.values()].map((agency) => ({
        code: agency.code,
        name: agency.name,
        kind: agency.kind,
        parent: agency.parent,
        unit: agency.unit ?? null,
        valid_from: agency.validFrom,
        valid_to: agency.validTo ?? null,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('code').doUpdateSet((row) => ({
        name: row.ref('excluded.name'),
        kind: row.ref('excluded.kind'),
        parent: row.ref('excluded.parent'),
        unit: row.ref('excluded.unit'),
        valid_from: row.ref('excluded.valid_from'),
        valid_to: row.ref('excluded.valid_to'),
      })),
    )
    .execute()
}
