import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Config } from './config.ts'
import { createFetchOutside } from './platform/http/outgoing.ts'
import { readAllowedHosts } from './platform/http/outside-address.ts'
import { createOidcClient } from './platform/oidc.ts'
import type { OidcProvider } from './platform/oidc.ts'
import type { Log } from './platform/log.ts'
import { simulatorRoutes } from './simulators/http.ts'
import { createVneidSimulator } from './simulators/vneid.ts'
import type { CitizenSso } from './web/sso.ts'
import { ssoReturn } from './web/sso.ts'

const prefix = '/mo-phong/vneid'

/**
 * The party that citizens may sign in with: the one that is set; in the demo, where none is, a
 * simulator that is served below this very address.
 */
export function citizenSso(options: {
  config: Pick<Config, 'publicUrl' | 'citizenOidc' | 'outgoingAllow'>
  log: Log
  isDemo: () => Promise<boolean>
}): { party: CitizenSso; routes(app: FastifyInstance): void } {
  const { config, log } = options
  const redirect = config.publicUrl + ssoReturn
  const simulated: OidcProvider = {
    issuer: config.publicUrl + prefix,
    client: 'nhip-demo',
    secret: randomBytes(24).toString('base64url'),
    label: 'VNeID (mô phỏng)',
  }
  const provider = config.citizenOidc ?? simulated
  const isOn = async () => config.citizenOidc !== null || (await options.isDemo())
  // The simulator is at our own address, which may be of the inside.
  const own = config.citizenOidc ? [] : readAllowedHosts(new URL(config.publicUrl).host)
  const client = createOidcClient(provider, {
    redirect,
    scope: 'openid profile phone email',
    fetchOutside: createFetchOutside({ allow: [...(config.outgoingAllow ?? []), ...own] }),
    log,
  })
  return {
    party: async () => ((await isOn()) ? { label: provider.label, client } : null),
    routes(app) {
      const simulator = createVneidSimulator({ ...simulated, redirects: [redirect] })
      const isSimulated = async () => config.citizenOidc === null && (await options.isDemo())
      simulatorRoutes(app, { prefix, simulator, isOn: isSimulated })
    },
  }
}
