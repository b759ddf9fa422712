import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { staffRoles } from './identity.ts'
import { maybeWords } from './text.ts'

/** The longest a role may be handed over, in days. */
export const longestDelegation = 90
/** What people hand over themselves; an administrator hands over every role about cases. */
export const ownDelegable = ['shift_lead', 'coordinator', 'head'] as const

const common = { tag: 'account', audience: 'staff' } as const
const moment = z.iso.datetime({ offset: true, error: 'invalid_date' })
const named = z.object({ id: z.string(), name: z.string() })
const role = {
  role: z.enum(staffRoles),
  agency: z.object({ code: z.string(), name: z.string() }).nullable(),
}

/** A role in other hands for a time: it counts from `begins` until before `ends`. */
export const delegation = z.object({
  id: z.string(),
  ...role,
  from: named,
  to: named,
  begins: moment,
  ends: moment,
  /** `lost`: the giver does not hold the role any more, or their account is disabled. */
  state: z.enum(['later', 'now', 'over', 'withdrawn', 'lost']),
})
export type Delegation = z.infer<typeof delegation>

export const listDelegations = endpoint({
  ...common,
  method: 'GET',
  path: '/api/delegations',
  summary: 'Roles handed over, to and by a person',
  description: 'The own ones; administrators may ask for those of somebody else. Newest first.',
  query: z.object({ person: z.string().max(60).optional() }),
  response: z.object({
    delegations: z.array(delegation),
    /** What the caller may hand over for this person, and to whom. */
    possible: z.array(z.object({ ...role, people: z.array(named) })),
  }),
  errors: ['unauthenticated', 'forbidden', 'not_found'],
})

export const delegate = endpoint({
  ...common,
  method: 'POST',
  path: '/api/delegations',
  summary: 'Hand a role to somebody of the same agency for a time',
  description:
    `The own role of shift lead, coordinator or head; administrators any role about cases of anybody ` +
    `(\`person\`). At most ${longestDelegation} days. It ends by itself, and with the giver's own role; ` +
    'it cannot be handed on. Actions under it say for whom they are done.',
  idempotent: true,
  body: z.object({
    person: z.string().max(60).optional(),
    role: z.enum(staffRoles),
    agency: z.string().max(60).nullable(),
    to: z.string('required').min(1, 'required').max(60),
    /** Now when absent or past. */
    begins: moment.optional(),
    ends: moment,
    reason: maybeWords(300),
  }),
  status: 201,
  response: delegation,
  errors: ['unauthenticated', 'forbidden', 'not_found', 'invalid_input'],
})

export const withdrawDelegation = endpoint({
  ...common,
  method: 'POST',
  path: '/api/delegations/:id/withdrawal',
  summary: 'End a delegation before its time',
  description: 'By who gave it, who has it, or an administrator.',
  idempotent: true,
  params: z.object({ id: z.uuid() }),
  response: delegation,
  errors: ['unauthenticated', 'not_found', 'idempotency_mismatch'],
})
