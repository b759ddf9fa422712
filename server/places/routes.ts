import { api } from '../../contract/api.ts'
import type { Executor } from '../platform/database/index.ts'
import type { routesFor } from '../platform/http/route.ts'
import type { Limits } from '../platform/http/rate-limit.ts'
import { whenChanged } from '../platform/records/index.ts'
import type { Areas } from './areas/areas.ts'
import { calendarKinds, readCalendar } from './calendar/calendar.ts'
import { dayText } from './calendar/day.ts'
import type { PlaceSearch } from './search/index.ts'
import { placesInForce } from './units/in-force.ts'

/** The HTTP face of places: open to anyone, because where and by when is no secret. */
export function placeRoutes<Viewer>(
  route: ReturnType<typeof routesFor<Viewer>>,
  {
    executor,
    areas,
    search,
    limits,
  }: { executor: Executor; areas: Areas; search: PlaceSearch; limits: Limits },
): void {
  const places = whenChanged(executor, ['units'], placesInForce)
  const calendar = whenChanged(executor, calendarKinds, (current) => readCalendar(current))

  route(api.getPlaceAt, async ({ query }) => {
    const found = await areas.communeAt({ lat: query.lat, lon: query.lon })
    if (!found) return { commune: null, approximate: false }
    const { communes } = await places()
    const name = communes.find(({ code }) => code === found.code)?.name ?? found.code
    return { commune: { code: found.code, name }, approximate: found.approximate }
  })

  route(api.searchPlaces, async ({ query, request }) => {
    await limits.take('searchAddress', request.ip)
    return { places: await search(query.q, query) }
  })

  route(api.getCalendar, async ({ params, query }) => {
    const days = (await calendar()).specialDays(params.year)
    return {
      days: [...days].map(([day, { working, name, source, announced }]) => ({
        day: dayText(day),
        working,
        name: name[query.language],
        source,
        announced,
      })),
    }
  })
}
