import type { ReportCounts } from '../../../contract/statistics.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'

type Figures = Pick<ReportCounts, 'received' | 'answered' | 'overdue'>

/** The figures of a row, in the order of the columns. */
export function figuresOf({ received, answered, overdue }: Figures): number[] {
  return [received, answered, overdue]
}

export function totalOf(rows: Figures[]): Figures {
  const sum = (name: keyof Figures) => rows.reduce((total, row) => total + row[name], 0)
  return { received: sum('received'), answered: sum('answered'), overdue: sum('overdue') }
}

const columns = ['received', 'answered', 'overdue'] as const

/** One line for each unit, the sum below. */
export function StatisticsTable({ rows, caption }: { rows: ReportCounts[]; caption: string }) {
  const { t } = useTranslation()
  return (
    <table className="statistics-table">
      <caption className="hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('statistics.unit')}</th>
          {columns.map((name) => (
            <th key={name} scope="col" className="statistics-figure">
              {t(`statistics.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.code} ${row.name} ${row.undecided}`}>
            <th scope="row">
              {row.name}
              {row.undecided && (
                <span className="statistics-undecided">{t('statistics.undecided')}</span>
              )}
            </th>
            {columns.map((name) => (
              <Figure key={name} name={name} value={row[name]} />
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('statistics.total')}</th>
          {columns.map((name) => (
            <Figure key={name} name={name} value={totalOf(rows)[name]} />
          ))}
        </tr>
      </tfoot>
    </table>
  )
}

function Figure({ name, value }: { name: (typeof columns)[number]; value: number }) {
  const isLate = name === 'overdue' && value > 0
  return (
    <td className="statistics-figure figures" data-late={isLate || undefined}>
      {figure(value)}
    </td>
  )
}
