import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { KeyboardEvent } from 'react'
import { codeOf, keyOf, recordKinds } from '../../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { ListEnd } from '../../ui/list-end.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { fieldsOf } from '../form/shapes.ts'
import { recordsQuery } from '../queries.ts'
import { listSearch } from '../search.ts'
import { slugOf } from '../sections.ts'
import { RecordTitle } from '../title.tsx'
import { Value, useLabel } from '../value.tsx'
import { columns, groupedBy } from './columns.ts'
import { usePeriodWords } from './periods.tsx'

/** The records of a kind as rows of one line; the arrows move among them. */
export function RecordTable({ kind, opened }: { kind: KindName; opened: string | undefined }) {
  const { t } = useTranslation('administration')
  const label = useLabel(kind)
  const { q, day, where } = useSearch({ from: '/quan-tri' })
  const { dated } = recordKinds[kind]
  const query = useInfiniteQuery(
    recordsQuery(kind, {
      ...(q && { q }),
      ...(dated && day && { day }),
      ...(where && { where }),
    }),
  )

  if (query.isPending) return <Loading rows={12} />
  if (query.isError && !query.data) {
    return <Failed error={query.error} retry={() => void query.refetch()} />
  }
  const rows = query.data.pages.flatMap((page) => page.records.map(({ record }) => record))
  if (rows.length === 0) {
    return q ? (
      <Empty title={t('nothingFound', { q })}>{t('nothingFoundMore')}</Empty>
    ) : (
      <Empty title={t('empty')}>{t('emptyMore')}</Empty>
    )
  }
  const wanted = columns[kind]
  const fields = wanted.map((name) => fieldsOf(kind).find((field) => field.name === name)!)
  const divider = groupedBy[kind]
  const parts = divider ? Map.groupBy(rows, (row) => String(row[divider])) : new Map([['', rows]])
  const dividing = fieldsOf(kind).find(({ name }) => name === divider)
  return (
    <>
      <table className="records" onKeyDown={moveFocus}>
        <caption className="hidden">{t(`section.${slugOf(kind)}`)}</caption>
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            {fields.map(({ name }) => (
              <th scope="col" key={name}>
                {label(name)}
              </th>
            ))}
            {day === 'all' && <th scope="col">{t('periodColumn')}</th>}
          </tr>
        </thead>
        {[...parts].map(([part, inside]) => (
          <tbody key={part}>
            {dividing && (
              <tr className="records-part">
                <th scope="rowgroup" colSpan={fields.length + 1 + Number(day === 'all')}>
                  <Value
                    kind={kind}
                    name={dividing.name}
                    shape={dividing.shape}
                    value={part}
                    brief
                  />
                </th>
              </tr>
            )}
            {inside.map((record) => (
              <Row
                key={keyOf(kind, record)}
                {...{ kind, record, fields }}
                withPeriod={day === 'all'}
                isOpened={codeOf(kind, record) === opened}
              />
            ))}
          </tbody>
        ))}
      </table>
      <ListEnd {...query} />
    </>
  )
}

/** Up and down among the links of the rows. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('a.record-link')]
  const at = links.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  event.preventDefault()
  links[at + step]?.focus()
}

type RowProps = {
  kind: KindName
  record: AnyRecord
  fields: ReturnType<typeof fieldsOf>
  withPeriod: boolean
  isOpened: boolean
}

/** What stays in one line: a telephone number, a length of time, one word of several. */
const isShort = (name: string, type: string) =>
  name === 'phone' || name === 'result' || ['enum', 'day', 'number', 'boolean'].includes(type)

function Row({ kind, record, fields, withPeriod, isOpened }: RowProps) {
  const search = useSearch({ from: '/quan-tri' })
  const words = usePeriodWords()
  const code = codeOf(kind, record)
  const { dated } = recordKinds[kind]
  return (
    <tr data-opened={isOpened}>
      <th scope="row">
        <Link
          to="/quan-tri/$section/$code"
          params={{ section: slugOf(kind), code }}
          search={{ ...listSearch(search), period: keyOf(kind, record) }}
          className="record-link"
        >
          <RecordTitle kind={kind} record={record} />
        </Link>{' '}
        {kind !== 'calendarDays' && <span className="record-code figures">{code}</span>}
      </th>
      {fields.map(({ name, shape }) => (
        <td key={name} data-short={isShort(name, shape.type)}>
          <div className="cell">
            <Value kind={kind} name={name} shape={shape} value={record[name]} brief />
          </div>
        </td>
      ))}
      {withPeriod && <td className="quiet">{dated && words(record)}</td>}
    </tr>
  )
}
