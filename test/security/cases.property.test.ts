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
import { makeStaff } from '../staff.ts'
import { startTestServer } from '../server.ts'
import type { TestServer } from '../server.ts'

/**
 * Nobody lists, sees or does what is not theirs, whatever the agencies, roles and cases are: asked
 * over HTTP and answered by the real queries, compared with the rule written once more below.
 */

const runs = 50
const agencies = ['T0', 'T1', 'T2', 'T3', 'T4', 'T5']
const caseCount = 6

type Grant = { role: StaffRole; agency: string | null; areas: string[] | null }
type Case = {
  agency: string | null
  commune: string
  officer: number | null
  status: Status
  handBacks: number
}

let server: TestServer
let admin: Client
const people: { id: string; client: Client }[] = []
let nobody: Awaited<ReturnType<Client['listPeople']>>['people'][number]
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
    const id = await makeStaff(server, {
      name,
      email,
      password,
      grants: [{ role: 'operator', agency: null, areas: null }],
    })
    const client = await server.client()
    await client.signIn({ body: { email, password } })
    await setUpSecondFactor(client)
    people.push({ id, client })
  }
  nobody = (await admin.listPeople({ query: { q: 'chieusang' } })).people[0]!
  const citizen = await server.client()
  for (let i = 0; i < caseCount; i++) cases.push(await submit(citizen, `Ổ gà thứ ${i}`))
}, 90_000)
afterAll(() => server?.close())

const agency = fc.constantFrom(...agencies)
const communes = ['19789', '19753', '19774']
/** Half of the roles are for some communes only. */
const areas = fc.option(fc.subarray(communes, { minLength: 1 }), { freq: 1 })
const grant: fc.Arbitrary<Grant> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({
      role: fc.constantFrom<StaffRole>('officer', 'coordinator', 'head'),
      agency,
      areas,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      role: fc.constantFrom<StaffRole>('operator', 'shift_lead', 'leader'),
      agency: fc.constant(null),
      areas,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ role: 'administrator', agency: null, areas: null }) },
)
const province = fc.record({
  /** The parent of each agency among those before it, or none: a random forest. */
  parents: fc.tuple(...agencies.map((_, index) => fc.option(fc.nat(Math.max(0, index - 1))))),
  areas: fc.tuple(...agencies.map(() => fc.option(fc.subarray(communes)))),
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
      commune: fc.constantFrom(...communes),
      officer: fc.option(fc.nat(2)),
      status: fc.constantFrom(...statuses),
      handBacks: fc.nat(3),
    }),
    { minLength: caseCount, maxLength: caseCount },
  ),
  /** Who has which role of whom in hand at present, in the past, or not any more. */
  delegations: fc.array(
    fc.record({
      from: fc.nat(2),
      role: fc.nat(2),
      to: fc.nat(2),
      when: fc.constantFrom('now', 'now', 'over', 'later', 'withdrawn'),
    }),
    { maxLength: 4 },
  ),
  tried: fc.array(fc.constantFrom(...actionTypes), {
    minLength: caseCount * 3,
    maxLength: caseCount * 3,
  }),
})
type Province = typeof province extends fc.Arbitrary<infer Value> ? Value : never

/** Writes the province down; returns each case's version. */
async function install({
  parents,
  areas,
  grants,
  delegations,
  cases: facts,
}: Province): Promise<number[]> {
  const { pool } = server.app.database
  for (const [index, code] of agencies.entries()) {
    const parent = parents[index] === null || index === 0 ? null : agencies[parents[index]!]
    await pool.query('update identity.agencies set parent = $2, areas = $3 where code = $1', [
      code,
      parent,
      areas[index] ? JSON.stringify(areas[index]) : null,
    ])
  }
  // Straight into the table, and then asked anew: `people.test.ts` has the way through the API.
  await pool.query('delete from identity.grants where user_id = any($1)', [
    people.map(({ id }) => id),
  ])
  for (const [index, { id }] of people.entries()) {
    for (const { role, agency: code, areas: within } of grants[index]!) {
      await pool.query('insert into identity.grants values ($1, $2, $3, $4)', [
        id,
        role,
        code,
        within,
      ])
    }
  }
  await pool.query('delete from identity.delegations')
  for (const { from, role, to, when } of delegations) {
    const given = grants[from]![role]
    if (!given || from === to || given.role === 'administrator') continue
    await pool.query(
      `insert into identity.delegations (id, from_id, to_id, role, agency, begins_at, ends_at,
         withdrawn_at)
       values (gen_random_uuid(), $1, $2, $3, $4, now() + $5::interval,
         now() + $5::interval + interval '2 hours', $6)`,
      [
        people[from]!.id,
        people[to]!.id,
        given.role,
        given.agency,
        { now: '-1 hour', over: '-3 hours', later: '1 hour', withdrawn: '-1 hour' }[when],
        when === 'withdrawn' ? new Date() : null,
      ],
    )
  }
  // Any write through the API makes every session ask anew; this one changes nothing.
  await admin.changePerson({ params: { id: nobody.id }, body: { ...nobody, disabled: false } })
  const versions: number[] = []
  for (const [index, { agency: code, commune, officer, status, handBacks }] of facts.entries()) {
    const { rows } = await pool.query(
      `update cases.cases set agency = $2, officer = $3, status = $4, commune = $5, hand_backs = $6
       where id = $1 returning version`,
      [
        cases[index]!.id,
        code,
        officer === null ? null : people[officer]!.id,
        status,
        commune,
        handBacks,
      ],
    )
    versions.push(rows[0].version)
  }
  return versions
}

