import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError } from '../../../contract/client.ts'
import type { CaseRow } from '../../../contract/cases.ts'
import { inGroups } from '../../../contract/codes.ts'
import type { RedPart, Shift } from '../../../contract/shifts.ts'
import { api, keys } from '../api.ts'
import { dateTime, deadline, figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { focusIfLost } from '../ui/keep-focus.ts'
import { Failed, Loading, errorCode } from '../ui/states.tsx'
import { Notes } from './notes.tsx'
import { redPartQuery } from './queries.ts'

/** The red part, that it was read, and then the shift. */
export function TakeOn({ shift }: { shift: Shift | null }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const red = useQuery(redPartQuery())
  const [isRead, setRead] = useState(false)
  const take = useMutation({
    mutationFn: () => api.takeShift({ body: { previous: shift?.id ?? null, read: true } }),
    onSuccess: () => announce(t('shift.taken')),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: keys.shifts })
      // Taken on, the red part is gone with the button.
      focusIfLost(() => document.querySelector<HTMLElement>('.shifts h1'))
    },
  })
  if (red.isPending) return <Loading rows={8} />
  if (red.isError && !red.data) {
    return <Failed error={red.error} retry={() => void red.refetch()} />
  }
  const conflict = take.error instanceof ApiError && take.error.code === 'conflict'
  return (
    <section className="shift-panel shift-red" aria-labelledby="shift-red">
      <h2 id="shift-red" tabIndex={-1}>
        {t('shift.red')}
      </h2>
      <p className="quiet">{t('shift.redLead')}</p>
      <RedLists red={red.data} />
      <form
        className="shift-take"
        onSubmit={(event) => {
          event.preventDefault()
          take.mutate()
        }}
      >
        <Checkbox
          checked={isRead}
          onChange={({ currentTarget }) => setRead(currentTarget.checked)}
          label={t('shift.haveRead')}
        />
        <Button type="submit" disabled={!isRead} loading={take.isPending}>
          {t(shift && !shift.handover ? 'shift.takeOver' : 'shift.take')}
        </Button>
      </form>
      {take.isError && (
        <p className="notice-line" data-tone="overdue" role="alert">
          {conflict ? t('shift.wasFirst') : t(`common:error.${errorCode(take.error)}`)}
        </p>
      )}
    </section>
  )
}

const lists = ['untaken', 'urgent', 'unacknowledged', 'handedBack', 'overdue'] as const

function RedLists({ red }: { red: RedPart }) {
  const { t } = useTranslation()
  return (
    <>
      {lists.map((name) => (
        <div key={name} className="shift-list">
          <h3>
            {t(`shift.figure.${name}`)} <span className="figures">{figure(red[name].count)}</span>
          </h3>
          {red[name].count === 0 ? (
            <p className="quiet">{t('shift.nothing')}</p>
          ) : (
            <ul className="plain">
              {red[name].cases.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </ul>
          )}
          {red[name].count > red[name].cases.length && (
            <p className="quiet">
              {t('shift.more', { count: red[name].count - red[name].cases.length })}
            </p>
          )}
        </div>
      ))}
      <div className="shift-list">
        <h3>
          {t('shift.figure.notes')} <span className="figures">{figure(red.notes.length)}</span>
        </h3>
        {red.notes.length === 0 ? (
          <p className="quiet">{t('shift.nothing')}</p>
        ) : (
          <Notes notes={red.notes} />
        )}
      </div>
      <p className="quiet">{t('shift.asOf', { when: dateTime(red.figures.at) })}</p>
    </>
  )
}

function Row({ row }: { row: CaseRow }) {
  const { t } = useTranslation()
  return (
    <li>
      <Link to="/phan-anh/$id" params={{ id: row.id }} className="shift-case">
        <span className="figures">{inGroups(row.number)}</span> {row.summary}
      </Link>
      <span className="quiet">
        {row.agency?.name ?? t('noAgency')} · {row.commune.name} ·{' '}
        {t('due', { when: deadline(row.dueAt) })}
      </span>
    </li>
  )
}
