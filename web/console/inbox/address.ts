import { caseFilter, caseOrder, sortKeys } from '../../../contract/case-list.ts'
import type { CaseFilter, CaseOrder } from '../../../contract/case-list.ts'
import { boxes } from '../../../contract/cases.ts'
import type { Box } from '../../../contract/cases.ts'

const shape = { ...caseFilter.shape, ...caseOrder.shape }
type Part = keyof typeof shape
const parts = Object.keys(shape) as Part[]

/** What the desk's address says: the box, the filter and the order, each by the name the server has. */
export type DeskSearch = { box?: Box } & { [Name in Part]?: string }

/** The parts of a filter, by name; the words that are searched are not among them. */
export const filterParts = parts.filter(
  (part): part is Exclude<Part, 'q' | 'sort' | 'order'> =>
    part !== 'q' && part !== 'sort' && part !== 'order',
)

/** Takes what is known out of an address; the rest is dropped. */
export function readDeskSearch(search: Record<string, unknown>): DeskSearch {
  const box = boxes.find((known) => known === search.box)
  const found: DeskSearch = box ? { box } : {}
  for (const part of parts) {
    const value = search[part]
    if (typeof value !== 'string' || value === '') continue
    const text = part === 'q' ? value.slice(0, 200) : value
    if (shape[part].safeParse(text).success) found[part] = text
  }
  return found
}

/** The same as the server is asked. */
export function queryOf({ box: _box, ...asked }: DeskSearch): CaseFilter & CaseOrder {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value))
}

/** The filter alone: what the order is makes no difference to how many there are. */
export function filterOf(search: DeskSearch): CaseFilter {
  const { sort: _sort, order: _order, ...filter } = queryOf(search)
  return filter
}

/** The address with some parts changed; an empty value takes a part away. */
export function withParts(search: DeskSearch, patch: Partial<Record<Part, string>>): DeskSearch {
  const changed = Object.entries(patch).map(([part, value]) => [part, value || undefined])
  return { ...search, ...Object.fromEntries(changed) }
}

/** How the list can stand – by what, which way –, nearest first to last. */
export const orders = sortKeys.flatMap((sort) => {
  const both = [[sort, 'asc'] as const, [sort, 'desc'] as const]
  return sort === 'received' || sort === 'updated' ? both.toReversed() : both
})