/** What somebody holds: their own, and what is in their hands now as long as the giver has it. */
function heldBy({ grants, delegations }: Province, self: number): (Grant & { for?: number })[] {
  const handed = delegations.flatMap(({ from, role, to, when }) => {
    const given = grants[from]![role]
    const counts = given && given.role !== 'administrator' && when === 'now' && from !== to
    return counts && to === self ? [{ ...given, for: from }] : []
  })
  return [...grants[self]!, ...handed]
}

const caseWide = new Set<StaffRole>(['operator', 'shift_lead', 'leader'])
/** The rule: the centre and leaders see all, an agency's people what it has; each in their areas. */
const sees = (grants: Grant[], facts: Case) =>
  grants.some(
    ({ role, agency: code, areas: within }) =>
      (within === null || within.includes(facts.commune)) &&
      (caseWide.has(role) || (code !== null && code === facts.agency)),
  )

/** The rule: a role held in the case's own agency and area, in a status where it may do it. */
function mayAct(
  grants: (Grant & { for?: number })[],
  facts: Case,
  self: number,
  type: ActionType,
): boolean {
  const by: Partial<Record<ActorRole, readonly Status[]>> = actions[type].by
  const may = (role: ActorRole) => by[role]?.includes(facts.status) === true
  const disputed =
    facts.status === 'handed_back' &&
    facts.handBacks >= 2 &&
    (type === 'assign' || type === 'decline')
  const here = grants.filter(({ areas: within }) => !within || within.includes(facts.commune))
  // Roles that are somebody's at once are taken together: a coordinator is not held to their cases.
  return here.some(({ role, agency: code, for: giver }) => {
    if (role === 'shift_lead') return may('operator') || may('shift_lead')
    if (role === 'operator') {
      return may('operator') && (!disputed || here.some((each) => each.role === 'shift_lead'))
    }
    if (role === 'administrator' || role === 'auditor' || role === 'leader') return false
    if (code !== facts.agency || !may(role)) return false
    return role !== 'officer' || [null, self, giver].includes(facts.officer)
  })
}

const text = 'một hai ba'
const inputs: Partial<Record<ActionType, object>> = {
  decline: { reason: 'x', guidance: text },
  reclassify: { subject: 'GT01' },
  assign: { agency: 'T1' },
  assign_inside: { officer: 'x' },
  hand_back: { reason: text },
  extend: { reason: text, done: text, promisedOn: '2099-01-01' },
  refuse_extension: { reason: text },
  escalate: { summary: text },
  urgent: { reason: text },
  long_term: { promisedOn: '2099-01-01', plan: text },
  split: { parts: [{ subject: 'GT01', text }] },
  merge: { number: '1234567890' },
  take_in: { number: '1234567890' },
  let_go: { number: '1234567890' },
  release: { number: '1234567890' },
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
  ask_call: { reason: text },
  call_done: { text },
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
      // Nothing here may change anything, so everybody can ask at once.
      const askedBy = async (self: number, client: Client) => {
        const grants = heldBy(drawn, self)
        const own = cases.filter((_, index) => sees(grants, drawn.cases[index]!))

        const { cases: listed } = await client.listCases({ query: { box: 'all' } })
        expect(listed.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort())
        expect((await client.countCases({})).all).toBe(own.length)

        const askedAbout = async (index: number, { id, number }: (typeof cases)[number]) => {
          const facts = drawn.cases[index]!
          const seen = sees(grants, facts)
          expect(await refusal(client.getCase({ params: { id } }))).toBe(seen ? null : 'not_found')
          const type = drawn.tried[self * caseCount + index]!
          if (!seen) {
            const found = await client.listCases({ query: { box: 'all', q: number } })
            expect(found.cases).toEqual([])
          }
          if (seen && mayAct(grants, facts, self, type)) return
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
        await Promise.all(cases.map((each, index) => askedAbout(index, each)))
        const nobodys = { params: { id: randomUUID() } }
        expect(await refusal(client.getCase(nobodys))).toBe('not_found')
      }
      await Promise.all(people.map(({ client }, self) => askedBy(self, client)))
      const { rows } = await server.app.database.pool.query('select id, version from cases.cases')
      const now = new Map(rows.map(({ id, version }) => [id, version]))
      expect(cases.map(({ id }) => now.get(id))).toEqual(versions)
    }),
    { numRuns: runs },
  )
})
