import { useNavigate, useSearch } from '@tanstack/react-router'
import { useInfiniteQuery } from '@tanstack/react-query'
import { codeOf, recordKinds } from '../../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { announce } from '../../ui/announce.tsx'
import { fieldsOf } from '../form/shapes.ts'
import { recordsQuery } from '../queries.ts'
import { DayBox, FilterChip, ListHead, ListSearch } from '../records/list-head.tsx'
import { BackToList, RecordPage } from '../records/record-page.tsx'
import { RecordForm } from '../records/record-form.tsx'
import { RecordTable } from '../records/record-table.tsx'
import { listSearch } from '../search.ts'
import { slugOf } from '../sections.ts'
import { Value, useLabel } from '../value.tsx'
import { AgenciesTree } from './agencies-tree.tsx'
import { CalendarYear } from './calendar-year.tsx'
import { FeaturesMap, RegisterBox } from './features-map.tsx'
import { RetentionNights } from './retention-nights.tsx'
import { UnitsTree } from './units-tree.tsx'

/** The list of a kind, and beside it the record that is open or being added. */
export function KindPage({ kind, code }: { kind: KindName; code: string | undefined }) {
  const { add, q, where, day } = useSearch({ from: '/quan-tri' })
  const slug = slugOf(kind)
  const plain = !q && !where && day !== 'all'
  return (
    <>
      <section className="list-pane" aria-labelledby="list-title">
        <ListHead slug={slug} total={useTotal(kind)}>
          <ListSearch key={kind} />
          {recordKinds[kind].dated && <DayBox />}
          {kind === 'features' && <RegisterBox />}
        </ListHead>
        {where && <Filter kind={kind} where={where} />}
        <div className="list-scroll">
          {plain && kind === 'units' ? (
            <UnitsTree opened={code} />
          ) : plain && kind === 'agencies' ? (
            <AgenciesTree opened={code} />
          ) : plain && kind === 'calendarDays' ? (
            <CalendarYear opened={code} />
          ) : (
            <>
              {kind === 'features' && <FeaturesMap />}
              {kind === 'retention' && <RetentionNights />}
              <RecordTable kind={kind} opened={code} />
            </>
          )}
        </div>
      </section>
      {code !== undefined ? (
        <RecordPage key={`${kind} ${code}`} kind={kind} code={code} />
      ) : (
        add && <NewRecord key={kind} kind={kind} />
      )}
    </>
  )
}

/** How many records the list has, known once its first page is there. */
function useTotal(kind: KindName): number | undefined {
  const { q, day, where } = useSearch({ from: '/quan-tri' })
  const { dated } = recordKinds[kind]
  const query = useInfiniteQuery(
    recordsQuery(kind, {
      ...(q && { q }),
      ...(dated && day && { day }),
      ...(where && { where }),
    }),
  )
  return query.data?.pages[0]?.total
}

/** `Cơ quan: UBND phường Thuận Hóa`: what a link asked the list to show. */
function Filter({ kind, where }: { kind: KindName; where: string }) {
  const label = useLabel(kind)
  const at = where.indexOf(':')
  const [name, value] = [where.slice(0, at), where.slice(at + 1)]
  const field = fieldsOf(kind).find((each) => each.name === name)
  // One of a list's items is what is asked for.
  const shape =
    field?.shape.type === 'references'
      ? { ...field.shape, type: 'reference' as const }
      : field?.shape
  return (
    <FilterChip>
      {label(name)}: {shape ? <Value kind={kind} name={name} shape={shape} value={value} /> : value}
    </FilterChip>
  )
}

/** The form of a record that is not there yet. */
function NewRecord({ kind }: { kind: KindName }) {
  const { t } = useTranslation('administration')
  const navigate = useNavigate()
  const search = useSearch({ from: '/quan-tri' })
  const section = slugOf(kind)
  const close = () =>
    void navigate({ to: '/quan-tri/$section', params: { section }, search: listSearch(search) })
  const done = (record: AnyRecord) => {
    announce(t('saved'))
    void navigate({
      to: '/quan-tri/$section/$code',
      params: { section, code: codeOf(kind, record) },
      search: listSearch(search),
    })
  }
  return (
    <section className="case-pane" aria-label={t('recordLabel')}>
      <div className="case record">
        <BackToList slug={section} />
        <RecordForm kind={kind} mode="new" base={{}} onDone={done} onCancel={close} />
      </div>
    </section>
  )
}
