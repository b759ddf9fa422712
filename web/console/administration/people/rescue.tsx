import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Person } from '../../../../contract/administration.ts'
import { api } from '../../api.ts'
import { dateTime } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { announce } from '../../ui/announce.tsx'
import { PersonError } from './person-form.tsx'

type Way = 'resetFactor' | 'unlock'

/** Somebody's second factor and lock, and the way out for who cannot sign in any more. */
export function Rescue({ person }: { person: Person }) {
  const { t } = useTranslation('administration')
  const client = useQueryClient()
  const [doing, setDoing] = useState<Way | null>(null)
  const params = { id: person.id }
  const rescue = useMutation({
    mutationFn: (way: Way) =>
      way === 'unlock' ? api.unlockPerson({ params }) : api.resetSecondFactor({ params }),
    onSuccess: async () => {
      announce(t('saved'))
      setDoing(null)
      await client.invalidateQueries({ queryKey: ['administration'] })
    },
  })
  const begin = (way: Way) => (
    <Button
      variant="default"
      aria-pressed={doing === way}
      onClick={() => {
        rescue.reset()
        setDoing(way)
      }}
    >
      {t(`people.${way}`)}
    </Button>
  )
  const { hasSecondFactor, lockedUntil, name } = person
  return (
    <section className="case-section rescue">
      <p>{t(hasSecondFactor ? 'people.factorOn' : 'people.factorOff')}</p>
      {lockedUntil && (
        <p className="panel-reason">{t('people.lockedUntil', { when: dateTime(lockedUntil) })}</p>
      )}
      {(lockedUntil || hasSecondFactor) && (
        <div className="panel-buttons">
          {lockedUntil && begin('unlock')}
          {hasSecondFactor && begin('resetFactor')}
        </div>
      )}
      {doing && (
        <form
          className="panel"
          aria-label={t(`people.${doing}`)}
          onSubmit={(event) => {
            event.preventDefault()
            rescue.mutate(doing)
          }}
        >
          <p>{t(`people.${doing}More`, { name })}</p>
          {rescue.error && <PersonError error={rescue.error} />}
          <div className="panel-buttons">
            <Button type="submit" loading={rescue.isPending}>
              {t(`people.${doing}`)}
            </Button>
            <Button variant="default" onClick={() => setDoing(null)}>
              {t('console:act.close')}
            </Button>
          </div>
        </form>
      )}
    </section>
  )
}
