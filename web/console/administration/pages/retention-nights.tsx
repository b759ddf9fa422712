import { useQuery } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { dateTime, figure } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { Failed, Loading } from '../../ui/states.tsx'
import { keys } from '../queries.ts'

/** What the last night destroyed and what the next one will, by kind of data. */
export function RetentionNights() {
  const { t } = useTranslation('administration')
  const query = useQuery({
    queryKey: [...keys.kind('retention'), 'nights'],
    queryFn: () => api.getRetention({}),
  })
  if (query.isPending) return <Loading rows={5} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <section className="nights" aria-labelledby="nights-title">
      <h2 id="nights-title">{t('retention.title')}</h2>
      <p className="quiet">{t('retention.lead')}</p>
      <dl>
        {query.data.rules.map(({ code, name, last, next }) => (
          <div key={code} className="night">
            <dt>{name}</dt>
            <dd>
              {last
                ? t('retention.last', {
                    count: last.done,
                    n: figure(last.done),
                    when: dateTime(last.at),
                  })
                : t('retention.never')}
              {next !== null && <> · {t('retention.next', { n: figure(next) })}</>}
              {code === 'audit' && <> · {t('retention.audit')}</>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
