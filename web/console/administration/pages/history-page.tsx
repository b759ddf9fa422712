import { Button, NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { changeKinds } from '../../../../contract/administration.ts'
import { useTranslation } from '../../i18n.ts'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { changesQuery } from '../queries.ts'
import { Changes } from '../records/changes.tsx'
import { ListHead } from '../records/list-head.tsx'

/** Everything that was changed, by whom and why, newest first. */
export function HistoryPage() {
  const { t } = useTranslation('administration')
  const [kind, setKind] = useState('')
  const query = useInfiniteQuery(changesQuery(kind || undefined))
  return (
    <section className="list-pane" aria-labelledby="list-title">
      <ListHead slug="lich-su" canAdd={false}>
        <NativeSelect
          size="xs"
          label={t('changedKind')}
          data={[
            { value: '', label: t('everything') },
            ...changeKinds.map((value) => ({ value, label: t(`kind.${value}`) })),
          ]}
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value)}
        />
      </ListHead>
      <div className="list-scroll admin-padded">
        {query.isPending ? (
          <Loading rows={12} />
        ) : query.data ? (
          <>
            {query.data.pages[0]!.changes.length === 0 ? (
              <Empty title={t('noChanges')} />
            ) : (
              <Changes changes={query.data.pages.flatMap(({ changes }) => changes)} named />
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
          </>
        ) : (
          <Failed error={query.error} retry={() => void query.refetch()} />
        )}
      </div>
    </section>
  )
}
