import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { Person } from '../../../../contract/administration.ts'
import { staffRoles } from '../../../../contract/identity.ts'
import { dateTime } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { peopleQuery } from '../queries.ts'
import type { PeopleAsked } from '../queries.ts'
import { ListHead, ListSearch, useListSearch } from '../records/list-head.tsx'
import { moveFocus } from '../records/record-table.tsx'
import { listSearch } from '../search.ts'
import { NewPerson } from './new-person.tsx'
import { PersonPage } from './person-page.tsx'

/** The staff: who they are, what they may do for which agency. */
export function PeoplePage({ id }: { id: string | undefined }) {
  const { t } = useTranslation('administration')
  const { q, role: wanted, agency, add } = useSearch({ from: '/quan-tri' })
  const set = useListSearch()
  const role = staffRoles.find((known) => known === wanted)
  const asked: PeopleAsked = {
    ...(q && { q }),
    ...(role && { role }),
    ...(agency && { agency }),
  }
  const query = useInfiniteQuery(peopleQuery(asked))
  return (
    <>
      <section className="list-pane" aria-labelledby="list-title">
        <ListHead slug="nguoi-dung" total={query.data?.pages[0]?.total}>
          <ListSearch />
          <NativeSelect
            size="xs"
            label={t('people.role')}
            data={[
              { value: '', label: t('people.everyRole') },
              ...staffRoles.map((value) => ({ value, label: t(`console:role.${value}`) })),
            ]}
            value={role ?? ''}
            onChange={({ currentTarget }) => set({ role: currentTarget.value })}
          />
        </ListHead>
        <div className="list-scroll">
          {query.isPending ? (
            <Loading rows={12} />
          ) : query.data ? (
            <People people={query.data.pages.flatMap(({ people }) => people)} opened={id} />
          ) : (
            <Failed error={query.error} retry={() => void query.refetch()} />
          )}
          {query.hasNextPage && (
            <div className="list-end">
              <Button
                variant="subtle"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('console:list.more')}
              </Button>
            </div>
          )}
        </div>
      </section>
      {id !== undefined ? <PersonPage key={id} id={id} /> : add && <NewPerson />}
    </>
  )
}

function People({ people, opened }: { people: Person[]; opened: string | undefined }) {
  const { t } = useTranslation('administration')
  const search = useSearch({ from: '/quan-tri' })
  if (people.length === 0) return <Empty title={t('people.none')}>{t('nothingFoundMore')}</Empty>
  return (
    <table className="records" onKeyDown={moveFocus}>
      <caption className="hidden">{t('section.nguoi-dung')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('people.name')}</th>
          <th scope="col">{t('people.email')}</th>
          <th scope="col">{t('people.grants')}</th>
          <th scope="col">{t('people.lastSeen')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ id, name, email, grants, disabledAt, lastSeenAt }) => (
          <tr key={id} data-opened={id === opened}>
            <th scope="row">
              <Link
                to="/quan-tri/$section/$code"
                params={{ section: 'nguoi-dung', code: id }}
                search={listSearch(search)}
                className="record-link"
              >
                {name}
              </Link>{' '}
              {disabledAt && (
                <span className="chip" data-tone="soon">
                  {t('people.disabled')}
                </span>
              )}
            </th>
            <td>
              <div className="cell">{email}</div>
            </td>
            <td>
              <ul className="plain value-list">
                {grants.map(({ role, agency, agencyName }) => (
                  <li key={`${role} ${agency}`}>
                    {t(`console:role.${role}`)}
                    {agency && <span className="quiet"> · {agencyName ?? agency}</span>}
                  </li>
                ))}
              </ul>
            </td>
            <td className="quiet figures">
              {lastSeenAt ? dateTime(lastSeenAt) : t('people.never')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
