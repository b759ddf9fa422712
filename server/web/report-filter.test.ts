import { describe, expect, it } from 'vitest'
import { dayIn, filterIn } from './report-filter.ts'

describe('a day in the filter of the public reports', () => {
  it('is the day before the month, however it is written', () => {
    for (const typed of ['1/11/2026', '01/11/2026', '1-11-2026', ' 1.11.2026', '1 11 2026']) {
      expect(dayIn(typed), typed).toBe('2026-11-01')
    }
    expect(dayIn('2026-11-01')).toBe('2026-11-01')
  })

  it('that does not exist, or could be read in two ways, is none', () => {
    for (const typed of [
      '31/2/2026',
      '11/13/2026',
      '1/11/26',
      '1/11',
      'hôm qua',
      '0000-01-01',
      '',
    ]) {
      expect(dayIn(typed), typed).toBeNull()
    }
  })
})

describe('the filter in an address', () => {
  it('is read with its days, and what is no filter is left out', () => {
    expect(
      filterIn({ commune: '19789', state: 'nothing', from: '1/11/2026', to: '', x: 'y' }),
    ).toEqual({
      filter: { commune: '19789', from: '2026-11-01' },
      typed: { from: '1/11/2026' },
      refusal: null,
    })
  })

  it('says which day is wrong, keeps what was typed and filters by the rest', () => {
    expect(filterIn({ q: 'đèn', from: '31/2/2026', to: '30/11/2026' })).toEqual({
      filter: { q: 'đèn', to: '2026-11-30' },
      typed: { from: '31/2/2026', to: '30/11/2026' },
      refusal: { fields: [{ path: 'from', code: 'invalid_day' }], problem: null },
    })
    expect(filterIn({ from: '2/11/2026', to: '1/11/2026' })).toMatchObject({
      filter: { from: '2026-11-02' },
      refusal: { fields: [{ path: 'to', code: 'before_from' }] },
    })
  })
})
