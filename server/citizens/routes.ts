import type { z } from 'zod'
import * as contract from '../../contract/citizens.ts'
import type { Cases } from '../cases/index.ts'
import { languageOf } from '../platform/http/language.ts'
import type { routesFor } from '../platform/http/route.ts'
import type { Citizen, Citizens } from './index.ts'

/** The HTTP face of citizens' accounts; `route` is one whose caller is a citizen. */
export function citizenRoutes(
  route: ReturnType<typeof routesFor<Citizen>>,
  citizens: Citizens,
  cases: Pick<Cases, 'listOfCitizen' | 'getOfCitizen' | 'follows'>,
): void {
  route(contract.requestCode, ({ body, request }) =>
    citizens.requestCode({ ...body, address: request.ip }),
  )
  route(contract.signInCitizen, async ({ body, request, reply }) =>
    present(await citizens.signIn({ request, reply }, body)),
  )
  route(contract.getCitizen, async ({ viewer }) => present(viewer))
  route(contract.signOutCitizen, async ({ request, reply }) => {
    await citizens.signOut({ request, reply })
    return undefined
  })
  route(contract.signOutCitizenEverywhere, async ({ viewer, reply }) => {
    await citizens.signOutEverywhere(viewer, reply)
    return undefined
  })
  route(contract.removeCitizen, async ({ viewer, reply }) => {
    await citizens.remove(viewer, reply)
    return undefined
  })
  route(contract.listCitizenReports, async ({ viewer, request }) => ({
    reports: await cases.listOfCitizen(viewer.id, languageOf(request)),
  }))
  route(contract.getCitizenReport, ({ viewer, params, request }) =>
    cases.getOfCitizen(viewer.id, params.number, languageOf(request)),
  )
  route(contract.listFollowedReports, async ({ viewer, request }) => {
    const reports = await cases.follows.list(viewer.id, languageOf(request))
    return { reports }
  })
  route(contract.followReport, async ({ viewer, params }) => ({
    number: await cases.follows.follow(viewer.id, params.number),
  }))
  route(contract.unfollowReport, async ({ viewer, params }) => {
    await cases.follows.unfollow(viewer.id, params.number)
    return undefined
  })
}

const present = ({ name, phone, email }: Citizen): z.input<typeof contract.citizen> => ({
  name,
  phone,
  email,
})
