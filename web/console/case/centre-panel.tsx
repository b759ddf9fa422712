import { Link } from '@tanstack/react-router'
import { inGroups } from '../../../contract/codes.ts'
import type { CaseView } from '../../../contract/cases.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { Reporter } from './reporter.tsx'

/** What only the centre is told: how it came, and by whom, masked. */
export function CentrePanel({
  view,
  centre,
}: {
  view: CaseView
  centre: NonNullable<CaseView['centre']>
}) {
  const { t } = useTranslation()
  const { channel, reporter, suggestedAgency, about, consents } = centre
  const { subject, commune, position, address } = view
  const label = [address, commune.name].filter(Boolean).join(', ')
  return (
    <section className="case-section centre">
      <h2>{t('case.centre')}</h2>
      <dl className="facts">
        <dt>{t('case.channel')}</dt>
        <dd>{t(`channel.${channel}`, { defaultValue: channel })}</dd>
        {about && (
          <>
            <dt>{t('case.about')}</dt>
            <dd>
              <Link to="/phan-anh/$id" params={{ id: about.id }} search={(previous) => previous}>
                {inGroups(about.number)}
              </Link>
            </dd>
          </>
        )}
        {consents.length > 0 && (
          <>
            <dt>{t('case.consents')}</dt>
            {consents.map(({ code, name, withdrawnAt }) => (
              <dd key={code}>
                {withdrawnAt
                  ? t('case.consentWithdrawn', { name, day: dateTime(withdrawnAt) })
                  : name}
              </dd>
            ))}
          </>
        )}
        {suggestedAgency && (
          <>
            <dt>{t('case.suggested')}</dt>
            <dd>
              {suggestedAgency.name}
              <span className="quiet"> · {suggestedAgency.reason}</span>{' '}
              <Link
                to="/quan-tri/phan-tuyen"
                search={{}}
                state={{
                  routing: {
                    subject: subject.code,
                    place: { label, position, commune: commune.code },
                  },
                }}
                className="why"
              >
                {t('case.whySuggested')}
              </Link>
            </dd>
          </>
        )}
      </dl>
      <Reporter caseId={about?.id ?? view.id} masked={reporter} />
    </section>
  )
}
