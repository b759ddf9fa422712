import { expect, it } from 'vitest'
import { filterOf, queryOf, readDeskSearch, withParts } from './address.ts'

it('reads what it knows out of an address and drops the rest', () => {
  const search = readDeskSearch({
    box: 'all',
    q: 'đèn',
    from: '2026-11-01',
    to: 'hôm qua',
    channel: 'fax',
    commune: '19789',
    sort: 'updated',
    order: 'asc',
    la: '1',
  })
  expect(search).toEqual({
    box: 'all',
    q: 'đèn',
    from: '2026-11-01',
    commune: '19789',
    sort: 'updated',
    order: 'asc',
  })
  expect(queryOf(search)).toEqual({
    q: 'đèn',
    from: '2026-11-01',
    commune: '19789',
    sort: 'updated',
    order: 'asc',
  })
  expect(filterOf(search)).toEqual({ q: 'đèn', from: '2026-11-01', commune: '19789' })
})

it('is the same address again after it was read', () => {
  const search = withParts({ box: 'overdue', commune: '19789' }, { subject: 'GT01', commune: '' })
  expect(readDeskSearch(search)).toEqual({ box: 'overdue', subject: 'GT01' })
})
