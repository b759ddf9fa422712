import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { CaseView } from '../../../contract/cases.ts'
import { readsQuery } from '../api.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { Failed, Loading } from '../ui/states.tsx'
import { RevealForm } from './reveal-form.tsx'
import type { Contact } from './reveal-form.tsx'

/** Who read who reported, when and why. */
function Reads({ caseId }: { caseId: string }) {
  const { t } = useTranslation()
  const query = useQuery(readsQuery(caseId))
  if (query.isPending) return <Loading rows={1} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  const { reads } = query.data
  if (reads.length === 0) return <p className="quiet">{t('reveal.neverRead')}</p>
  return (
    <details className="more-contacts">
      <summary>{t('reveal.reads', { count: reads.length })}</summary>
      <ul className="plain reads">
        {reads.map(({ at, by, reason }) => (
          <li key={`${at} ${by}`}>
            <p className="log-line">
              {by ?? t('somebody')}
              <time dateTime={at}>{dateTime(at)}</time>
            </p>
            <p className="log-body">{reason}</p>
          </li>
        ))}
      </ul>
    </details>
  )
}

/**
 * Who reported: masked, until somebody gives a reason to know. What is revealed stays on this page
 * only, and goes with it.
 */
export function Reporter({
  caseId,
  masked,
}: {
  caseId: string
  masked: NonNullable<CaseView['centre']>['reporter']
}) {
  const { t } = useTranslation()
  const [revealed, setRevealed] = useState<Contact | null>(null)
  const [asking, setAsking] = useState(false)
  const contact = useRef<HTMLDivElement>(null)
  const { name, phone, email } = revealed ?? masked
  const isKnown = [masked.name, masked.phone, masked.email].some((value) => value !== null)
  const close = () => {
    setAsking(false)
    // The box that had the focus is gone.
    contact.current?.focus()
  }
  return (
    <>
      <div ref={contact} role="group" aria-label={t('reveal.contact')} tabIndex={-1}>
        <dl className="facts">
          <dt>{t('reporter')}</dt>
          <dd>{name ?? <span className="quiet">{t('case.noName')}</span>}</dd>
          <dt>{t('case.phone')}</dt>
          <dd className="figures">
            {phone === null && <span className="quiet">{t('case.noPhone')}</span>}
            {phone !== null && (revealed ? <a href={`tel:${phone}`}>{phone}</a> : phone)}
          </dd>
          {email !== null && (
            <>
              <dt>{t('reveal.email')}</dt>
              <dd className="address">
                {revealed ? <a href={`mailto:${email}`}>{email}</a> : email}
              </dd>
            </>
          )}
        </dl>
      </div>
      {isKnown && !revealed && !asking && (
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('reveal.button')}
          </Button>
        </div>
      )}
      {asking && (
        <RevealForm
          caseId={caseId}
          onDone={(contact) => {
            setRevealed(contact)
            close()
          }}
          close={close}
        />
      )}
      {revealed && <p className="quiet">{t('reveal.shown')}</p>}
      {isKnown && <Reads caseId={caseId} />}
    </>
  )
}
