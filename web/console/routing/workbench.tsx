import { useQueries, useQuery } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import type { FeatureCollection, Geometry } from 'geojson'
import { useMemo, useState } from 'react'
import type { Register } from '../../../contract/records/places.ts'
import { todayInVietnam } from '../day.ts'
import { useTranslation } from '../i18n.ts'
import { DayInput } from '../ui/day-input.tsx'
import { MapView } from '../ui/map-view.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { Answer, Nearby, Steps } from './answer.tsx'
import { sayPoint } from './coordinates.ts'
import { PlaceBox } from './place-box.tsx'
import type { Place } from './place-box.tsx'
import { explainQuery, ruleQuery } from './queries.ts'
import type { Explanation } from './queries.ts'
import './routing.css'
import { SubjectBox } from './subject-box.tsx'
import { TryChange } from './try-change.tsx'

/** The shapes of what is near, for the map, by the register they are in. */
function useShapes(nearby: Explanation['nearby']) {
  const records = useQueries({
    queries: nearby.map(({ code }) => ruleQuery('features', code)),
    combine: (results) => results.map(({ data }) => data ?? null),
  })
  return useMemo(() => {
    const shapes: Partial<Record<Register, FeatureCollection>> = {}
    for (const [index, { register, name }] of nearby.entries()) {
      const geometry = records[index]?.geometry as Geometry | undefined
      if (!geometry) continue
      shapes[register] ??= { type: 'FeatureCollection', features: [] }
      shapes[register].features.push({ type: 'Feature', geometry, properties: { name } })
    }
    return shapes
  }, [nearby, records])
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** A question to begin with. Not in the address, because a point may be a home. */
    routing?: { subject: string; place: Place }
  }
}

const none: Explanation['nearby'] = []

/**
 * The routing workbench: who would get a report about a subject at a point on a day, by which rule
 * and why; and what a changed rule would do.
 */
export function Workbench() {
  const { t } = useTranslation()
  const asked = useRouterState({ select: ({ location }) => location.state.routing })
  const [subject, setSubject] = useState<string | null>(asked?.subject ?? null)
  const [place, setPlace] = useState<Place | null>(asked?.place ?? null)
  const [day, setDay] = useState(todayInVietnam)
  const located = place !== null && (place.position !== null || place.commune !== null)
  const answer = useQuery(
    explainQuery(subject !== null && located ? { subject, place, day } : null),
  )
  const shapes = useShapes(answer.data?.nearby ?? none)

  return (
    <div className="workbench">
      <header>
        <h1>{t('routing.title')}</h1>
        <p className="quiet">{t('routing.lead')}</p>
      </header>
      <div className="workbench-columns">
        <div className="workbench-question">
          <SubjectBox value={subject} choose={setSubject} />
          <PlaceBox place={place} choose={setPlace} />
          <DayInput
            className="workbench-day"
            label={t('routing.day')}
            value={day}
            onChange={setDay}
          />
        </div>
        <div className="workbench-map">
          <MapView
            label={t('routing.map')}
            point={place?.position ?? null}
            shown={shapes}
            onTap={(position) => setPlace({ label: sayPoint(position), position, commune: null })}
          />
        </div>
        <div className="workbench-answer" aria-busy={answer.isFetching}>
          {subject === null || place === null ? (
            <Empty title={t('routing.askFirst')}>{t('routing.askHow')}</Empty>
          ) : !located ? (
            <Empty title={t('routing.noPoint')}>{t('routing.noPointHow')}</Empty>
          ) : answer.isError ? (
            <Failed error={answer.error} retry={() => void answer.refetch()} />
          ) : answer.data ? (
            <>
              <Answer answer={answer.data} />
              <Steps steps={answer.data.steps} />
              <Nearby nearby={answer.data.nearby} />
            </>
          ) : (
            <Loading rows={5} />
          )}
        </div>
      </div>
      <TryChange subject={subject} />
    </div>
  )
}
