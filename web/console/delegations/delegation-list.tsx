import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { Delegation } from '../../../contract/delegations.ts'
import { api } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { Refusal } from '../security/refusal.tsx'
import { announce } from '../ui/announce.tsx'
import { errorCode } from '../ui/states.tsx'
import type { Whose } from './delegations.tsx'
import { periodOf } from './period.ts'

const tones = { now: 'done', later: 'waiting', lost: 'soon', over: null, withdrawn: null } as const

type Props = {
  whose: Whose
  side: 'given' | 'taken'
  delegations: Delegation[]
  onChanged: () => Promise<unknown>
}

/** What is in other hands, or was; what has ended lies folded below. */
export function DelegationList({ whose, side, delegations, onChanged }: Props) {
  const { t } = useTranslation()
  const title = useRef<HTMLHeadingElement>(null)
  const Title = whose.own ? 'h2' : 'h3'
  const past = delegations.filter(({ state }) => tones[state] === null)
  const present = delegations.filter(({ state }) => tones[state] !== null)
  const line = (delegation: Delegation) => (
    <Line
      key={delegation.id}
      delegation={delegation}
      side={side}
      onWithdrawn={async () => {
        title.current?.focus()
        await onChanged()
      }}
    />
  )
  return (
    <section className="delegation-list">
      <Title ref={title} tabIndex={-1}>
        {t(`delegation.${side}`)}
      </Title>
      {present.length === 0 ? (
        <p className="quiet">{t(`delegation.none.${side}`)}</p>
      ) : (
        <ul className="plain">{present.map(line)}</ul>
      )}
      {past.length > 0 && (
        <details>
          <summary>{t('delegation.past', { count: past.length })}</summary>
          <ul className="plain">{past.map(line)}</ul>
        </details>
      )}
    </section>
  )
}

type LineProps = {
  delegation: Delegation
  side: Props['side']
  onWithdrawn: () => Promise<unknown>
}

function Line({ delegation, side, onWithdrawn }: LineProps) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const begin = useRef<HTMLButtonElement>(null)
  const withdraw = useMutation({
    mutationFn: () => api.withdrawDelegation({ params: { id: delegation.id } }),
    onSuccess: async () => {
      announce(t('delegation.ended'))
      setAsking(false)
      await onWithdrawn()
    },
  })
  const { role, agency, from, to, state } = delegation
  const tone = tones[state]
  const { untilEndOfDay, ...period } = periodOf(delegation)
  const verb = t(side === 'given' ? 'delegation.withdraw' : 'delegation.giveBack')
  const names = { name: to.name, giver: from.name, role: t(`role.${role}`) }
  return (
    <li className="delegation" data-state={state}>
      <p>
        <strong>{t(`role.${role}`)}</strong>
        {agency && <span className="quiet"> · {agency.name}</span>}{' '}
        {tone && (
          <span className="chip" data-tone={tone}>
            {t(`delegation.state.${state}`)}
          </span>
        )}
      </p>
      <p>{t(side === 'given' ? 'delegation.to' : 'delegation.from', names)}</p>
      <p className="quiet">
        {t(untilEndOfDay ? 'delegation.periodOfDays' : 'delegation.period', period)}
        {!tone && ` · ${t(`delegation.state.${state}`)}`}
      </p>
      {state === 'lost' && <p className="quiet">{t('delegation.lostMore')}</p>}
      {tone && (
        <Button
          ref={begin}
          size="xs"
          aria-expanded={asking}
          variant="default"
          aria-label={`${verb}: ${t('delegation.named', names)}`}
          onClick={() => setAsking(!asking)}
        >
          {verb}
        </Button>
      )}
      {asking && (
        <form
          className="panel"
          aria-label={verb}
          onSubmit={(event) => {
            event.preventDefault()
            withdraw.mutate()
          }}
        >
          <p>
            {t(state === 'later' ? 'delegation.withdrawLater' : 'delegation.withdrawMore', names)}
          </p>
          <Refusal words={withdraw.error && t(`common:error.${errorCode(withdraw.error)}`)} />
          <div className="panel-buttons">
            <Button type="submit" loading={withdraw.isPending} autoFocus>
              {verb}
            </Button>
            <Button
              variant="default"
              onClick={() => {
                setAsking(false)
                begin.current?.focus()
              }}
            >
              {t('act.close')}
            </Button>
          </div>
        </form>
      )}
    </li>
  )
}
