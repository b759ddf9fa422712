import type { PublicFilter } from '../../contract/public.ts'

/** The address of the public reports that a filter finds: as a list or, with `view`, on the map. */
export function reportsAddress(
  filter: PublicFilter,
  more: { view?: 'map'; before?: string; after?: string; box?: string } = {},
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...filter, ...more })) {
    if (value) query.set(name, value)
  }
  return query.size > 0 ? `/phan-anh?${query}` : '/phan-anh'
}
