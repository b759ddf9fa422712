import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Person } from '../../../../contract/administration.ts'
import { ApiError } from '../../../../contract/client.ts'
import { api } from '../../api.ts'
import { Delegations } from '../../delegations/delegations.tsx'
import { dateTime } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { announce } from '../../ui/announce.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { keys } from '../queries.ts'
import { BackToList } from '../records/record-page.tsx'
import { AreaNames } from './areas.tsx'
import { OnePassword } from './password.tsx'
import { PersonError, PersonForm } from './person-form.tsx'
import { Rescue } from './rescue.tsx'

/** One person; the list is all there is to ask, so it is gone through. */
function usePerson(id: string) {
  return useQuery({
    queryKey: [...keys.people, 'one', id],
    queryFn: async (): Promise<Person> => {
      for (let offset = 0; ; offset += 500) {
        const { people, total } = await api.listPeople({ query: { offset, limit: 500 } })
        const found = people.find((each) => each.id === id)
        if (found) return found
        if (offset + 500 >= total) throw new ApiError('not_found', 404, null)
      }
    },
  })
}

/** A member of staff: roles, whether they can sign in, a new password. */
export function PersonPage({ id }: { id: string }) {
  const { t } = useTranslation('administration')
  const query = usePerson(id)
  return (
    <section className="case-pane" aria-label={t('recordLabel')}>
      <div className="case record">
        <BackToList slug="nguoi-dung" />
        {query.data ? (
          <PersonCard person={query.data} />
        ) : query.isPending ? (
          <Loading rows={6} />
        ) : (
          <Failed error={query.error} retry={() => void query.refetch()} />
        )}
      </div>
    </section>
  )
}

type Doing = 'edit' | 'disable' | 'password'

function PersonCard({ person }: { person: Person }) {
  const { t } = useTranslation('administration')
  const client = useQueryClient()
  const [doing, setDoing] = useState<Doing | null>(null)
  const [reason, setReason] = useState('')
  const head = useRef<HTMLHeadingElement>(null)
  const { id, name, email, grants, disabledAt, lastSeenAt } = person
  const params = { id }
  const changed = async () => {
    setReason('')
    setDoing(null)
    head.current?.focus()
    await client.invalidateQueries({ queryKey: ['administration'] })
  }
  const change = useMutation({
    mutationFn: (body: Parameters<typeof api.changePerson>[0]['body']) =>
      api.changePerson({ params, body }),
    onSuccess: async () => {
      announce(t('saved'))
      await changed()
    },
  })
  const password = useMutation({
    mutationFn: () => api.resetPassword({ params }),
    onSuccess: changed,
  })
  useEffect(() => head.current?.focus(), [])
  const begin = (next: Doing, words: string) => (
    <Button
      variant={next === 'edit' ? 'filled' : 'default'}
      aria-pressed={doing === next}
      onClick={() => {
        change.reset()
        password.reset()
        setDoing(next)
      }}
    >
      {words}
    </Button>
  )
  const kept = grants.map(({ role, agency, areas }) => ({ role, agency, areas }))
  const disabled = disabledAt !== null
  return (
    <>
      <header className="case-head">
        <div className="case-title">
          <h1 tabIndex={-1} ref={head}>
            {name}
          </h1>
          <span className="chip" data-tone={disabled ? 'soon' : 'done'}>
            {t(disabled ? 'people.disabled' : 'people.enabled')}
          </span>
        </div>
        <p className="quiet">{email}</p>
      </header>
      <div className="action-bar" role="toolbar" aria-label={t('actions')}>
        {begin('edit', t('people.edit'))}
        {begin('password', t('people.newPassword'))}
        {begin('disable', t(disabled ? 'people.enable' : 'people.disable'))}
      </div>
      {password.data && <OnePassword name={name} password={password.data.password} />}
      {doing === 'edit' && (
        <PersonForm
          title={t('people.edit')}
          button={t('save')}
          initial={{ name, email, grants: kept }}
          emailFixed
          busy={change.isPending}
          error={change.error}
          onSave={(values) => change.mutate({ name: values.name, grants: values.grants, disabled })}
          onCancel={() => setDoing(null)}
        />
      )}
      {(doing === 'disable' || doing === 'password') && (
        <form
          className="panel"
          aria-label={t(
            doing === 'password'
              ? 'people.newPassword'
              : disabled
                ? 'people.enable'
                : 'people.disable',
          )}
          onSubmit={(event) => {
            event.preventDefault()
            if (doing === 'password') password.mutate()
            else change.mutate({ name, grants: kept, disabled: !disabled, reason })
          }}
        >
          <p>
            {t(
              doing === 'password'
                ? 'people.newPasswordMore'
                : disabled
                  ? 'people.enableMore'
                  : 'people.disableMore',
              { name },
            )}
          </p>
          {doing === 'disable' && (
            <TextInput
              label={t('reason')}
              maxLength={300}
              value={reason}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
          )}
          {(change.error ?? password.error) && (
            <PersonError error={(change.error ?? password.error)!} />
          )}
          <div className="panel-buttons">
            <Button type="submit" loading={change.isPending || password.isPending}>
              {t(
                doing === 'password'
                  ? 'people.newPassword'
                  : disabled
                    ? 'people.enable'
                    : 'people.disable',
              )}
            </Button>
            <Button variant="default" onClick={() => setDoing(null)}>
              {t('console:act.close')}
            </Button>
          </div>
        </form>
      )}
      <section className="case-section">
        <h2>{t('people.grants')}</h2>
        {grants.length === 0 && <p className="quiet">{t('people.noGrants')}</p>}
        <ul className="plain">
          {grants.map(({ role, agency, agencyName, areas }) => (
            <li key={`${role} ${agency}`}>
              {t(`console:role.${role}`)}
              {agency && <span className="quiet"> · {agencyName ?? agency}</span>}
              {areas && <AreaNames codes={areas} />}
            </li>
          ))}
        </ul>
      </section>
      <section className="case-section">
        <h2>{t('console:delegation.title')}</h2>
        <Delegations whose={{ id, name, own: false }} />
      </section>
      <Rescue person={person} />
      <p className="quiet">
        {lastSeenAt
          ? t('people.lastSeenAt', { when: dateTime(lastSeenAt) })
          : t('people.neverSeen')}
        {disabledAt && ` ${t('people.disabledAt', { when: dateTime(disabledAt) })}`}
      </p>
    </>
  )
}
