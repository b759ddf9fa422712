import type { Register } from '../../../contract/records/places.ts'
import type { Language } from '../catalogue.ts'

/**
 * The sentences of a reason. They stand beside the rules and not in the web's locales, because a
 * reason is an answer of the server: integrators and the log read it too.
 */
type Words = {
  since(name: string, from: string): string
  works(works: { name: string; metres: number; until: string | null; agency: string }): string
  zone(zone: { name: string; metres: number; agency: string; from: string }): string
  near(thing: { name: string; metres: number; agency: string; from: string }): string
  general(rule: { before: string | null; subject: string; when: string; agency: string }): string
  byHand: string
  standIn: string
  branch(agency: string, commune: string): string
  noPosition: string
  notAsked: Record<Register, string>
  /** `others`: something is there, which does not answer for the subject. */
  nothing(asked: { registers: Register[]; metres: number; others: boolean }): string
  otherSubjects(thing: { name: string; metres: number; className: string }): string
  fartherThan(thing: { name: string; metres: number }, nearest: string): string
  failed(thing: string, why: string): string
  noCommune: string
  noAgency(code: string): string
  notYet(agency: string, from: string): string
  ended(agency: string, from: string): string
  notHere(agency: string, commune: string): string
}

const round = (metres: number) => Math.round(metres)
const joined = (parts: string[], and: string) => parts.join(` ${and} `)

const vi: Words = {
  since: (name, from) => `${name} quản lý từ ${dayVi(from)}`,
  works: ({ name, metres, until, agency }) =>
    `${metres > 0 ? `Cách ${round(metres)} m là` : 'Trong phạm vi'} ${name}, đang thi công` +
    `${until ? ` đến ${dayVi(until)}` : ''}; chủ đầu tư: ${agency}`,
  zone: ({ name, metres, agency, from }) =>
    `${metres > 0 ? `Cách ${round(metres)} m là` : 'Trong'} ${name}: ${vi.since(agency, from)}`,
  near: ({ name, metres, agency, from }) =>
    `${round(metres) > 0 ? `${name} (cách ${round(metres)} m)` : `Ngay tại ${name}`}: ` +
    vi.since(agency, from),
  general: ({ before, subject, when, agency }) =>
    `${before ? `${before}; ${when}` : `${subject} – ${when}`}: ${agency}`,
  byHand: 'Người điều phối chọn đơn vị',
  standIn: 'đây chỉ là đơn vị tạm thay, chọn đơn vị cụ thể khi chuyển',
  branch: (agency, commune) => `${agency} phụ trách địa bàn ${commune}`,
  noPosition: 'Chưa có vị trí trên bản đồ',
  notAsked: {
    works: 'Lĩnh vực này không thuộc công trình đang thi công',
    zone: 'Lĩnh vực này không thuộc đơn vị quản lý khu',
    structure: 'Lĩnh vực này không tra theo công trình',
    road: 'Lĩnh vực này không tra theo đường',
  },
  nothing: ({ registers, metres, others }) => {
    const names = {
      works: 'công trình đang thi công',
      zone: 'khu',
      structure: 'công trình',
      road: 'đường',
    }
    const things = joined(
      registers.map((register) => names[register]),
      'và',
    )
    return metres > 0
      ? `Ngoài ${round(metres)} m không có ${things} trong sổ${others ? ' phụ trách lĩnh vực này' : ''}`
      : `Không nằm trong ${things} nào trong sổ${others ? ' phụ trách lĩnh vực này' : ''}`
  },
  otherSubjects: ({ name, metres, className }) =>
    `${metres > 0 ? `Gần ${name} (${round(metres)} m)` : `Trong ${name}`}, nhưng lĩnh vực này không ` +
    `thuộc đơn vị quản lý “${className}”`,
  fartherThan: ({ name, metres }, nearest) => `${name} (cách ${round(metres)} m) xa hơn ${nearest}`,
  failed: (thing, why) => `${thing}: ${why}`,
  noCommune: 'chưa biết phường, xã',
  noAgency: (code) => `không có đơn vị “${code}”`,
  notYet: (agency, from) => `${agency} chỉ hoạt động từ ${dayVi(from)}`,
  ended: (agency, from) => `${agency} đã thôi hoạt động từ ${dayVi(from)}`,
  notHere: (agency, commune) => `${agency} không phụ trách ${commune}`,
}

const en: Words = {
  since: (name, from) => `${name} has managed it since ${dayEn(from)}`,
  works: ({ name, metres, until, agency }) =>
    `${metres > 0 ? `${round(metres)} m from` : 'Within'} ${name}, under construction` +
    `${until ? ` until ${dayEn(until)}` : ''}; investor: ${agency}`,
  zone: ({ name, metres, agency, from }) =>
    `${metres > 0 ? `${round(metres)} m from` : 'Inside'} ${name}: ${en.since(agency, from)}`,
  near: ({ name, metres, agency, from }) =>
    `${round(metres) > 0 ? `${name} (${round(metres)} m away)` : `At ${name}`}: ` +
    en.since(agency, from),
  general: ({ before, subject, when, agency }) =>
    `${before ? `${before}; “${when}”` : `${subject} – “${when}”`}: ${agency}`,
  byHand: 'An operator chooses the agency',
  standIn: 'this one only stands in, choose the actual agency when assigning',
  branch: (agency, commune) => `${agency} is in charge of ${commune}`,
  noPosition: 'No position on the map yet',
  notAsked: {
    works: 'Running works do not answer for this subject',
    zone: 'Zones do not answer for this subject',
    structure: 'Structures do not answer for this subject',
    road: 'Roads do not answer for this subject',
  },
  nothing: ({ registers, metres, others }) => {
    const names = { works: 'running works', zone: 'zone', structure: 'structure', road: 'road' }
    const things = joined(
      registers.map((register) => names[register]),
      'or',
    )
    return metres > 0
      ? `No registered ${things} within ${round(metres)} m${others ? ' answers for this subject' : ''}`
      : `Not inside any registered ${things}${others ? ' that answers for this subject' : ''}`
  },
  otherSubjects: ({ name, metres, className }) =>
    `${metres > 0 ? `Near ${name} (${round(metres)} m)` : `Inside ${name}`}, but “${className}” does ` +
    'not answer for this subject',
  fartherThan: ({ name, metres }, nearest) =>
    `${name} (${round(metres)} m away) is farther than ${nearest}`,
  failed: (thing, why) => `${thing}: ${why}`,
  noCommune: 'the commune is not known yet',
  noAgency: (code) => `there is no agency “${code}”`,
  notYet: (agency, from) => `${agency} only works from ${dayEn(from)}`,
  ended: (agency, from) => `${agency} has not existed since ${dayEn(from)}`,
  notHere: (agency, commune) => `${agency} does not serve ${commune}`,
}

export const words: Record<Language, Words> = { vi, en }

/** `2026-12-31` as 31/12/2026. */
function dayVi(day: string): string {
  return day.split('-').reverse().join('/')
}

const english = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
function dayEn(day: string): string {
  return english.format(new Date(`${day}T00:00:00Z`))
}
