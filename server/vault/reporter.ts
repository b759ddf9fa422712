import { createSecretKey } from 'node:crypto'
import { normalizeDigits } from '../../contract/codes.ts'
import { VaultError, decrypt, encrypt, fingerprint, random } from './cipher.ts'
import type { Keys } from './keys.ts'

/** Who reported a case. Leaves the vault only for the centre. */
export type Reporter = { name: string | null; phone: string | null; email: string | null }

/** Who reported which case, and the key to it; `citizenId`: who was signed in. */
export type Person = Reporter & { caseId: string; code: string; citizenId?: string | null }

/** A person as rows carry them; bytes in PostgreSQL's hexadecimal form, ready for JSON. */
export type SealedPerson = {
  code_hmac: string
  phone_hmac: string | null
  email_hmac: string | null
  citizen_id: string | null
  key_id: string
  wrapped_key: string
  sealed: string
}

/** The columns of {@link SealedPerson} for `jsonb_to_recordset`. */
export const sealedColumns =
  'code_hmac bytea, phone_hmac bytea, email_hmac bytea, citizen_id uuid, key_id text, ' +
  'wrapped_key bytea, sealed bytea'

/** A sealed row as the database gives it. */
export type SealedRow = {
  case_id: string
  key_id: string | null
  wrapped_key: Buffer | null
  sealed: Buffer | null
}

// Whose it is stands in the context: rows that change places do not open.
const personOf = (caseId: string) => `reporter of ${caseId}`
/** Of a person's data key, by the id of the row: a case or a citizen. */
export const dataKeyOf = (id: string) => `data key of ${id}`

/** Bytes as PostgreSQL reads them in JSON. */
const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`

/** Seals a person under a data key of their own. */
export function sealPerson(keys: Keys, person: Person): SealedPerson {
  const { caseId, code, name, phone, email } = person
  const dataKey = random(32)
  const clear = JSON.stringify({ code, name, phone, email })
  return {
    code_hmac: hex(fingerprint(keys.code, normalizeDigits(code))),
    phone_hmac: phone ? hex(phonePrint(keys, phone)) : null,
    email_hmac: email ? hex(emailPrint(keys, email)) : null,
    citizen_id: person.citizenId ?? null,
    key_id: keys.current.id,
    wrapped_key: hex(encrypt(keys.current.key, dataKey, dataKeyOf(caseId))),
    sealed: hex(encrypt(createSecretKey(dataKey), clear, personOf(caseId))),
  }
}

/** What a telephone is found by; it is given as the contract writes it. */
export const phonePrint = (keys: Keys, phone: string): Buffer => fingerprint(keys.phone, phone)

/** What an e-mail address is found by, however its letters were typed. */
export const emailPrint = (keys: Keys, email: string): Buffer =>
  fingerprint(keys.email, email.toLowerCase())

/** @throws VaultError when the row was changed, or is sealed under a key that is not there */
export function openPerson(keys: Keys, row: SealedRow): Person {
  const { case_id: caseId } = row
  const clear = openRow(keys, { id: caseId, context: personOf(caseId), ...row })
  return { caseId, ...(JSON.parse(clear) as Omit<Person, 'caseId'>) }
}

/** The clear text of a row that is sealed under a data key of its own. */
export function openRow(
  keys: Keys,
  row: Omit<SealedRow, 'case_id'> & { id: string; context: string },
): string {
  const { id, context, key_id: keyId, wrapped_key: wrapped, sealed } = row
  const masterKey = keyId === null ? undefined : keys.byId.get(keyId)
  if (!masterKey || !wrapped || !sealed) {
    throw new VaultError(`${context} is sealed under key ${keyId}, which is not there`)
  }
  const dataKey = decrypt(masterKey, wrapped, dataKeyOf(id))
  return decrypt(createSecretKey(dataKey), sealed, context).toString('utf8')
}

/** Enough to recognise a caller, not enough to call: `N… V… A…`, `09••••••89`, `a…@vidu.vn`. */
export function maskReporter(reporter: Reporter): Reporter {
  return {
    name: reporter.name?.replace(/(\S)\S*/gu, '$1…') ?? null,
    phone: reporter.phone
      ? `${reporter.phone.slice(0, 2)}${'•'.repeat(reporter.phone.length - 4)}${reporter.phone.slice(-2)}`
      : null,
    email: reporter.email?.replace(/^(.).*@/u, '$1…@') ?? null,
  }
}
