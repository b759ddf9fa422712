import { z } from 'zod'

/**
 * Packs: the data that turns the engines into one service for one province. A pack says what holds
 * (units, agencies, subjects, deadlines, days off), with the day from which it holds, so that a case
 * is always judged by the rules of its own time. Periods are half-open: `validTo` is the first day
 * on which a row no longer holds.
 */

/** Text for people. NFC, because the same word typed decomposed would neither match nor sort. */
const text = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .refine((value) => value === value.normalize('NFC'), 'must be in Unicode NFC')
const bilingual = z.strictObject({ vi: text, en: text })
const day = z.iso.date('must be a day, YYYY-MM-DD')
const code = z.string().regex(/^[A-Za-z0-9]+([._][A-Za-z0-9]+)*$/, 'must be a short code')
const period = { validFrom: day, validTo: day.optional() }

/** Words in both languages. */
export type Bilingual = z.infer<typeof bilingual>

/**
 * An administrative unit. `code` is the General Statistics Office's (2 digits for a province, 5 for
 * a commune, kept when the type changes). A province's `name` is its full name, a commune's the bare
 * one, which `unitTypeNames` completes ("phường" + "Thuận Hóa"). `lat`/`lon` is a point inside
 * (WGS 84), no boundary; the ranges are Vietnam's, so exchanged coordinates are refused.
 */
export const unit = z.strictObject({
  code: z.string().regex(/^(\d{2}|\d{5})$/, 'must have 2 or 5 digits'),
  name: text,
  kind: z.enum(['province', 'commune']),
  type: z.enum(['tinh', 'thanh_pho', 'xa', 'phuong', 'dac_khu']),
  parent: z.string().nullable(),
  lat: z.number().min(6).max(24),
  lon: z.number().min(102).max(118),
  ...period,
})
export type Unit = z.infer<typeof unit>

/** The word for each type of unit, as written inside a sentence. */
export const unitTypeNames: Record<Unit['type'], Bilingual> = {
  tinh: { vi: 'tỉnh', en: 'province' },
  thanh_pho: { vi: 'thành phố', en: 'city' },
  xa: { vi: 'xã', en: 'commune' },
  phuong: { vi: 'phường', en: 'ward' },
  dac_khu: { vi: 'đặc khu', en: 'special zone' },
}

/**
 * Who may be given a case. `unit` is the commune an agency serves, absent when it serves the whole
 * province. The police of a commune are not below its People's Committee: two agencies, one unit.
 * `note` is for administrators (e.g. an agency that stands in until the real one is known).
 */
export const agency = z.strictObject({
  code,
  name: text,
  kind: z.enum([
    'so',
    'ngang_so',
    'chi_cuc',
    'su_nghiep',
    'nganh_doc',
    'luc_luong',
    'doanh_nghiep',
    'doan_the',
    'xa',
    'xa_phong',
    'ca_xa',
  ]),
  parent: code.nullable(),
  unit: z.string().optional(),
  note: text.optional(),
  ...period,
})
export type Agency = z.infer<typeof agency>

export const subjectGroup = z.strictObject({ code, name: bilingual, icon: z.string().min(1) })
export type SubjectGroup = z.infer<typeof subjectGroup>

/**
 * What a report is about. `lead` lists who handles it, the particular before the general: `when`
 * is the condition in words for the person who decides, the last one the case when none is known, `to` an agency's code, or `xa` / `ca_xa` for the
 * People's Committee / police of the commune at the place. `publication`: `public` after editing,
 * `masked` with faces, plates, house numbers and names covered, `closed` never. `urgentWords` are
 * compared without diacritics.
 */
export const subject = z.strictObject({
  code,
  group: code,
  name: bilingual,
  class: code,
  publication: z.enum(['public', 'masked', 'closed']),
  lead: z.array(z.strictObject({ when: text, to: code })).min(1, 'needs somebody to lead'),
  urgentWords: z.array(text),
  ...period,
})
export type Subject = z.infer<typeof subject>

/**
 * A length of time. `minutes` and `hours` run day and night; `working_hours` and `working_days` only
 * while offices are open.
 */
const duration = z.strictObject({
  amount: z.number().int().min(0),
  unit: z.enum(['minutes', 'hours', 'working_hours', 'working_days']),
})
export type Duration = z.infer<typeof duration>

/**
 * How long each step may take: `result` until the answer, `accept` until the centre decides (0: at
 * once), `ack` until the agency confirms, `handBack` in which it may return the case as not its own,
 * `extend` how often and by how much at most. An absent `ack` or `extend`: none is foreseen.
 * `source` says where the figures come from.
 */
export const deadlineClass = z.strictObject({
  code,
  name: bilingual,
  result: z.strictObject({
    amount: z.number().int().min(1),
    unit: z.enum(['working_days', 'hours']),
  }),
  accept: duration,
  ack: duration.optional(),
  handBack: duration,
  extend: z.strictObject({ times: z.number().int().min(1), max: duration }).optional(),
  source: text,
  ...period,
})
export type DeadlineClass = z.infer<typeof deadlineClass>

