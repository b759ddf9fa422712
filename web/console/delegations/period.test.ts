import { expect, it } from 'vitest'
import { dayFaults, latestEnd, momentsOf, periodOf } from './period.ts'

const now = new Date('2026-11-21T18:30:00Z') // the 22nd in Vietnam

it('the last day counts to its end, and what begins today begins now', () => {
  expect(momentsOf({ begins: '2026-11-22', ends: '2026-11-30' }, now)).toEqual({
    ends: '2026-12-01T00:00:00+07:00',
  })
  expect(momentsOf({ begins: '2026-11-23', ends: '2026-11-23' }, now)).toEqual({
    begins: '2026-11-23T00:00:00+07:00',
    ends: '2026-11-24T00:00:00+07:00',
  })
})

it('knows which days are wrong, and allows ninety in all', () => {
  const begins = '2026-11-22'
  expect(dayFaults({ begins: '', ends: '' })).toEqual({ begins: 'required', ends: 'required' })
  expect(dayFaults({ begins, ends: '2026-11-21' })).toEqual({ ends: 'end_before_begin' })
  expect(latestEnd(begins)).toBe('2027-02-19')
  expect(dayFaults({ begins, ends: '2027-02-19' })).toEqual({})
  expect(dayFaults({ begins, ends: '2027-02-20' })).toEqual({ ends: 'delegation_too_long' })
  const { ends } = momentsOf({ begins: '2026-11-23', ends: latestEnd('2026-11-23') }, now)
  expect(Date.parse(ends) - Date.parse('2026-11-23T00:00:00+07:00')).toBe(90 * 86_400_000)
})

it('says a whole day as a day, and any other moment with its hour', () => {
  const year = new Date().getFullYear()
  expect(periodOf({ begins: '2020-11-21T17:00:00Z', ends: '2020-11-24T17:00:00Z' })).toEqual({
    from: '22/11/2020',
    to: '24/11/2020',
    untilEndOfDay: true,
  })
  expect(periodOf({ begins: `${year}-11-22T01:05:00Z`, ends: '2020-11-24T05:00:00Z' })).toEqual({
    from: '08:05 22/11',
    to: '12:00 24/11/2020',
    untilEndOfDay: false,
  })
})
