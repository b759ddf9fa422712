import type { Subject } from '../../../contract/records/field-reports.ts'
import { agenciesOn } from '../../identity/index.ts'
import type { AgencyPeriod } from '../../identity/index.ts'
import { featureScopes, featuresNear, featuresNearEach } from '../../places/index.ts'
import type { FeatureScope, NearFeature, Position } from '../../places/index.ts'
import type { Executor } from '../../platform/database/index.ts'
import type { Commune } from './appoint.ts'
import { reachFor } from './decide.ts'
import type { Facts } from './decide.ts'

/** A report as competence sees it. */
export type Matter = { subject: Subject; position: Position | null; commune: Commune | null }

/** What holds on a day (`YYYY-MM-DD`) wherever a report is. */
export type Order = { day: string; scopes: FeatureScope[]; agencies: Map<string, AgencyPeriod> }

/** Reads the {@link Order} of a day. */
export async function readOrder(executor: Executor, day: string): Promise<Order> {
  const scopes = await featureScopes(executor, day)
  return { day, scopes, agencies: await agenciesOn(executor, day) }
}

/**
 * Reads what decides about a matter. `around`: also what lies within so many metres, though it
 * decides nothing.
 */
export async function readFacts(
  executor: Executor,
  order: Order,
  { subject, position, commune }: Matter,
  around = 0,
): Promise<Facts> {
  const reach = reachFor(order.scopes, subject)
  const metres = Math.max(around, reach ?? 0)
  const asked = position && (reach !== null || around > 0)
  const near = asked ? await featuresNear(executor, position, order.day, metres) : []
  return { ...order, subject, commune, placed: position !== null, near }
}

/** {@link readFacts} for many matters in one query; the answers in their order. */
export async function readFactsOfEach(
  executor: Executor,
  order: Order,
  matters: Matter[],
): Promise<Facts[]> {
  const asked = matters.flatMap(({ subject, position }, index) => {
    const reach = position && reachFor(order.scopes, subject)
    return position && reach !== null ? [{ index, position, reach }] : []
  })
  // One window for all of them: what it finds too far from one is out of its reach anyway.
  const found = await featuresNearEach(
    executor,
    asked.map(({ position }) => position),
    order.day,
    Math.max(0, ...asked.map(({ reach }) => reach ?? 0)),
  )
  const near = new Map<number, NearFeature[]>(asked.map(({ index }, at) => [index, found[at]!]))
  return matters.map(({ subject, position, commune }, index) => ({
    ...order,
    subject,
    commune,
    placed: position !== null,
    near: near.get(index) ?? [],
  }))
}
