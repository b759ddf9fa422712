import type { CopyValue } from '../platform/database/copy.ts'
import type { SealedPerson } from './reporter.ts'

/** For writing many sealed reporters at once by COPY: the table and its columns. */
export const reporterCopy = {
  table: 'vault.reporters',
  columns: ['case_id', 'code_hmac', 'phone_hmac', 'email_hmac', 'key_id', 'wrapped_key', 'sealed'],
} as const

/** A sealed person as a row of {@link reporterCopy}. */
export const reporterCopyRow = (caseId: string, person: SealedPerson): CopyValue[] => [
  caseId,
  person.code_hmac,
  person.phone_hmac,
  person.email_hmac,
  person.key_id,
  person.wrapped_key,
  person.sealed,
]
