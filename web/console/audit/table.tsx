import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { AuditEntry } from '../../../contract/audit.ts'
import { dateTime, exactTime, figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import type { AuditSearch } from './search.ts'
import { fieldsOf, sentenceOf, subjectOf, whoOf } from './sentence.ts'

/** The log: when, what happened, its place in the chain; more behind each sentence. */
export function AuditTable({ entries, search }: { entries: AuditEntry[]; search: AuditSearch }) {
  const { t } = useTranslation('audit')
  return (
    <table className="audit-table">
      <caption className="hidden">{t('title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('column.at')}</th>
          <th scope="col">{t('column.what')}</th>
          <th scope="col">{t('column.kind')}</th>
          <th scope="col" className="audit-seq">
            {t('column.seq')}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.id}>
            <td className="audit-at">
              <time dateTime={entry.at}>{dateTime(entry.at)}</time>
            </td>
            <td>
              <details>
                <summary>{sentenceOf(entry, t)}</summary>
                <Facts entry={entry} search={search} />
              </details>
            </td>
            <td className="audit-kind">
              <span className="chip" data-tone={isRefusal(entry) ? 'soon' : 'waiting'}>
                {t(`kind.${entry.kind}`)}
              </span>
            </td>
            <td className="audit-seq figures">
              {entry.seq === null ? (
                <span className="quiet">{t('unsealed')}</span>
              ) : (
                figure(entry.seq)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const isRefusal = ({ kind }: AuditEntry) =>
  kind === 'sign_in_failed' || kind === 'locked' || kind === 'refused'

/** What the log keeps of one thing, and the ways to more of the same. */
function Facts({ entry, search }: { entry: AuditEntry; search: AuditSearch }) {
  const { t } = useTranslation('audit')
  const { actor, subject, data, hash } = entry
  const fields = fieldsOf(entry, t)
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  const isCase = subject !== null && /^\d{10}$/.test(subject.name ?? '')
  return (
    <dl className="audit-facts">
      <Fact name={t('column.at')}>{exactTime(entry.at)}</Fact>
      {actor.id && (
        <Fact name={t('fact.actor')}>
          {whoOf(entry, t)}
          <Link to="/nhat-ky" search={{ ...search, actor: actor.name ?? actor.id }}>
            {t('fact.onlyActor')}
          </Link>
        </Fact>
      )}
      {subject && subject.id !== `people:${actor.id}` && (
        <Fact name={t('fact.subject')}>
          {subjectOf(entry)}
          <Link to="/nhat-ky" search={{ ...search, subject: isCase ? subject.name! : subject.id }}>
            {t('fact.onlySubject')}
          </Link>
        </Fact>
      )}
      {fields.length > 0 && <Fact name={t('fact.fields')}>{fields.join(', ')}</Fact>}
      {text(data.row) && (
        <Fact name={t('fact.row')}>
          <code>{text(data.row)}</code>
        </Fact>
      )}
      {text(data.digest) && (
        <Fact name={t('fact.digest')}>
          <code>{text(data.digest)}</code>
        </Fact>
      )}
      {hash && (
        <Fact name={t('fact.hash')}>
          <code>{hash}</code>
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
