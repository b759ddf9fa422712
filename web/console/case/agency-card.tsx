import { useQuery } from '@tanstack/react-query'
import { ApiError } from '../../../contract/client.ts'
import { agencyQuery } from '../api.ts'
import type { AgencyView } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { Failed, Loading } from '../ui/states.tsx'

type Contact = AgencyView['contacts'][number]

/** Who or what answers, when, and the number or address to press. */
function Contacts({ contacts }: { contacts: Contact[] }) {
  const { t } = useTranslation()
  return (
    <ul className="plain contacts">
      {contacts.map(({ role, when, name, phone, email, address }) => (
        <li key={`${role} ${when} ${name} ${phone} ${email} ${address}`}>
          <span className="contact-name">
            {name ?? t(`agency.contact.${role}`)}
            <span className="quiet">
              {name && <> · {t(`agency.contact.${role}`)}</>} · {t(`agency.when.${when}`)}
            </span>
          </span>
          {phone && (
            <a className="figures" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
              {phone}
            </a>
          )}
          {email && <a href={`mailto:${email}`}>{email}</a>}
          {address && <span className="contact-address">{address}</span>}
        </li>
      ))}
    </ul>
  )
}

/** The agency that has the case: who answers there now, the others folded away. */
export function AgencyCard({ code }: { code: string }) {
  const { t } = useTranslation()
  const query = useQuery(agencyQuery(code))
  const isHidden = query.error instanceof ApiError && query.error.code === 'not_found'
  // An agency that the viewer may not see, or that is no more: its name on the case is enough.
  if (isHidden) return null
  const contacts = query.data?.contacts ?? []
  const now = contacts.filter(({ reachNow }) => reachNow)
  const others = contacts.filter(({ reachNow }) => !reachNow)
  return (
    <section className="case-section">
      <h2>{t('agency.title')}</h2>
      {query.isPending && <Loading rows={2} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data && (
        <>
          <p className="strong">{query.data.name}</p>
          {query.data.parent && <p className="quiet">{query.data.parent.name}</p>}
          {contacts.length === 0 && <p className="quiet">{t('agency.noContact')}</p>}
          {contacts.length > 0 && now.length === 0 && (
            <p className="quiet">{t('agency.nobodyNow')}</p>
          )}
          {now.length > 0 && (
            <>
              <h3>{t('agency.reachNow')}</h3>
              <Contacts contacts={now} />
            </>
          )}
          {others.length > 0 && (
            <details className="more-contacts">
              <summary>{t('agency.others', { count: others.length })}</summary>
              <Contacts contacts={others} />
            </details>
          )}
        </>
      )}
    </section>
  )
}
