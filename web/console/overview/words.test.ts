import i18next from 'i18next'
import { beforeAll, describe, expect, it } from 'vitest'
import vi from '../../locales/vi/console.json' with { type: 'json' }
import { compared, share } from './words.ts'

beforeAll(async () => {
  await i18next.init({
    lng: 'vi',
    ns: ['console'],
    defaultNS: 'console',
    resources: { vi: { console: vi } },
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
  })
})

describe('a figure beside the time before', () => {
  it('is told in percent where there was enough before', () => {
    expect(compared(60, 40)).toBe('tăng 50% so với cùng kỳ (40)')
    expect(compared(1500, 2000)).toBe('giảm 25% so với cùng kỳ (2.000)')
  })
  it('is told in counts under thirty', () => {
    expect(compared(3, 1)).toBe('cùng kỳ 1')
  })
  it('is alike within two percent', () => {
    expect(compared(101, 100)).toBe('tương đương cùng kỳ (100)')
    expect(compared(102, 100)).toBe('tăng 2% so với cùng kỳ (100)')
  })
  it('is compared with nothing where nothing is known', () => {
    expect(compared(3, null)).toBe('chưa có số liệu cùng kỳ')
  })
})

it('a share is told in percent from thirty on', () => {
  expect(share(287, 298)).toBe('96%')
  expect(share(3, 4)).toBe('3/4')
  expect(share(0, 0)).toBeNull()
})
