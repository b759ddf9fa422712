import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'

// One report as both sides of the comparison write it: as a citizen's request, and as rows.

const description =
  'Ổ gà sâu trước cổng trường tiểu học, trời mưa nước đọng không thấy, sáng nay hai xe máy ngã. ' +
  'Đề nghị sớm vá lại trước khi vào mùa mưa.'
const folded =
  'o ga sau truoc cong truong tieu hoc, troi mua nuoc dong khong thay, sang nay hai xe may nga. ' +
  'de nghi som va lai truoc khi vao mua mua. 12 duong le loi'

/** The body of a request; every one gives a telephone number and a point. */
export function newReport() {
  return {
    subject: 'GT01',
    commune: '19789',
    description,
    position: { lat: 16.4637, lon: 107.5909 },
    address: '12 đường Lê Lợi',
    phone: `09${randomInt(10_000_000, 99_999_999)}`,
  }
}

/** Key, case, first action, reporter and event: the rows that a report leaves behind. */
export const insertStatement = `
  with once as (
    insert into platform.idempotency (scope, key, request_hash, response)
    values ('POST /api/reports', $1, $2, $3)
  ), new_case as (
    insert into cases.cases (id, number, status, channel, subject, class, description, commune,
      lat, lon, address, search, submitted_at, updated_at, due_at)
    values ($4, $5, 'submitted', 'web', 'GT01', 'T', $6, '19789', 16.4637, 107.5909, $7, $8, $9,
      $9, $10)
  ), log as (
    insert into cases.actions (case_id, seq, type, actor_kind, input)
    values ($4, 1, 'submit', 'reporter', '{"channel": "web", "subject": "GT01"}')
  ), reporter as (
    insert into vault.reporters (case_id, code_hmac, phone_hmac, key_id, wrapped_key, sealed)
    values ($4, $11, $12, $13, $14, $15)
  )
  insert into platform.events (type, subject, audience, data)
  values ('cases.submitted', $4, '{centre}', '{}')`

/**
 * The values of {@link insertStatement}: the same columns and lengths as the server writes, the
 * reporter as bytes that need no sealing. `masterKey` is the id of the database's master key.
 */
export function newRows(masterKey: string): unknown[] {
  const key = randomUUID()
  const id = uuidv7()
  const number = digits(10)
  const now = new Date()
  const due = new Date(now.getTime() + 7 * 86_400_000)
  const response = { id, number, submittedAt: now.toISOString(), dueAt: due.toISOString() }
  return [
    key,
    createHash('sha256').update(key).digest(),
    JSON.stringify(response),
    id,
    number,
    description,
    '12 đường Lê Lợi',
    folded,
    now,
    due,
    randomBytes(32),
    randomBytes(32),
    masterKey,
    randomBytes(60),
    randomBytes(sealedBytes),
  ]
}

/** Nonce and tag, and the JSON of a code and a telephone number. */
const sealedBytes =
  28 + JSON.stringify({ code: digits(12), name: null, phone: digits(10), email: null }).length

/** Random digits that do not begin with 0. */
function digits(length: number): string {
  const random = randomBytes(length)
  return Array.from(random, (byte, index) => (index === 0 ? 1 + (byte % 9) : byte % 10)).join('')
}
