import { z } from 'zod'
import { keyOf, recordKinds } from './records/kinds.ts'
import type { AnyRecord, RecordOf } from './records/kinds.ts'
import { unitTypeNames } from './records/places.ts'
import type { Unit } from './records/places.ts'
import { referencesOf } from './records/references.ts'
import { bilingual, code, kindNames } from './records/shared.ts'
import type { KindName } from './records/shared.ts'

/**
 * Packs: the data that turns the engines into one service for one province. A pack brings records –
 * units, agencies, subjects, deadlines, days off – with the day from which each holds, so that a case
 * is always judged by the rules of its own time.
 */

/** A number to call when a report is not enough. */
export const emergencyNumber = z.strictObject({
  number: z.string().regex(/^\d{3,10}$/, 'must have 3 to 10 digits'),
  name: bilingual,
})
export type EmergencyNumber = z.infer<typeof emergencyNumber>

const lists = Object.fromEntries(
  kindNames.map((kind) => [kind, z.array(recordKinds[kind].schema).optional()]),
) as unknown as {
  [Kind in KindName]: z.ZodOptional<z.ZodArray<(typeof recordKinds)[Kind]['schema']>>
}

export const packSchema = z.strictObject({
  code,
  name: bilingual,
  description: bilingual,
  ...lists,
  emergencyNumbers: z.array(emergencyNumber).optional(),
})
export type Pack = z.infer<typeof packSchema>

/** The records of a kind that a pack brings. */
export function recordsIn<Kind extends KindName>(pack: Pack, kind: Kind): RecordOf<Kind>[] {
  return (pack[kind] ?? []) as RecordOf<Kind>[]
}

/**
 * Checks a pack: its shape, that no record comes twice, that periods are periods, and that what it
 * refers to exists in it, where it brings that kind at all.
 * @throws Error naming every fault by its path, e.g. `subjects[4] (GT05).class: no classes "Z"`.
 */
export function definePack(input: unknown): Pack {
  const parsed = packSchema.safeParse(input)
  const faults = parsed.success
    ? kindNames.flatMap((kind) => inconsistencies(parsed.data, kind))
    : parsed.error.issues.map((issue) => `${pathText(input, issue.path)}: ${issue.message}`)
  if (!parsed.success || faults.length > 0) {
    const name = String(valueAt(input, 'code') ?? 'without a code')
    throw new Error(`Pack ${name} is not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  }
  return parsed.data
}

/**
 * Puts the province's word ("tỉnh" or "thành phố") where a Vietnamese text of a pack says
 * `{cap_tinh}`; packs stay the same for every province.
 */
export function withProvinceWord(words: string, province: Pick<Unit, 'type'>): string {
  return words.replaceAll('{cap_tinh}', unitTypeNames[province.type].vi)
}

/** What a schema cannot see because it looks at one record at a time. */
function inconsistencies(pack: Pack, kind: KindName): string[] {
  const faults: string[] = []
  const seen = new Set<string>()
  const codes = (other: KindName) =>
    new Set(recordsIn(pack, other).map((row) => (row as AnyRecord)[recordKinds[other].code]))
  const known = new Map<KindName, Set<unknown>>()
  for (const [index, row] of recordsIn(pack, kind).entries()) {
    const record: AnyRecord = row
    const fault = (field: string, words: string) =>
      faults.push(`${pathText(pack, [kind, index])}${field && `.${field}`}: ${words}`)
    const key = keyOf(kind, record)
    if (seen.has(key)) fault('', `"${key}" comes twice`)
    seen.add(key)
    const { validFrom, validTo } = record as { validFrom?: string; validTo?: string }
    if (validFrom && validTo && validTo <= validFrom) fault('validTo', 'must be after validFrom')
    for (const { path, kind: other, code: wanted } of referencesOf(kind, record)) {
      if (!known.has(other)) known.set(other, codes(other))
      const there = known.get(other)!
      if (there.size > 0 && !there.has(wanted)) fault(path, `no ${other} "${wanted}" in this pack`)
    }
  }
  return faults
}

/** `['subjects', 4, 'class']` as `subjects[4] (GT05).class`; the record's code helps to find it. */
function pathText(input: unknown, path: readonly PropertyKey[]): string {
  let value = input
  let words = ''
  for (const key of path) {
    value = valueAt(value, key)
    if (typeof key !== 'number') words += words ? `.${String(key)}` : String(key)
    else {
      const name = valueAt(value, 'code') ?? valueAt(value, 'day')
      words += `[${key}]` + (typeof name === 'string' ? ` (${name})` : '')
    }
  }
  return words || 'pack'
}

function valueAt(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined
}
