import { createSecretKey } from 'node:crypto'
import { tablesOf } from '../platform/database/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { encrypt, random } from './cipher.ts'
import type { Keys } from './keys.ts'
import { dataKeyOf, emailPrint, openRow, phonePrint } from './reporter.ts'

const tables = tablesOf('vault')

/** How somebody is reached, as the contract writes it. */
export type Contact = { phone: string } | { email: string }

/** A citizen with an account, and what was proved to be theirs. */
export type Citizen = {
  id: string
  name: string | null
  phone: string | null
  email: string | null
}

/** A citizen as a row of `vault.citizens`. */
export type SealedCitizen = ReturnType<typeof sealCitizen>
export type SealCitizen = (citizen: Citizen) => SealedCitizen

const citizenAt = (id: string) => `citizen ${id}`

/** Seals a citizen under a data key of their own. */
export function sealCitizen(keys: Keys, { id, name, phone, email }: Citizen) {
  const dataKey = random(32)
  const clear = JSON.stringify({ name, phone, email })
  return {
    id,
    phone_hmac: phone === null ? null : phonePrint(keys, phone),
    email_hmac: email === null ? null : emailPrint(keys, email),
    key_id: keys.current.id,
    wrapped_key: encrypt(keys.current.key, dataKey, dataKeyOf(id)),
    sealed: encrypt(createSecretKey(dataKey), clear, citizenAt(id)),
  }
}

/** @throws VaultError when the row was changed, or is sealed under a key that is not there */
export function openCitizen(
  keys: Keys,
  row: Pick<SealedCitizen, 'id' | 'key_id' | 'wrapped_key' | 'sealed'>,
): Citizen {
  const clear = openRow(keys, { ...row, context: citizenAt(row.id) })
  return { id: row.id, ...(JSON.parse(clear) as Omit<Citizen, 'id'>) }
}

/** The id of the account with this contact, or null. */
export async function findCitizen(
  reader: Executor,
  keys: Keys,
  contact: Contact,
): Promise<string | null> {
  const [column, print] =
    'phone' in contact
      ? (['phone_hmac', phonePrint(keys, contact.phone)] as const)
      : (['email_hmac', emailPrint(keys, contact.email)] as const)
  const row = await tables(reader)
    .selectFrom('vault.citizens')
    .select('id')
    .where(column, '=', print)
    .executeTakeFirst()
  return row?.id ?? null
}

/** Writes what became known of a citizen. */
export async function replaceCitizen(tx: Executor, citizen: SealedCitizen): Promise<void> {
  const { id, ...row } = citizen
  await tables(tx).updateTable('vault.citizens').set(row).where('id', '=', id).execute()
}

/** Makes the account; false where another has the contact by now. */
export async function insertCitizen(tx: Executor, citizen: SealedCitizen): Promise<boolean> {
  const made = await tables(tx)
    .insertInto('vault.citizens')
    .values(citizen)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}
