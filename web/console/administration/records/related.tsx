import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { codeOf, keyOf } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { api } from '../../api.ts'
import { figure } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { keys } from '../queries.ts'
import { slugOf } from '../sections.ts'
import { RecordTitle } from '../title.tsx'

/** What to show beside a record: the kinds whose field names it. Words: `related.<kind>.<of>.<field>`. */
export const related: Partial<Record<KindName, [KindName, string][]>> = {
  units: [
    ['unitChanges', 'to'],
    ['unitChanges', 'from'],
    ['units', 'parent'],
    ['agencies', 'areas'],
    ['boundaries', 'unit'],
    ['placeNames', 'commune'],
  ],
  agencies: [
    ['agencies', 'parent'],
    ['contacts', 'agency'],
    ['officeHours', 'agency'],
    ['features', 'manager'],
  ],
  holidayRules: [['calendarDays', 'holiday']],
  subjectGroups: [
    ['subjects', 'group'],
    ['textModules', 'group'],
    ['macros', 'group'],
  ],
  classes: [['subjects', 'class']],
  choices: [['subjects', 'evidence']],
  subjects: [
    ['agencies', 'subjects'],
    ['featureClasses', 'subjects'],
  ],
  featureClasses: [['features', 'class']],
}

const shown = 12

/** What depends on a record, list by list; an empty list is left out. */
export function Related({ kind, code }: { kind: KindName; code: string }) {
  return (
    <>
      {(related[kind] ?? []).map(([of, field]) => (
        <RelatedList key={`${of} ${field}`} kind={of} where={`${field}:${code}`} from={kind} />
      ))}
      {kind === 'agencies' && <PeopleOf agency={code} />}
    </>
  )
}

function RelatedList({ kind, where, from }: { kind: KindName; where: string; from: KindName }) {
  const { t } = useTranslation('administration')
  // Changes of units and ended periods are history; what else counts is what holds today.
  const asked = kind === 'boundaries' ? { where, day: 'all' } : { where }
  const query = useQuery({
    queryKey: [...keys.kind(kind), 'related', asked],
    queryFn: () => api.listRecords({ params: { kind }, query: { ...asked, limit: shown } }),
  })
  if (!query.data || query.data.total === 0) return null
  const [field] = where.split(':')
  const section = slugOf(kind)
  return (
    <section className="case-section">
      <h2>
        {t(`related.${from}.${kind}.${field}`)}{' '}
        <span className="quiet">({figure(query.data.total)})</span>
      </h2>
      <ul className="plain related">
        {query.data.records.map(({ record }) => (
          <li key={keyOf(kind, record)}>
            <Link
              to="/quan-tri/$section/$code"
              params={{ section, code: codeOf(kind, record) }}
              search={{ period: keyOf(kind, record) }}
            >
              <RecordTitle kind={kind} record={record} />
            </Link>
          </li>
        ))}
      </ul>
      {query.data.total > shown && (
        <Link to="/quan-tri/$section" params={{ section }} search={{ where }}>
          {t('seeAll')}
        </Link>
      )}
    </section>
  )
}

/** The accounts that hold a role in the agency. */
function PeopleOf({ agency }: { agency: string }) {
  const { t } = useTranslation('administration')
  const query = useQuery({
    queryKey: [...keys.people, 'of', agency],
    queryFn: () => api.listPeople({ query: { agency, limit: 50 } }),
  })
  if (!query.data || query.data.total === 0) return null
  return (
    <section className="case-section">
      <h2>
        {t('people.ofAgency')} <span className="quiet">({figure(query.data.total)})</span>
      </h2>
      <ul className="plain related">
        {query.data.people.map(({ id, name, grants }) => (
          <li key={id}>
            <Link to="/quan-tri/$section/$code" params={{ section: 'nguoi-dung', code: id }}>
              {name}
            </Link>{' '}
            <span className="quiet">
              {grants
                .filter((each) => each.agency === agency)
                .map(({ role }) => t(`console:role.${role}`))
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
