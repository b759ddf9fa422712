import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Route } from '../../../contract/routing.ts'
import { slugOf } from '../administration/sections.ts'
import { meQuery } from '../api.ts'
import { figure, plainDay } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { isAdministrator } from '../session.ts'
import type { Explanation } from './queries.ts'

type RuleKind = Exclude<Route['rule']['kind'], 'none'>

/** Who would get it, first and large; then why, and the record that says so. */
export function Answer({ answer }: { answer: Explanation }) {
  const { t } = useTranslation()
  const me = useSuspenseQuery(meQuery).data
  const { route, commune } = answer
  const { metres, validFrom } = route.rule
  return (
    <section
      className="routing-answer"
      aria-labelledby="routing-goes-to"
      aria-live="polite"
      data-tone={route.agency ? 'agency' : 'soon'}
    >
      <h2 id="routing-goes-to">{t('routing.goesTo')}</h2>
      <p className="routing-agency">{route.agency?.name ?? t('routing.byHand')}</p>
      <p className="routing-reason">{route.reason}</p>
      <p className="quiet routing-rule">
        <span>
          {t(`routing.kind.${route.rule.kind}`)}
          {route.rule.code !== null && ` (${route.rule.code})`}
        </span>
        {metres !== null && <Distance metres={metres} />}
        {validFrom && <span>{t('routing.since', { day: plainDay(validFrom) })}</span>}
        <span>{commune?.name ?? t('routing.outside')}</span>
      </p>
      {isAdministrator(me) && route.rule.kind !== 'none' && route.rule.code !== null && (
        <p>
          <RuleLink kind={route.rule.kind} code={route.rule.code}>
            {t('routing.openRule')}
          </RuleLink>
        </p>
      )}
    </section>
  )
}

/** How far a feature is, for people: whole metres, or that the point lies in it. */
function Distance({ metres }: { metres: number }) {
  const { t } = useTranslation()
  return (
    <span>
      {metres === 0
        ? t('routing.inside')
        : t('routing.metres', { metres: figure(Math.max(1, Math.round(metres))) })}
    </span>
  )
}

/** To the record that decided, or that lies near, for who may open it; else the words alone. */
function RuleLink({ kind, code, children }: { kind: RuleKind; code: string; children: ReactNode }) {
  const me = useSuspenseQuery(meQuery).data
  if (!isAdministrator(me)) return <span>{children}</span>
  const section = slugOf(kind === 'subject' ? 'subjects' : 'features')
  return (
    <Link to="/quan-tri/$section/$code" params={{ section, code }} className="link">
      {children}
    </Link>
  )
}

/** Every question that was asked, in order, up to and after the one that decided. */
export function Steps({ steps }: { steps: Explanation['steps'] }) {
  const { t } = useTranslation()
  return (
    <section className="case-section">
      <h2>{t('routing.steps')}</h2>
      <ol className="routing-steps">
        {steps.map(({ kind, decided, reason }) => (
          <li
            key={`${kind} ${reason}`}
            data-decided={decided}
            aria-current={decided ? 'step' : undefined}
          >
            <p className={decided ? 'strong' : undefined}>
              {t(`routing.kind.${kind}`)}
              {decided && <span className="routing-decided">{t('routing.decided')}</span>}
            </p>
            <p className="quiet">{reason}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** What has a manager of its own near the point; the map shows the same. */
export function Nearby({ nearby }: { nearby: Explanation['nearby'] }) {
  const { t } = useTranslation()
  return (
    <section className="case-section">
      <h2>{t('routing.nearby')}</h2>
      {nearby.length === 0 ? (
        <p className="quiet">{t('routing.nothingNear')}</p>
      ) : (
        <ul className="plain routing-nearby">
          {nearby.map(({ code, name, className, register, metres }) => (
            <li key={code}>
              <span className="routing-swatch" data-register={register} aria-hidden="true" />
              <RuleLink kind={register} code={code}>
                {name}
              </RuleLink>
              <span className="quiet">
                {className} · <Distance metres={metres} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
