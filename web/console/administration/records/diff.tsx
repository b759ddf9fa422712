import { recordKinds } from '../../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { fieldsOf } from '../form/shapes.ts'
import { Value, useLabel } from '../value.tsx'

/** A value by which two of them are the same, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )
}

export const isSame = (one: unknown, other: unknown) => canonical(one) === canonical(other)

type Props = {
  kind: KindName
  before: AnyRecord | null
  after: AnyRecord | null
  /** What the two columns are; before and after unless said otherwise. */
  heads?: [string, string]
}

/** What differs between two states of a record, field by field. */
export function Diff({ kind, before, after, heads }: Props) {
  const { t } = useTranslation('administration')
  const label = useLabel(kind)
  const changed = fieldsOf(kind).filter(({ name }) => !isSame(before?.[name], after?.[name]))
  if (changed.length === 0) return <p className="quiet">{t('diff.none')}</p>
  const [first, second] = heads ?? [t('diff.before'), t('diff.after')]
  const both = before !== null && after !== null
  return (
    <div className="table-scroll" role="region" aria-label={t('diff.label')} tabIndex={0}>
      <table className="diff">
        <thead>
          <tr>
            <th scope="col">{t('diff.field')}</th>
            {before && <th scope="col">{both ? first : t('diff.value')}</th>}
            {after && <th scope="col">{both ? second : t('diff.value')}</th>}
          </tr>
        </thead>
        <tbody>
          {changed.map(({ name, shape }) => (
            <tr key={name}>
              <th scope="row">{label(name)}</th>
              {[before, after].map(
                (state, index) =>
                  state && (
                    <td
                      key={index === 0 ? 'before' : 'after'}
                      data-side={index === 0 ? 'before' : 'after'}
                    >
                      <Value kind={kind} name={name} shape={shape} value={state[name]} />
                    </td>
                  ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Whether a word of the log of changes is a kind of record; people are logged beside them. */
export function isKind(kind: string): kind is KindName {
  return kind in recordKinds
}
