import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'

/** Where figures are from and up to when, and what else is to be known of them. */
export function Source({ asOf, more }: { asOf: string; more?: string }) {
  const { t } = useTranslation()
  return (
    <p className="overview-source">
      {more && `${more} `}
      {t('overview.source', { when: dateTime(asOf) })}
    </p>
  )
}
