import type { ShiftFigures } from '../../../contract/shifts.ts'
import { dateTime, figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'

const names = ['urgent', 'untaken', 'unacknowledged', 'handedBack', 'overdue', 'notes'] as const

/** How the work stood, in figures. */
export function Figures(props: {
  figures: ShiftFigures
  title: string
  /** The level of the title; below another heading by default. */
  level?: 'h2' | 'h3'
}) {
  const { figures, title, level: Title = 'h3' } = props
  const { t } = useTranslation()
  return (
    <div className="shift-figures">
      <Title>
        {title} <span className="quiet">{dateTime(figures.at)}</span>
      </Title>
      <dl>
        {names.map((name) => (
          <div key={name} data-tone={isRed(name, figures[name]) ? 'overdue' : undefined}>
            <dt>{t(`shift.figure.${name}`)}</dt>
            <dd className="figures">{figure(figures[name])}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        {figures.classes.length === 0
          ? t('shift.noOpen')
          : t('shift.open', {
              classes: figures.classes
                .map(({ name, count }) => `${name} ${figure(count)}`)
                .join(' · '),
            })}
      </p>
    </div>
  )
}

const isRed = (name: (typeof names)[number], count: number) =>
  count > 0 && (name === 'urgent' || name === 'untaken' || name === 'overdue')
