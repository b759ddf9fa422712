import { Button, Popover, Switch } from '@mantine/core'
import { useNetwork } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import type { Me } from '../../../contract/identity.ts'
import { api, catalogueQuery } from '../api.ts'
import { language, useTranslation } from '../i18n.ts'
import { isConnected, onLiveChange } from '../live.ts'
import { lockNow } from '../security/lock.ts'
import {
  beginsWithOverview,
  firstBox,
  hasNoReports,
  isAdministrator,
  isAuditor,
  isCentre,
  isLeader,
  isRouter,
} from '../session.ts'
import { dropSeen } from '../seen.ts'
import { ShiftSign } from '../shifts/shift-sign.tsx'
import { useWaiting } from '../waiting/use-outbox.ts'
import { announce } from '../ui/announce.tsx'
import { Icon, Mark } from '../ui/icons.tsx'
import { errorCode } from '../ui/states.tsx'
import { setAutoNext, useAutoNext } from './auto-next.ts'
import { Preferences } from './preferences.tsx'

/** Says so while the screen is not told of changes. */
function LiveSign() {
  const { t } = useTranslation()
  const { online } = useNetwork()
  const streaming = useSyncExternalStore(onLiveChange, isConnected)
  // A stream may take a while to notice that the network is gone.
  const connected = online && streaming
  return (
    <span role="status" className="live-sign" data-shown={!connected}>
      {!connected && t('live.lost')}
    </span>
  )
}

/** Who is signed in: name, roles, agencies; language, theme and the way out. */
function UserMenu({ me }: { me: Me }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const waits = useWaiting().length
  const autoNext = useAutoNext(me.id)
  const queryClient = useQueryClient()
  const leave = useMutation({
    mutationFn: () => api.signOut({}),
    onSuccess: async () => {
      await dropSeen()
      await navigate({ to: '/dang-nhap', search: {} })
      queryClient.clear()
    },
    onError: (error) => announce(t(`common:error.${errorCode(error)}`)),
  })
  return (
    <Popover position="bottom-end" width={320} trapFocus returnFocus withinPortal={false}>
      <Popover.Target>
        <Button variant="subtle" className="user-button" rightSection={<Icon name="down" />}>
          {me.name}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('account')}>
        <div className="user-menu">
          <p className="user-name">{me.name}</p>
          <p className="quiet">{me.email}</p>
          <ul className="plain">
            {me.roles.map(({ role, agency, actingFor }) => (
              <li key={`${role} ${agency?.code} ${actingFor}`}>
                {actingFor
                  ? t('actingFor', { who: t(`role.${role}`), giver: actingFor })
                  : t(`role.${role}`)}
                {agency && <span className="quiet"> · {agency.name}</span>}
              </li>
            ))}
          </ul>
          {me.secondFactor === 'skipped' && (
            <p className="notice-line" data-tone="soon">
              {t('security.skippedMore')}
            </p>
          )}
          <Preferences />
          {!hasNoReports(me) && (
            <Switch
              label={t('autoNext')}
              checked={autoNext}
              onChange={({ currentTarget }) => setAutoNext(me.id, currentTarget.checked)}
            />
          )}
          <Link to="/uy-quyen" className="user-link">
            {t('delegation.title')}
          </Link>
          <Link to="/bao-mat" className="user-link">
            {t('security.title')}
          </Link>
          {waits > 0 && (
            <p className="notice-line" data-tone="soon">
              {t('waiting.stays', { count: waits })}
            </p>
          )}
          <Button variant="default" fullWidth onClick={lockNow}>
            {t('security.lockNow')}
          </Button>
          <Button
            variant="default"
            fullWidth
            loading={leave.isPending}
            onClick={() => leave.mutate()}
          >
            {t('signOut')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

export function Header({ me }: { me: Me }) {
  const { t } = useTranslation()
  const catalogue = useQuery(catalogueQuery(language()))
  return (
    <header className="header">
      <Link to="/" search={{}} className="brand">
        <Mark />
        <span className="brand-name">{t('common:product')}</span>
        <span className="brand-province">{catalogue.data?.province.name}</span>
        {catalogue.data?.demo && (
          <span className="brand-demo">
            {t('demo')}
            {me.secondFactor === 'skipped' && (
              <span className="brand-skipped"> · {t('security.skipped')}</span>
            )}
          </span>
        )}
      </Link>
      {(isAdministrator(me) || isCentre(me) || isLeader(me) || isAuditor(me)) && (
        <nav className="header-links" aria-label={t('pages')}>
          {!hasNoReports(me) && (
            <Link
              to="/"
              search={beginsWithOverview(me) ? { box: firstBox(me) } : {}}
              className="header-link"
              activeOptions={{ exact: true, includeSearch: false }}
            >
              {t('reports')}
            </Link>
          )}
          {(isCentre(me) || isLeader(me)) && (
            <Link to="/tong-quan" search={{}} className="header-link">
              {t('overview.link')}
            </Link>
          )}
          {(isAdministrator(me) || isCentre(me) || isLeader(me)) && (
            <Link to="/so-lieu" search={{}} className="header-link">
              {t('statistics.link')}
            </Link>
          )}
          {isCentre(me) && <ShiftSign />}
          {isRouter(me) && !isAdministrator(me) && (
            <Link to="/quan-tri/phan-tuyen" className="header-link">
              {t('routing.title')}
            </Link>
          )}
          {isAdministrator(me) && (
            <Link to="/quan-tri" className="header-link">
              {t('administration:title')}
            </Link>
          )}
          {(isAdministrator(me) || isAuditor(me)) && (
            <Link to="/nhat-ky" search={{}} className="header-link">
              {t('audit:link')}
            </Link>
          )}
        </nav>
      )}
      <LiveSign />
      <UserMenu me={me} />
      {/* On a phone the same has a line of its own. */}
      {me.secondFactor === 'skipped' && (
        <span className="header-skipped">{t('security.skippedAccount')}</span>
      )}
    </header>
  )
}
