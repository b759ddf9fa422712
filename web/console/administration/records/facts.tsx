import { useMemo } from 'react'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { Geometry } from '../../../../contract/records/places.ts'
import type { OfficeHours } from '../../../../contract/records/calendar.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { MapView } from '../../ui/map-view.tsx'
import { fieldsOf } from '../form/shapes.ts'
import { Value, useLabel } from '../value.tsx'
import { WeekTable } from './week-table.tsx'

/** What a record says, field by field; a place on a map, hours as a week. */
export function Facts({ kind, record }: { kind: KindName; record: AnyRecord }) {
  const label = useLabel(kind)
  const geometry = record.geometry as Geometry | undefined
  return (
    <>
      {kind === 'officeHours' && <WeekTable hours={record as OfficeHours} />}
      <dl className="record-facts">
        {fieldsOf(kind)
          .filter(
            ({ name }) =>
              record[name] !== undefined && !(kind === 'officeHours' && name === 'week'),
          )
          .map(({ name, shape }) => (
            <div key={name}>
              <dt>{label(name)}</dt>
              <dd>
                <Value kind={kind} name={name} shape={shape} value={record[name]} />
              </dd>
            </div>
          ))}
      </dl>
      {geometry && <GeometryMap geometry={geometry} />}
    </>
  )
}

/** Where it is; the coordinates above say the same. */
function GeometryMap({ geometry }: { geometry: Geometry }) {
  const { t } = useTranslation('administration')
  const shown = useMemo(() => ({ chosen: geometry }), [geometry])
  return <MapView label={t('mapLabel')} shown={shown} view={geometry} />
}
