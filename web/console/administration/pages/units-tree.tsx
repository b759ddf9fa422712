import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { Unit } from '../../../../contract/records/places.ts'
import { useTranslation } from '../../i18n.ts'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { allRecordsQuery } from '../queries.ts'
import { moveFocus } from '../records/record-table.tsx'
import { Branch } from '../records/tree.tsx'

/** Provinces, and below each what it had on the chosen day: communes, in older days districts. */
export function UnitsTree({ opened }: { opened: string | undefined }) {
  const { t } = useTranslation('administration')
  const { day } = useSearch({ from: '/quan-tri' })
  const asked = { where: 'kind:province', ...(day && { day }) }
  const query = useQuery(allRecordsQuery('units', asked))
  if (query.isPending) return <Loading rows={12} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  const provinces = query.data as Unit[]
  if (provinces.length === 0) return <Empty title={t('empty')}>{t('emptyMore')}</Empty>
  return (
    <ul className="plain tree" onKeyDown={moveFocus}>
      {provinces.map((unit) => (
        <Branch
          key={`${unit.code} ${unit.validFrom}`}
          kind="units"
          record={unit}
          opened={opened}
          initiallyOpen={provinces.length === 1}
        >
          {() => <Below unit={unit.code} opened={opened} day={day} />}
        </Branch>
      ))}
    </ul>
  )
}

function Below(props: { unit: string; opened: string | undefined; day: string | undefined }) {
  const { unit, opened, day } = props
  const { t } = useTranslation('administration')
  const query = useQuery(allRecordsQuery('units', { where: `parent:${unit}`, ...(day && { day }) }))
  if (query.isPending) return <li className="quiet">{t('console:loading')}</li>
  if (query.isError) {
    return (
      <li>
        <Failed error={query.error} retry={() => void query.refetch()} />
      </li>
    )
  }
  const units = query.data as Unit[]
  if (units.length === 0) return <li className="quiet branch-empty">{t('units.nothingBelow')}</li>
  return units.map((each) => (
    <Branch
      key={`${each.code} ${each.validFrom}`}
      kind="units"
      record={each}
      opened={opened}
      initiallyOpen={false}
    >
      {each.kind === 'district' ? () => <Below unit={each.code} opened={opened} day={day} /> : null}
    </Branch>
  ))
}
