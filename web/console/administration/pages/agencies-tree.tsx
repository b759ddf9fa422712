import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { Agency } from '../../../../contract/records/agencies.ts'
import { useTranslation } from '../../i18n.ts'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { allRecordsQuery } from '../queries.ts'
import { moveFocus } from '../records/record-table.tsx'
import { Branch } from '../records/tree.tsx'

/** Agencies as they stand below each other on the chosen day. */
export function AgenciesTree({ opened }: { opened: string | undefined }) {
  const { t } = useTranslation('administration')
  const { day } = useSearch({ from: '/quan-tri' })
  const query = useQuery(allRecordsQuery('agencies', day ? { day } : {}))
  if (query.isPending) return <Loading rows={12} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  const agencies = query.data as Agency[]
  if (agencies.length === 0) return <Empty title={t('empty')}>{t('emptyMore')}</Empty>
  const known = new Set(agencies.map(({ code }) => code))
  // What stands below one that no longer holds must still be found.
  const byParent = Map.groupBy(agencies, ({ parent }) =>
    parent !== null && known.has(parent) ? parent : '',
  )
  const open = pathTo(opened, agencies)
  const below = (parent: string) =>
    (byParent.get(parent) ?? []).map((agency) => (
      <Branch
        key={`${agency.code} ${agency.validFrom}`}
        kind="agencies"
        record={agency}
        opened={opened}
        initiallyOpen={parent === '' || open.has(agency.code)}
        note={agency.standIn ? t('agencies.standIn') : t(`value.agencies.kind.${agency.kind}`)}
      >
        {byParent.has(agency.code) ? () => below(agency.code) : null}
      </Branch>
    ))
  return (
    <ul className="plain tree" onKeyDown={moveFocus}>
      {below('')}
    </ul>
  )
}

/** The agencies above one, so that who comes by a link sees where it stands. */
function pathTo(code: string | undefined, agencies: Agency[]): Set<string> {
  const parents = new Map(agencies.map(({ code, parent }) => [code, parent]))
  const path = new Set<string>()
  for (let at = code; at && !path.has(at); at = parents.get(at) ?? undefined) path.add(at)
  return path
}
