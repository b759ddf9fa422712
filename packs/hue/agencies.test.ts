import { expect, test } from 'vitest'
import { pack } from './pack.ts'

const { agencies = [], contacts = [], units = [] } = pack
const communes = units
  .filter((row) => row.kind === 'commune' && !row.validTo)
  .map((row) => row.code)
const byCode = new Map(agencies.map((row) => [row.code, row]))

test('every commune has its committee with eight offices, and its police apart from them', () => {
  for (const code of communes) {
    const offices = agencies.filter((row) => row.parent === `X${code}`)
    expect(offices.map((row) => row.kind)).toEqual(Array.from({ length: 8 }, () => 'xa_phong'))
    expect(offices.every((row) => row.areas?.join() === code)).toBe(true)
    expect(byCode.get(`C${code}`)?.parent).toBe('CAT')
  }
})

test('a ward’s office for the town has another name than a commune’s', () => {
  expect(byCode.get('X19789.KT')?.name).toBe('Phòng Kinh tế, Hạ tầng và Đô thị phường Thuận Hóa')
  expect(byCode.get('X20107.KT')?.name).toBe('Phòng Kinh tế xã Phú Lộc')
})

test('the electricity teams share the communes among them', () => {
  const areas = agencies.flatMap((row) => (row.parent === 'DIEN' ? (row.areas ?? []) : []))
  expect(areas.toSorted()).toEqual(communes.toSorted())
})

test('no two agencies have the same name', () => {
  expect(new Set(agencies.map((row) => row.name)).size).toBe(agencies.length)
})

test('contacts are plainly made up: nobody can be called or written to by mistake', () => {
  expect(contacts.length).toBeGreaterThan(0)
  for (const { name, phone, email } of contacts) {
    if (phone) {
      expect(name).toMatch(/\(số minh họa\)$/)
      expect(phone).toMatch(/^0234 0000 \d{3}$/)
    }
    if (email) expect(email).toMatch(/@hue\.example$/)
  }
})

test('whoever has contacts can be reached at every hour', () => {
  for (const agency of new Set(contacts.map((row) => row.agency))) {
    const ways = contacts.filter((row) => row.agency === agency && row.phone)
    const has = (when: string) => ways.some((row) => row.when === when || row.when === 'always')
    expect([agency, has('office_hours') && has('outside')]).toEqual([agency, true])
  }
})
