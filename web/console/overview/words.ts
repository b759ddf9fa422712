import { fewestForShare } from '../../../contract/overview.ts'
import { figure } from '../format.ts'
import { translate } from '../i18n.ts'

/** Changes below this share are none, percent. */
const alike = 2

/**
 * How a figure stands to the time before: in percent only where that was enough to speak of a
 * share, and a little more or less is the same.
 */
export function compared(now: number, before: number | null): string {
  if (before === null) return translate('overview.compared.unknown')
  const count = figure(before)
  if (before < fewestForShare) return translate('overview.compared.count', { count })
  const change = ((now - before) / before) * 100
  if (Math.abs(change) < alike) return translate('overview.compared.alike', { count })
  const percent = figure(Math.round(Math.abs(change)))
  const key = change > 0 ? 'more' : 'fewer'
  return translate(`overview.compared.${key}`, { percent, count })
}

/** `96%` of enough, else `3/4`; null of none. */
export function share(part: number, whole: number): string | null {
  if (whole === 0) return null
  if (whole < fewestForShare) return `${figure(part)}/${figure(whole)}`
  return `${figure(Math.round((part / whole) * 100))}%`
}
