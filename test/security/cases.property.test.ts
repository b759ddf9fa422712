import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '../../contract/client.ts'
import type { Client } from '../../contract/client.ts'
import { actionTypes, actions, statuses } from '../../contract/field-report.ts'
import type { ActionType, Status } from '../../contract/field-report.ts'
import type { ActorRole } from '../../contract/case-type.ts'
import type { StaffRole } from '../../contract/identity.ts'
import { records } from '../../server/records.ts'
import { setUpSecondFactor } from '../authenticator.ts'
import { submit } from '../e2e/console-pages.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'

/**
 * Nobody lists, sees or does what is not theirs, whatever the agencies, roles and cases are: asked
 * over HTTP and answered by the real queries, compared with the rule written once more below.
 */

const runs = 200
const agencies = ['T0', 'T1', 'T2', 'T3', 'T4', 'T5']
const caseCount = 6

type Grant = { role: StaffRole; agency: string | null }
type Case = { agency: string | null; officer: number | null; status: Status }

let server: TestServer
let admin: Client
const people: { id: string; client: Client }[] = []
const cases: { id: string; number: string }[] = []

beforeAll(async () => {
  server = await startTestServer({ worker: false })
  admin = await server.client('quantri@demo.nhip.vn')
  await server.app.database.transaction((tx) =>
    records.write(
      tx,
      {
        agencies: agencies.map((code) => ({
          code,
          name: `Cơ quan ${code}`,
          kind: 'so' as const,
          parent: null,
          validFrom: '2025-07-01',
        })),
      },
      { actor: null, origin: 'test' },
    ),
  )
  for (const name of ['a', 'b', 'c']) {
    const email = `${name}@hue.example.vn`
    const password = 'mười bốn ký tự trở lên'
    const id = await server.app.identity.createStaff({
      name,
      email,
      password,
      grants: [{ role: 'operator', agency: null }],
    })
    const client = await server.client()
    await client.signIn({ body: { email, password } })
    await setUpSecondFactor(client)
    people.push({ id, client })
  }
  const citizen = await server.client()
  for (let i = 0; i < caseCount; i++) cases.push(await submit(citizen, `Ổ gà thứ ${i}`))
}, 90_000)
afterAll(() => server?.close())

const agency = fc.constantFrom(...agencies)
const grant: fc.Arbitrary<Grant> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      role: fc.constantFrom<StaffRole>('officer', 'coordinator', 'head'),
      agency,
    }),
  },
  { weight: 1, arbitrary: fc.constant<Grant>({ role: 'operator', agency: null }) },
  { weight: 1, arbitrary: fc.constant<Grant>({ role: 'administrator', agency: null }) },
)
const province = fc.record({
  /** The parent of each agency among those before it, or none: a random forest. */
  parents: fc.tuple(...agencies.map((_, index) => fc.option(fc.nat(Math.max(0, index - 1))))),
  areas: fc.tuple(...agencies.map(() => fc.option(fc.subarray(['19789', '19803', '20014'])))),
  grants: fc.tuple(
    ...['a', 'b', 'c'].map(() =>
      fc.uniqueArray(grant, {
        minLength: 1,
        maxLength: 3,
        selector: ({ role, agency: code }) => `${role} ${code}`,
      }),
    ),
  ),
  cases: fc.array(
    fc.record<Case>({
      agency: fc.option(agency),
      officer: fc.option(fc.nat(2)),
      status: fc.constantFrom(...statuses),
    }),
    { minLength: caseCount, maxLength: caseCount },
  ),
  tried: fc.array(fc.constantFrom(...actionTypes), {
    minLength: caseCount * 3,
    maxLength: caseCount * 3,
  }),
})
type Province = typeof province extends fc.Arbitrary<infer Value> ? Value : never