/** Why a report is declined; the guidance reaches its sender, `{placeholders}` filled in. */
export const refusalReason = z.strictObject({ code, name: bilingual, guidance: bilingual })
export type RefusalReason = z.infer<typeof refusalReason>

/** Why an answer goes back to the agency. */
export const returnReason = z.strictObject({ code, name: bilingual })
export type ReturnReason = z.infer<typeof returnReason>

/** What a citizen may say of an answer, from best to worst. */
export const ratingScale = z.strictObject({
  code,
  levels: z.array(z.strictObject({ code, name: bilingual })).min(2),
})
export type RatingScale = z.infer<typeof ratingScale>

/** A day off for everybody, days in lieu and swapped days included; plain weekends are not listed. */
export const holiday = z.strictObject({ day, name: bilingual, source: text })
export type Holiday = z.infer<typeof holiday>

/** A weekend day that is worked, in exchange for a day off. */
export const workingDay = holiday
export type WorkingDay = z.infer<typeof workingDay>

/** A number to call when a report is not enough. */
export const emergencyNumber = z.strictObject({
  number: z.string().regex(/^\d{3,10}$/, 'must have 3 to 10 digits'),
  name: bilingual,
})
export type EmergencyNumber = z.infer<typeof emergencyNumber>

export const packSchema = z.strictObject({
  code,
  name: bilingual,
  description: bilingual,
  units: z.array(unit).optional(),
  agencies: z.array(agency).optional(),
  subjectGroups: z.array(subjectGroup).optional(),
  subjects: z.array(subject).optional(),
  classes: z.array(deadlineClass).optional(),
  refusals: z.array(refusalReason).optional(),
  returnReasons: z.array(returnReason).optional(),
  ratingScale: ratingScale.optional(),
  holidays: z.array(holiday).optional(),
  workingDays: z.array(workingDay).optional(),
  emergencyNumbers: z.array(emergencyNumber).optional(),
})
export type Pack = z.infer<typeof packSchema>

/**
 * Checks a pack: its shape, that codes are unique (a code may come again with another `validFrom`),
 * and that what it refers to exists in it.
 * @throws Error naming every fault by its path, e.g. `subjects[4] (GT05).class: no class "Z"`.
 */
export function definePack(input: unknown): Pack {
  const parsed = packSchema.safeParse(input)
  const faults = parsed.success
    ? inconsistencies(parsed.data)
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

/** What a schema cannot see because it looks at one row at a time. */
function inconsistencies(pack: Pack): string[] {
  const { units = [], agencies = [], subjectGroups = [], subjects = [], classes = [] } = pack
  const { holidays = [], workingDays = [], ratingScale: scale } = pack
  const faults: string[] = []
  const refer = (path: PropertyKey[], kind: string, rows: Coded[], wanted?: string | null) => {
    if (wanted != null && !rows.some((row) => row.code === wanted))
      faults.push(`${pathText(pack, path)}: no ${kind} "${wanted}" in this pack`)
  }
  units.forEach((row, i) => refer(['units', i, 'parent'], 'unit', units, row.parent))
  agencies.forEach((row, i) => {
    refer(['agencies', i, 'parent'], 'agency', agencies, row.parent)
    refer(['agencies', i, 'unit'], 'unit', units, row.unit)
  })
  subjects.forEach((row, i) => {
    refer(['subjects', i, 'group'], 'group', subjectGroups, row.group)
    refer(['subjects', i, 'class'], 'class', classes, row.class)
  })

  const { refusals = [], returnReasons = [], emergencyNumbers = [] } = pack
  const lists = { units, agencies, subjectGroups, subjects, classes, refusals, returnReasons }
  for (const [list, rows] of Object.entries<Coded[]>(lists)) {
    faults.push(...repeated(list, rows, (row) => [row.code, row.validFrom].join(' ').trim()))
    rows.forEach((row, i) => {
      if (row.validFrom && row.validTo && row.validTo <= row.validFrom)
        faults.push(`${pathText(pack, [list, i, 'validTo'])}: must be after validFrom`)
    })
  }
  faults.push(...repeated('ratingScale.levels', scale?.levels ?? [], (row) => row.code))
  faults.push(...repeated('emergencyNumbers', emergencyNumbers, (row) => row.number))
  // One list, so that a day cannot be both off and worked.
  const days = [...holidays, ...workingDays]
  faults.push(...repeated('holidays and workingDays', days, (row) => row.day))
  return faults
}

type Coded = { code: string; validFrom?: string; validTo?: string }

function repeated<Row>(list: string, rows: Row[], key: (row: Row) => string): string[] {
  const keys = rows.map(key)
  return keys
    .filter((value, i) => keys.indexOf(value) !== i)
    .map((value) => `${list}: "${value}" comes twice`)
}

/** `['subjects', 4, 'class']` as `subjects[4] (GT05).class`; the row's code helps to find it. */
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
