import { SegmentedControl } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from '../i18n.ts'
import { DayInput } from '../ui/day-input.tsx'
import { daysLater, periodOf, spans } from './search.ts'
import type { OverviewSearch, SpanDays } from './search.ts'
import { longestPeriod } from '../../../contract/overview.ts'

/** Which days are told of; the address says the same. */
export function PeriodChoice({ search }: { search: OverviewSearch }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { from, to, span } = periodOf(search)
  const go = (next: OverviewSearch) =>
    void navigate({ to: '/tong-quan', search: next, replace: true })
  /** A box that was emptied, or an order of days that cannot be, changes nothing. */
  const pick = (from: string, to: string) => {
    if (from && to && from <= to && daysLater(from, longestPeriod) > to) go({ from, to })
  }
  return (
    <div className="overview-period">
      <SegmentedControl
        size="xs"
        aria-label={t('overview.period')}
        value={span ?? ''}
        data={spans.map((value) => ({ value, label: t(`overview.span.${value}`) }))}
        onChange={(value) => go({ days: value as SpanDays })}
      />
      <DayInput
        size="xs"
        aria-label={t('overview.from')}
        value={from}
        max={to}
        onChange={(day) => pick(day, to)}
      />
      <span aria-hidden="true">–</span>
      <DayInput
        size="xs"
        aria-label={t('overview.to')}
        value={to}
        min={from}
        onChange={(day) => pick(from, day)}
      />
    </div>
  )
}