/** Writes the province down; returns each case's version. */
async function install({ parents, areas, grants, cases: facts }: Province): Promise<number[]> {
  const { pool } = server.app.database
  for (const [index, code] of agencies.entries()) {
    const parent = parents[index] === null || index === 0 ? null : agencies[parents[index]!]
    await pool.query('update identity.agencies set parent = $2, areas = $3 where code = $1', [
      code,
      parent,
      areas[index] ? JSON.stringify(areas[index]) : null,
    ])
  }
  for (const [index, { id }] of people.entries()) {
    await admin.changePerson({
      params: { id },
      body: { name: `Người ${index}`, grants: grants[index]!, disabled: false },
    })
  }
  const versions: number[] = []
  for (const [index, { agency: code, officer, status }] of facts.entries()) {
    const { rows } = await pool.query(
      `update cases.cases set agency = $2, officer = $3, status = $4 where id = $1
       returning version`,
      [cases[index]!.id, code, officer === null ? null : people[officer]!.id, status],
    )
    versions.push(rows[0].version)
  }
  return versions
}

const isOfCentre = (grants: Grant[]) => grants.some(({ role }) => role === 'operator')

/** The rule: the centre sees all, an agency's people what their own agency has now. */
const sees = (grants: Grant[], facts: Case) =>
  isOfCentre(grants) ||
  (facts.agency !== null && grants.some(({ agency: code }) => code === facts.agency))

/** The rule: a role held in the case's own agency, in a status where that role may do it. */
function mayAct(grants: Grant[], facts: Case, self: number, type: ActionType): boolean {
  const by: Partial<Record<ActorRole, readonly Status[]>> = actions[type].by
  return grants.some(({ role, agency: code }) => {
    if (role === 'administrator' || role === 'auditor' || role === 'leader') return false
    if (!by[role]?.includes(facts.status)) return false
    if (role === 'operator') return true
    if (code !== facts.agency) return false
    return role !== 'officer' || facts.officer === null || facts.officer === self
  })
}

const text = 'một hai ba'
const inputs: Partial<Record<ActionType, object>> = {
  decline: { reason: 'x', guidance: text },
  reclassify: { subject: 'GT01' },
  assign: { agency: 'T1' },
  assign_inside: { officer: 'x' },
  hand_back: { reason: text },
  request_question: { question: text },
  ask_citizen: { question: text },
  citizen_reply: { text },
  note_internal: { text },
  note_public: { text },
  answer: { checked: text, done: text, finished: true },
  return_answer: { reason: 'x' },
  publish: { title: text, text, answer: text },
  rate: { rating: 'x' },
  reopen: { reason: text },
  withdraw_consent: { purpose: 'pictures' },
}

async function refusal(call: Promise<unknown>): Promise<string | null> {
  return call.then(
    () => null,
    (error: unknown) => {
      if (error instanceof ApiError) return error.code
      throw error
    },
  )
}

test('nobody lists, sees or does what is not theirs', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(province, async (drawn) => {
      const versions = await install(drawn)
      for (const [self, { client }] of people.entries()) {
        const grants = drawn.grants[self]!
        const own = cases.filter((_, index) => sees(grants, drawn.cases[index]!))

        const { cases: listed } = await client.listCases({ query: { box: 'all' } })
        expect(listed.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort())
        expect((await client.countCases({})).all).toBe(own.length)

        for (const [index, { id, number }] of cases.entries()) {
          const facts = drawn.cases[index]!
          const seen = sees(grants, facts)
          expect(await refusal(client.getCase({ params: { id } }))).toBe(seen ? null : 'not_found')
          const type = drawn.tried[self * caseCount + index]!
          if (!seen) {
            const found = await client.listCases({ query: { box: 'all', q: number } })
            expect(found.cases).toEqual([])
          }
          if (seen && mayAct(grants, facts, self, type)) continue
          const refused = await refusal(
            client.actOnCase({
              params: { id },
              body: {
                version: versions[index]!,
                action: { type, input: inputs[type] ?? {} } as never,
              },
            }),
          )
          expect(seen ? ['forbidden', 'action_not_allowed'] : ['not_found']).toContain(refused)
        }
        const nobodys = { params: { id: randomUUID() } }
        expect(await refusal(client.getCase(nobodys))).toBe('not_found')
      }
      const { rows } = await server.app.database.pool.query('select id, version from cases.cases')
      const now = new Map(rows.map(({ id, version }) => [id, version]))
      expect(cases.map(({ id }) => now.get(id))).toEqual(versions)
    }),
    { numRuns: runs },
  )
})
