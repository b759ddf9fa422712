import { once } from 'node:events'
import { serveSimulator } from '../simulators/http.ts'
import { createVneidSimulator } from '../simulators/vneid.ts'
import { UserError } from './errors.ts'
import type { Command } from './command.ts'
import { say } from './installation.ts'
import { parseOptions } from './options.ts'
import { untilStopped } from './until-stopped.ts'

export const simulator: Command = {
  summary: 'run a provider that stands for VNeID, to try signing in',
  help: `
Usage: nhip simulator vneid [--port <port>] [--client <id>] [--secret <secret>] --redirect <address>

An OpenID Connect provider with invented citizens. It asks for no password: never beside real data.
The demo has one inside it. For another installation, set NHIP_OIDC_CITIZEN_ISSUER, _CLIENT and
_SECRET to what this prints.

  --port      on this machine only (8790)
  --redirect  the installation's return address, <NHIP_PUBLIC_URL>/dang-nhap/sso/ve`,
  async run(args) {
    const { positionals, values } = parseOptions({
      args,
      options: {
        port: { type: 'string', default: '8790' },
        client: { type: 'string', default: 'nhip' },
        secret: { type: 'string', default: 'nhip-simulator' },
        redirect: { type: 'string' },
      },
      allowPositionals: true,
    })
    const { client, secret, redirect } = values
    const port = Number(values.port)
    if (positionals.join() !== 'vneid' || !redirect || !URL.canParse(redirect)) {
      throw new UserError('say which and for whom: nhip simulator vneid --redirect <address>')
    }
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UserError('--port: a port')
    const issuer = `http://localhost:${port}`
    const server = serveSimulator(
      createVneidSimulator({ issuer, client, secret, redirects: [redirect] }),
    )
    const stopped = untilStopped()
    server.listen(port, 'localhost')
    await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
      throw new UserError(`cannot listen on port ${port} (${error.code})`)
    })
    process.stdout.write(`issuer ${issuer}\nclient ${client}\nsecret ${secret}\n`)
    say('This is not VNeID. Ctrl-C ends it.')
    await stopped
    server.close()
    server.closeAllConnections()
    return 0
  },
}
