import { submit } from '../e2e/console-pages.ts'
import type { TestServer } from '../server.ts'
import { otherAgency, startCallers, ward } from './callers.ts'
import type { Caller, CallerName } from './callers.ts'

/** What the rows of the table speak about. */
export type World = {
  callers: Record<CallerName, Caller>
  /** A case with the ward, and one with the other agency. */
  ward: { id: string; number: string }
  other: { id: string; number: string }
  /** The number of a case that is published. */
  published: string
  /** The code of a reporter. */
  code: string
  /** The id of an account that nobody signs in with. */
  person: string
  /** A record as it is. */
  subject: Record<string, unknown>
  /** A file of the citizen's pages and one of the console's. */
  assets: { citizen: string; console: string }
  /** The version of a case at this moment. */
  version(id: string): Promise<number>
  /** A record that was just made, as it was seen, and one that there is not yet. */
  contact(): Promise<{ record: Record<string, unknown>; state: string }>
  newContact(): Record<string, unknown>
  /** Something that no other cell uses. */
  fresh(): string
}

export async function makeWorld(server: TestServer): Promise<World> {
  const callers = await startCallers(server)
  const citizen = callers.anonymous.client
  const { operator, coordinator, officer, head, administrator } = callers
  let count = 0
  const fresh = () => `moi${++count}`

  const assigned = async (agency: string) => {
    const { id, number, code } = await submit(citizen, 'Ổ gà to ở ngã tư.')
    const act = (version: number, action: object) =>
      operator.client.actOnCase({ params: { id }, body: { version, action: action as never } })
    await act(1, { type: 'accept', input: {} })
    await act(2, { type: 'assign', input: { agency } })
    return { id, number, code }
  }

  const answered = await assigned(ward)
  const steps: [Caller, object][] = [
    [coordinator, { type: 'acknowledge', input: {} }],
    [officer, { type: 'start', input: {} }],
    [officer, { type: 'answer', input: { checked: 'Đã xem.', done: 'Đã vá.', finished: true } }],
    [head, { type: 'approve', input: {} }],
    [operator, { type: 'publish', input: { title: 'Ổ gà', text: 'Ổ gà.', answer: 'Đã vá.' } }],
  ]
  for (const [index, [who, action]] of steps.entries()) {
    const body = { version: index + 3, action: action as never }
    await who.client.actOnCase({ params: { id: answered.id }, body })
  }

  const newContact = () => ({
    code: fresh(),
    agency: ward,
    role: 'desk',
    when: 'always',
    phone: '0912 345 678',
    validFrom: '2026-01-01',
  })
  const { person } = await administrator.client.addPerson({
    body: {
      name: 'Người khác',
      email: 'nguoi.khac@hue.example.vn',
      grants: [{ role: 'officer', agency: ward }],
    },
  })
  const assetOf = async (page: string, pattern: RegExp) => {
    const html = await (await fetch(server.url + page)).text()
    return pattern.exec(html)![0]
  }
  const subjects = await administrator.client.listRecords({
    params: { kind: 'subjects' },
    query: { limit: 1 },
  })
  const wards = await assigned(ward)
  return {
    callers,
    ward: wards,
    other: await assigned(otherAgency),
    published: answered.number,
    code: wards.code,
    person: person.id,
    subject: subjects.records[0]!.record,
    assets: {
      citizen: await assetOf('/', /\/assets\/[^"]+/),
      console: await assetOf('/console', /\/console\/assets\/[^"]+/),
    },
    async version(id) {
      const { rows } = await server.app.database.pool.query(
        'select version from cases.cases where id = $1',
        [id],
      )
      return rows[0].version
    },
    async contact() {
      return administrator.client.writeRecord({
        params: { kind: 'contacts' },
        body: { record: newContact(), state: null },
      })
    },
    newContact,
    fresh,
  }
}
