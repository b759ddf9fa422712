import type { Rules } from '../catalogue.ts'

/** Why a report is not taken up, by what is wrong with it. */
const reasons = {
  unanswered: 'TC01',
  complaint: 'TC02',
  denunciation: 'TC03',
  dispute: 'TC05',
  outside: 'TC07',
  junk: 'TC09',
} as const

export type Refusable = keyof typeof reasons

/** The refusal with its guidance as an operator sends it: no blank is left open. */
export function plainRefusal(
  rules: Rules,
  why: Refusable,
  commune: string,
): { reason: string; guidance: string } | null {
  const reason = reasons[why]
  const guidance = rules.refusals.get(reason)?.guidance?.vi
  if (!guidance) return null
  const name = rules.communes.get(commune)?.name ?? rules.province.name
  return {
    reason,
    guidance: guidance
      .replaceAll('{phuong}', `${name[0]!.toLowerCase()}${name.slice(1)}`)
      .replaceAll(' ({moc})', '')
      .replaceAll(' ngày {ngay}', '')
      .replaceAll('{cap_tinh}', 'thành phố')
      .replaceAll(/ ?\{\w+\}/g, ''),
  }
}
