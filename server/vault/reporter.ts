import { createSecretKey } from 'node:crypto'
import { normalizeDigits } from '../../contract/codes.ts'
import { VaultError, decrypt, encrypt, fingerprint, random } from './cipher.ts'
import type { Keys } from './keys.ts'

/** Who reported a case. Leaves the vault only for the centre. */
export type Reporter = { name: string | null; phone: string | null; email: string | null }

/** Who reported which case, and the key to it. */
export type Person = Reporter & { caseId: string; code: string }

/** A person as rows carry them; bytes in PostgreSQL's hexadecimal form, ready for JSON. */
export type SealedPerson = {
  code_hmac: string
  phone_hmac: string | null
  key_id: string
  wrapped_key: string
  sealed: string
}

/** The columns of {@link SealedPerson} for `jsonb_to_recordset`. */
export const sealedColumns =
  'code_hmac bytea, phone_hmac bytea, key_id text, wrapped_key bytea, sealed bytea'

/** A sealed row as the database gives it. */
export type SealedRow = {
  case_id: string
  key_id: string | null
  wrapped_key: Buffer | null
  sealed: Buffer | null
}

// Whose it is stands in the context: rows that change places do not open.
const personOf = (caseId: string) => `reporter of ${caseId}`
export const dataKeyOf = (caseId: string) => `data key of ${caseId}`

const hex = (bytes: Buffer) => `\\x${bytes.toString('hex')}`

/** Seals a person under a data key of their own. */
export function sealPerson(keys: Keys, person: Person): SealedPerson {
  const { caseId, code, name, phone, email } = person
  const dataKey = random(32)
  const clear = JSON.stringify({ code, name, phone, email })
  return {
    code_hmac: hex(fingerprint(keys.code, normalizeDigits(code))),
    phone_hmac: phone ? hex(fingerprint(keys.phone, phone)) : null,
    key_id: keys.current.id,
    wrapped_key: hex(encrypt(keys.current.key, dataKey, dataKeyOf(caseId))),
    sealed: hex(encrypt(createSecretKey(dataKey), clear, personOf(caseId))),
  }
}

/** @throws VaultError when the row was changed, or is sealed under a key that is not there */
export function openPerson(keys: Keys, row: SealedRow): Person {
  const { case_id: caseId, key_id: keyId, wrapped_key: wrapped, sealed } = row
  const masterKey = keyId === null ? undefined : keys.byId.get(keyId)
  if (!masterKey || !wrapped || !sealed) {
    throw new VaultError(`${personOf(caseId)} is sealed under key ${keyId}, which is not there`)
  }
  const dataKey = decrypt(masterKey, wrapped, dataKeyOf(caseId))
  const clear = decrypt(createSecretKey(dataKey), sealed, personOf(caseId)).toString('utf8')
  return { caseId, ...(JSON.parse(clear) as Omit<Person, 'caseId'>) }
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
