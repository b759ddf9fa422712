import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { api, keys } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { announce } from '../ui/announce.tsx'
import { Failed, Loading } from '../ui/states.tsx'
import { DelegationForm } from './delegation-form.tsx'
import { DelegationList } from './delegation-list.tsx'
import './delegations.css'

/** Whose delegations these are, and whether it is that person who looks. */
export type Whose = { id: string; name: string; own: boolean }

/** What somebody has handed over and holds for others, and the form to hand over more. */
export function Delegations({ whose }: { whose: Whose }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: ['delegations', whose.id],
    queryFn: () => api.listDelegations({ query: { person: whose.id } }),
    staleTime: 0,
  })
  const [making, setMaking] = useState(false)
  const begin = useRef<HTMLButtonElement>(null)
  // Roles, and what is seen by them, are others now.
  const changed = () =>
    Promise.all(
      [['delegations'], keys.me, keys.counts, keys.lists, keys.cases].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    )
  const close = () => {
    setMaking(false)
    begin.current?.focus()
  }
  if (query.isPending) return <Loading rows={3} />
  if (!query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  const { delegations, possible } = query.data
  const list = { whose, onChanged: changed }
  return (
    <div className="delegations">
      <p>{t('delegation.lead')}</p>
      {possible.length === 0 ? (
        <p className="quiet">
          {t(whose.own ? 'delegation.nothingOwn' : 'delegation.nothing', { name: whose.name })}
        </p>
      ) : (
        <Button
          ref={begin}
          variant={making ? 'default' : 'filled'}
          aria-expanded={making}
          onClick={() => setMaking(!making)}
        >
          {t('delegation.begin')}
        </Button>
      )}
      {making && (
        <DelegationForm
          whose={whose}
          possible={possible}
          onDone={async (name) => {
            announce(t('delegation.done', { name }))
            close()
            await changed()
          }}
          onCancel={close}
        />
      )}
      <DelegationList
        {...list}
        side="given"
        delegations={delegations.filter(({ from }) => from.id === whose.id)}
      />
      <DelegationList
        {...list}
        side="taken"
        delegations={delegations.filter(({ to }) => to.id === whose.id)}
      />
    </div>
  )
}
