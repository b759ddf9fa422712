import { describe, expect, test } from 'vitest'
import { definePack, recordsIn, withProvinceWord } from '../contract/packs.ts'
import type { Choice } from '../contract/records/field-reports.ts'
import { keyOf } from '../contract/records/kinds.ts'
import { kindNames } from '../contract/records/shared.ts'
import { packs } from './index.ts'

const { vietnam, fieldReports, hue } = packs
const { units = [], agencies = [] } = hue
const { subjects = [], subjectGroups = [] } = fieldReports
const choices = (list: Choice['list']) =>
  (fieldReports.choices ?? []).filter((row) => row.list === list)
const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()

/** Every text anywhere in a value. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : []
}

const placeholders = (words: string) => [...new Set(words.match(/\{\w+\}/g))].toSorted()

describe('Huế', () => {
  test('has 40 communes, 21 of them wards', () => {
    const communes = units.filter((row) => row.kind === 'commune' && !row.validTo)
    expect(communes).toHaveLength(40)
    expect(communes.filter((row) => row.type === 'phuong')).toHaveLength(21)
    expect(communes.every((row) => row.parent === '46')).toBe(true)
  })

  test('spells the names as the resolutions do', () => {
    const names = units.map((row) => row.name)
    for (const name of ['Thuận Hóa', 'Hóa Châu', 'Thủy Xuân', 'Thanh Thủy', 'Hương Thủy'])
      expect(names).toContain(name)
    expect(texts(hue).filter((words) => /(o[àáả]|u[ỳýỷ])(?!\p{L})/iu.test(words))).toEqual([])
  })

  test('has a People’s Committee and a police for each commune, under different heads', () => {
    const ofCommunes = agencies.filter((row) => row.kind === 'xa' || row.kind === 'ca_xa')
    expect(ofCommunes).toHaveLength(80)
    expect(ofCommunes.every((row) => row.areas?.length === 1)).toBe(true)
    expect(agencies.find((row) => row.code === 'X19789')).toMatchObject({
      name: 'UBND phường Thuận Hóa',
      kind: 'xa',
      parent: 'UB',
      areas: ['19789'],
    })
    expect(agencies.find((row) => row.code === 'C20107')).toMatchObject({
      name: 'Công an xã Phú Lộc',
      kind: 'ca_xa',
      parent: 'CAT',
      areas: ['20107'],
    })
  })

  test('names its agencies without placeholders and remarks', () => {
    expect(agencies.filter((row) => /[{}()]/.test(row.name))).toEqual([])
  })
})

describe('field reports', () => {
  test('have 83 subjects in 14 groups, none of them empty', () => {
    expect(subjects).toHaveLength(83)
    expect(subjectGroups).toHaveLength(14)
    const used = new Set(subjects.map((row) => row.group))
    expect(subjectGroups.filter((row) => !used.has(row.code))).toEqual([])
  })

  test('lead to an agency that exists in Huế, or to the commune', () => {
    const known = new Set(['xa', 'ca_xa', ...agencies.map((row) => row.code)])
    const lost = subjects.flatMap((row) =>
      row.lead.filter((rule) => !known.has(rule.to)).map((rule) => `${row.code}: ${rule.to}`),
    )
    expect(lost).toEqual([])
  })

  test('keep three kinds of publication apart', () => {
    const publication = (code: string) => subjects.find((row) => row.code === code)?.publication
    expect(publication('GT01')).toBe('public')
    expect(publication('TD01')).toBe('masked')
    expect(publication('AN01')).toBe('closed')
  })

  test('have the deadline classes with their clocks', () => {
    const classes = fieldReports.classes ?? []
    expect(classes.map((row) => row.code)).toEqual([
      'K',
      'N',
      'T',
      'P',
      'D',
      'H',
      'Q',
      'PD10',
      'PD15',
      'PD20',
    ])
    expect(classes[0]?.result).toEqual({ amount: 24, unit: 'hours' })
    expect(classes[2]?.result).toEqual({ amount: 7, unit: 'working_days' })
  })

  test('guide in both languages with the same placeholders', () => {
    expect(choices('refusal')).toHaveLength(12)
    for (const { guidance } of choices('refusal')) {
      if (!guidance) throw new Error('a refusal without guidance')
      // English does without the word for "province".
      const wanted = placeholders(guidance.vi).filter((name) => name !== '{cap_tinh}')
      expect(placeholders(guidance.en)).toEqual(wanted)
    }
  })

  test('leave only the province’s word open in subjects', () => {
    const province = { type: 'thanh_pho' } as const
    const filled = texts(subjects).map((words) => withProvinceWord(words, province))
    expect(filled.filter((words) => words.includes('{'))).toEqual([])
    expect(filled).toContain('Hiến kế, góp ý xây dựng thành phố')
  })

  test('offer five reasons to return an answer and three ratings', () => {
    expect(choices('return')).toHaveLength(5)
    expect(choices('rating').map((level) => level.name.vi)).toEqual([
      'Đã giải quyết',
      'Chấp nhận được',
      'Chưa được giải quyết',
    ])
  })
})

describe('the working calendar', () => {
  const { holidayRules = [], calendarDays = [], officeHours = [] } = vietnam

  test('has 24 November off from 2026 on, not made up for', () => {
    expect(holidayRules.find((row) => row.code === 'culture')).toMatchObject({
      month: 11,
      day: 24,
      makeUp: false,
      validFrom: '2026-01-01',
    })
    expect(holidayRules.filter((row) => !row.makeUp)).toHaveLength(1)
  })

  test('works on the swapped Saturdays, and only on weekends', () => {
    const worked = calendarDays.filter((row) => row.working).map((row) => row.day)
    expect(worked).toEqual(['2025-04-26', '2026-01-10', '2026-08-22'])
    expect(worked.every((day) => weekday(day) === 6)).toBe(true)
  })

  test('has the five working days of Tết that the notices of 2025 and 2026 gave', () => {
    for (const year of ['2025', '2026']) {
      const days = calendarDays.filter((row) => row.day.startsWith(year) && row.holiday === 'tet')
      expect(days).toHaveLength(5)
    }
  })

  test('brings hours for the whole province, on five days a week', () => {
    expect(officeHours).toHaveLength(1)
    expect(officeHours[0]).not.toHaveProperty('agency')
    expect(officeHours[0]?.week.flatMap(({ days }) => days)).toEqual([1, 2, 3, 4, 5])
  })
})

describe('every pack', () => {
  test.each(Object.entries(packs))('%s has no record twice and all its text in NFC', (_, pack) => {
    for (const kind of kindNames) {
      const keys = recordsIn(pack, kind).map((record) => keyOf(kind, record))
      expect(new Set(keys).size).toBe(keys.length)
    }
    expect(texts(pack).filter((words) => words !== words.normalize('NFC'))).toEqual([])
  })
})

describe('a broken pack is refused with the path of the fault', () => {
  const base = { code: 'x', name: { vi: 'Thử', en: 'Trial' }, description: { vi: 'a', en: 'b' } }
  const validFrom = '2025-07-01'
  const unit = { code: '46', name: 'Huế', kind: 'province', type: 'thanh_pho', parent: null }
  const [gt01] = subjects
  const refusal = (part: object) => () => definePack({ ...base, ...part })

  test('wrong shapes', () => {
    const wrong = { ...unit, lat: 107.5, lon: 16.3, validFrom }
    expect(refusal({ units: [wrong] })).toThrow('units[0] (46).lat: ')
    expect(refusal({ subjects: [gt01, { ...gt01, code: 'GT02', publication: 'open' }] })).toThrow(
      'subjects[1] (GT02).publication: ',
    )
    expect(refusal({ colour: 'red' })).toThrow('"colour"')
    expect(refusal({ name: { vi: 'Huế'.normalize('NFD'), en: 'Hue' } })).toThrow('name.vi: not_nfc')
    expect(() => definePack(null)).toThrow('Pack without a code is not valid:\n  pack: ')
  })

  test('references to nothing', () => {
    const group = { code: 'ZZ', name: base.name, icon: 'road', sort: 0 }
    expect(refusal({ subjects: [gt01], subjectGroups: [group] })).toThrow(
      'subjects[0] (GT01).group: no subjectGroups "GT" in this pack',
    )
    const agency = { code: 'SXD', name: 'Sở', kind: 'so', parent: 'UB', areas: ['46'], validFrom }
    expect(refusal({ agencies: [agency] })).toThrow('agencies[0] (SXD).parent: no agencies "UB"')
    // Another pack may bring the units: without any, nothing is said of them.
    expect(refusal({ agencies: [{ ...agency, parent: null }] })).not.toThrow()
    const orphan = { ...unit, parent: '01', lat: 16.3, lon: 107.5, validFrom }
    expect(refusal({ units: [orphan] })).toThrow('units[0] (46).parent: no units "01"')
  })

  test('repeated codes and days, and periods that end before they begin', () => {
    const twice = { subjectGroups: [subjectGroups[0], subjectGroups[0]] }
    expect(refusal(twice)).toThrow('subjectGroups[1] (GT): "GT" comes twice')
    const off = { day: '2026-11-24', working: false, name: base.name, source: 'x' }
    const worked = { ...off, working: true }
    expect(refusal({ calendarDays: [off, worked] })).toThrow('"2026-11-24" comes twice')
    const ended = { ...unit, lat: 16.3, lon: 107.5, validFrom, validTo: validFrom }
    expect(refusal({ units: [ended] })).toThrow('units[0] (46).validTo: must be after validFrom')
  })

  test('but a code may come again for another period', () => {
    const whole = { ...unit, lat: 16.3, lon: 107.5 }
    const before = { ...whole, type: 'tinh', validFrom: '2010-01-01', validTo: validFrom }
    expect(refusal({ units: [before, { ...whole, validFrom }] })).not.toThrow()
  })
})
