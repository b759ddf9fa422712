import type { OfficeHours } from '../../../../contract/records/calendar.ts'
import { useTranslation } from '../../i18n.ts'

/** Office hours as a week: a row a day, closed days said. */
export function WeekTable({ hours }: { hours: OfficeHours }) {
  const { t } = useTranslation('administration')
  return (
    <table className="week">
      <caption className="hidden">{t('hours.week')}</caption>
      <tbody>
        {[1, 2, 3, 4, 5, 6, 7].map((day) => {
          const open = hours.week
            .filter(({ days }) => days.includes(day))
            .flatMap((row) => row.open)
          return (
            <tr key={day} data-closed={open.length === 0}>
              <th scope="row">{t(`weekday.${day}`)}</th>
              <td className="figures">
                {open.length === 0
                  ? t('hours.closed')
                  : open.map(({ from, to }) => `${from} – ${to}`).join(', ')}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
