import { DateInput } from '@mantine/dates'
import '@mantine/dates/styles.layer.css'
import 'dayjs/locale/vi'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { language, useTranslation } from '../i18n.ts'
import { readDay } from './read-day.ts'

type Props = {
  id?: string
  /** `YYYY-MM-DD`, or nothing. */
  value: string
  onChange: (day: string) => void
  label?: ReactNode
  'aria-label'?: string
  description?: ReactNode | undefined
  error?: ReactNode | undefined
  /** `YYYY-MM-DD`: the first and the last day that may be chosen. */
  min?: string | undefined
  max?: string | undefined
  size?: 'xs' | 'sm'
  name?: string
  className?: string | undefined
  disabled?: boolean
}

/**
 * A day, typed or chosen from a calendar: day, month, year in this order whatever the browser speaks,
 * because 11/12 read the wrong way round is a missed deadline. What is no day stays in the box and is
 * told of.
 */
export function DayInput({ value, onChange, error, min, max, size = 'sm', ...rest }: Props) {
  const { t } = useTranslation('common')
  const [isWrong, setWrong] = useState(false)
  // Not at the focus alone: somebody who types needs no calendar over the next box.
  const [isOpen, setOpen] = useState(false)
  const isNone = (text: string) => text.trim() !== '' && readDay(text) === null
  return (
    <DateInput
      {...rest}
      size={size}
      inputMode="numeric"
      valueFormat="DD/MM/YYYY"
      placeholder={t('day.form')}
      locale={language()}
      firstDayOfWeek={1}
      // Red says overdue here, and nothing else.
      weekendDays={[]}
      highlightToday
      dateParser={readDay}
      fixOnBlur={false}
      popoverProps={{ withinPortal: false, opened: isOpen }}
      onClick={() => setOpen(true)}
      onKeyDown={(event) => {
        if (event.code === 'ArrowDown') setOpen(true)
        if (event.code !== 'Escape' || !isOpen) return
        // Of the calendar only: what it is in stays.
        event.stopPropagation()
        setOpen(false)
      }}
      allowDeselect
      // Only the calendar knows them: what is typed is judged by the form, in its own words.
      getDayProps={(day) => ({ disabled: (!!min && day < min) || (!!max && day > max) })}
      error={isWrong ? t('day.wrong') : error}
      value={value || null}
      onChange={(day) => {
        setWrong(false)
        setOpen(false)
        onChange(day ?? '')
      }}
      onInput={({ currentTarget }) => isNone(currentTarget.value) && onChange('')}
      onBlur={({ currentTarget }) => {
        setOpen(false)
        setWrong(isNone(currentTarget.value))
      }}
      ariaLabels={{
        nextMonth: t('day.nextMonth'),
        previousMonth: t('day.previousMonth'),
        nextYear: t('day.nextYear'),
        previousYear: t('day.previousYear'),
        nextDecade: t('day.nextDecade'),
        previousDecade: t('day.previousDecade'),
      }}
    />
  )
}
