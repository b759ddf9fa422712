import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { plainDay } from '../../format.ts'
import { language, useTranslation } from '../../i18n.ts'
import { Failed, Loading } from '../../ui/states.tsx'
import { todayInVietnam } from '../../day.ts'
import { calendarQuery } from '../queries.ts'
import { useListSearch } from '../records/list-head.tsx'
import { slugOf } from '../sections.ts'

type Marked = { day: string; working: boolean; name: string; source: string; announced: boolean }

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }
const dayOf = (date: Date) => date.toISOString().slice(0, 10)

/** The days of a month as weeks from Monday; null where another month's days stand. */
function weeksOf(year: number, month: number): (string | null)[][] {
  const first = (new Date(Date.UTC(year, month, 1)).getUTCDay() + 6) % 7
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const cells = Array.from({ length: Math.ceil((first + length) / 7) * 7 }, (_, index) => {
    const date = index - first + 1
    return date < 1 || date > length ? null : dayOf(new Date(Date.UTC(year, month, date)))
  })
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

/** A year of days off and working Saturdays, as a calendar and as a list; each day opens. */
export function CalendarYear({ opened }: { opened: string | undefined }) {
  const { t } = useTranslation('administration')
  const { year: wanted } = useSearch({ from: '/quan-tri' })
  const set = useListSearch()
  const today = todayInVietnam()
  const asked = Number(wanted ?? opened?.slice(0, 4) ?? today.slice(0, 4))
  const year = asked >= 2000 && asked <= 2100 ? asked : Number(today.slice(0, 4))
  const query = useQuery(calendarQuery(year, language()))
  const move = (by: number) => (
    <Button
      variant="default"
      aria-label={t('calendar.toYear', { year: year + by })}
      disabled={year + by < 2000 || year + by > 2100}
      onClick={() => set({ year: String(year + by) })}
    >
      {by < 0 ? '←' : '→'}
    </Button>
  )
  return (
    <div className="calendar">
      <div className="calendar-head">
        {move(-1)}
        <h2 className="figures">{t('calendar.year', { year })}</h2>
        {move(1)}
        <p className="legend">
          <span data-day="off">{t('calendar.off')}</span>
          <span data-day="computed">{t('calendar.computed')}</span>
          <span data-day="work">{t('calendar.work')}</span>
        </p>
      </div>
      {query.isPending ? (
        <Loading rows={10} />
      ) : query.isError ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : (
        <>
          <Months year={year} marked={query.data.days} opened={opened} today={today} />
          <Reasons days={query.data.days} />
        </>
      )}
    </div>
  )
}

type MonthsProps = { year: number; marked: Marked[]; opened: string | undefined; today: string }

function Months({ year, marked, opened, today }: MonthsProps) {
  const { t } = useTranslation('administration')
  const root = useRef<HTMLDivElement>(null)
  const days = new Map(marked.map((each) => [each.day, each]))
  const here = [opened, today].find((day) => day?.startsWith(String(year))) ?? `${year}-01-01`
  const [active, setActive] = useState(here)
  // One day is in the tab order; the arrows reach the others.
  const stop = active.startsWith(String(year)) ? active : here
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    const next = dayOf(new Date(new Date(`${stop}T00:00:00Z`).getTime() + step * 86_400_000))
    root.current?.querySelector<HTMLElement>(`[data-date="${next}"]`)?.focus()
  }
  return (
    <div className="months" ref={root} onKeyDown={onKeyDown}>
      {Array.from({ length: 12 }, (_, month) => (
        <table key={month} className="month">
          <caption>{t('calendar.month', { month: month + 1 })}</caption>
          <thead>
            <tr>
              {[1, 2, 3, 4, 5, 6, 7].map((day) => (
                <th key={day} scope="col" abbr={t(`weekday.${day}`)}>
                  {t(`weekdayShort.${day}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeksOf(year, month).map((week) => (
              <tr key={week.find((day) => day !== null)}>
                {week.map((day, column) => (
                  <td key={day ?? `empty ${column}`}>
                    {day && (
                      <Day
                        day={day}
                        marked={days.get(day)}
                        isWeekend={column > 4}
                        isToday={day === today}
                        isOpened={day === opened}
                        inTabOrder={day === stop}
                        onFocus={setActive}
                      />
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  )
}

/** `24/5/2027`: begins with the very figures that are seen. */
const spoken = (day: string) => day.split('-').reverse().map(Number).join('/')

type DayProps = {
  day: string
  marked: Marked | undefined
  isWeekend: boolean
  isToday: boolean
  isOpened: boolean
  inTabOrder: boolean
  onFocus: (day: string) => void
}

function Day({ day, marked, isWeekend, isToday, isOpened, inTabOrder, onFocus }: DayProps) {
  const { t } = useTranslation('administration')
  const kind = marked
    ? marked.working
      ? 'work'
      : marked.announced
        ? 'off'
        : 'computed'
    : isWeekend
      ? 'weekend'
      : undefined
  const words = marked
    ? t(marked.working ? 'calendar.dayWork' : 'calendar.dayOff', { name: marked.name })
    : isWeekend
      ? t('calendar.weekend')
      : ''
  return (
    <Link
      to="/quan-tri/$section/$code"
      params={{ section: slugOf('calendarDays'), code: day }}
      search={{ year: day.slice(0, 4) }}
      className="day"
      data-date={day}
      data-day={kind}
      data-today={isToday}
      data-opened={isOpened}
      tabIndex={inTabOrder ? 0 : -1}
      title={marked?.name}
      aria-label={[spoken(day), words].filter(Boolean).join(', ')}
      onFocus={() => onFocus(day)}
    >
      {Number(day.slice(8))}
    </Link>
  )
}

/** The same days as a list, with the reason of each; a run of days with one reason is one line. */
function Reasons({ days }: { days: Marked[] }) {
  const { t } = useTranslation('administration')
  const runs: { from: Marked; to: Marked }[] = []
  for (const each of days) {
    const last = runs.at(-1)
    const follows =
      last &&
      new Date(each.day).getTime() - new Date(last.to.day).getTime() === 86_400_000 &&
      last.from.name === each.name &&
      last.from.source === each.source &&
      last.from.working === each.working
    if (follows) last.to = each
    else runs.push({ from: each, to: each })
  }
  return (
    <section className="case-section">
      <h2>{t('calendar.reasons')}</h2>
      <div className="table-scroll" role="region" aria-label={t('calendar.reasons')} tabIndex={0}>
        <table className="diff">
          <tbody>
            {runs.map(({ from, to }) => (
              <tr key={from.day}>
                <th scope="row" className="figures">
                  {from === to
                    ? plainDay(from.day)
                    : t('calendar.span', { from: plainDay(from.day), to: plainDay(to.day) })}
                </th>
                <td>
                  {t(from.working ? 'calendar.dayWork' : 'calendar.dayOff', { name: from.name })}
                </td>
                <td className="quiet">
                  {from.source}
                  {!from.announced && ` · ${t('calendar.computedMore')}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
