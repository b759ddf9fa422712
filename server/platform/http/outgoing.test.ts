import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createFetchOutside } from './outgoing.ts'
import type { OutgoingOptions } from './outgoing.ts'
import { isPublicAddress, readAllowedHosts } from './outside-address.ts'

/** Where the tests' "outside" runs; everything else is inside, as far as they are concerned. */
const outside = '127.0.0.1'
const inside = '127.0.0.2'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
})

/** A server of the outside; returns its port and the requests it saw. */
async function serve(answer: RequestListener) {
  const seen: { url: string; method: string; headers: Record<string, unknown> }[] = []
  const server = createServer((request, response) => {
    seen.push({ url: request.url!, method: request.method!, headers: request.headers })
    answer(request, response)
  })
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, outside, done))
  return { port: (server.address() as AddressInfo).port, seen }
}

/** A resolver that gives each name its addresses in turn, and what it was asked. */
function resolver(names: Record<string, string[][]>) {
  const asked: string[] = []
  const resolve = async (host: string) => {
    asked.push(host)
    const turns = names[host] ?? []
    const turn = turns.length > 1 ? turns.shift()! : (turns[0] ?? [])
    return turn.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  return { resolve, asked }
}

const outsideOnly = (more: Partial<OutgoingOptions> = {}) =>
  createFetchOutside({
    allow: [],
    isOutside: (address) => address === outside,
    ...resolver({ 'a.example': [[outside]], 'b.example': [[outside]], 'in.example': [[inside]] }),
    ...more,
  })

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: { code?: string; name: string }) => error.code ?? error.name,
  )

describe('the open internet', () => {
  it.each(['8.8.8.8', '103.9.76.1', '2606:4700::1111', '2001:df0::1'])('has %s', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each(
    `127.0.0.1 127.255.0.1 0.0.0.0 0.1.2.3 10.1.2.3 172.16.0.1 172.31.9.9 192.168.1.1
    169.254.169.254 100.64.0.1 100.100.100.200 192.0.0.8 198.18.0.1 192.0.2.1 203.0.113.9
    224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fec0::1 fc00::1
    fd00:ec2::254 ff02::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:8.8.8.8 ::127.0.0.1
    ::7f00:1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:7f00:1:: 2001::1 2001:db8::1 100::1
    localhost 999.1.1.1`.split(/\s+/),
  )('has not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

describe('a call to the outside', () => {
  it('reaches the outside as fetch does', async () => {
    const { port, seen } = await serve((request, response) => {
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      request.pipe(response)
    })
    const fetchOutside = outsideOnly()
    const response = await fetchOutside(`http://a.example:${port}/gui?x=1`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', host: 'other.example', connection: 'upgrade' },
      body: 'Xin chào',
    })
    expect([response.status, response.url]).toEqual([200, `http://a.example:${port}/gui?x=1`])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await response.text()).toBe('Xin chào')
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/gui?x=1' })
    expect(seen[0]!.headers).toMatchObject({
      authorization: 'Bearer k',
      host: `a.example:${port}`,
      'content-length': '9',
    })
    const head = await fetchOutside(`http://a.example:${port}/`, { method: 'HEAD' })
    expect(head.body).toBeNull()
  })

  it.each(['file:///etc/passwd', 'ftp://a.example/', 'gopher://a.example/', 'data:text/plain,x'])(
    'is not made to %s',
    async (address) => {
      expect(await codeOf(outsideOnly()(address))).toBe('scheme_refused')
    },
  )

  // The system's own rule and resolver: whatever a way of writing leads to, it is inside.
  it.each(
    `127.0.0.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 127.1 ①②⑦.0.0.1
    127.0.0.1. 0 169.254.169.254 2852039166 10.0.0.1 [::1] [::] [::ffff:127.0.0.1]
    [::ffff:7f00:1] [0:0:0:0:0:ffff:a9fe:a9fe] [fd00:ec2::254] [64:ff9b::a9fe:a9fe]
    [2002:a9fe:a9fe::] localhost localhost.`.split(/\s+/),
  )('is not made to %s', async (host) => {
    const { port, seen } = await serve((_request, response) => response.end('inside'))
    const call = createFetchOutside({ allow: [] })(`http://${host}:${port}/`)
    expect(await codeOf(call)).toBe('address_refused')
    expect(seen).toEqual([])
  })

  it('is refused when one of a name’s addresses is inside', async () => {
    const { resolve } = resolver({ 'both.example': [[outside, inside]] })
    expect(await codeOf(outsideOnly({ resolve })('http://both.example/'))).toBe('address_refused')
  })

  it('goes to the address that was looked at: a second answer of the resolver does not count', async () => {
    const { port } = await serve((_request, response) => response.end('outside'))
    const { resolve, asked } = resolver({ 'rebind.example': [[outside], [inside]] })
    const fetchOutside = outsideOnly({ resolve })
    const response = await fetchOutside(`http://rebind.example:${port}/`)
    expect(await response.text()).toBe('outside')
    expect(asked).toEqual(['rebind.example'])
    // Nothing is kept of the first call: the next one is looked at anew.
    expect(await codeOf(fetchOutside(`http://rebind.example:${port}/`))).toBe('address_refused')
  })

  it.each([
    'http://in.example/',
    `http://${inside}/`,
    'http://0x7f.2/',
    'file:///etc/passwd',
    '//in.example',
  ])('is not led by a redirect to %s', async (location) => {
    const { port, seen } = await serve((_request, response) =>
      response.writeHead(302, { location }).end(),
    )
    const code = await codeOf(outsideOnly()(`http://a.example:${port}/`))
    expect(code).toBe(location.startsWith('file:') ? 'scheme_refused' : 'address_refused')
    expect(seen).toHaveLength(1)
  })

  it('takes no secret along to another host, and keeps it at the same one', async () => {
    const { port, seen } = await serve((request, response) => {
      const to = { '/1': '/2', '/2': `http://b.example:${port}/3` }[request.url!]
      if (to) response.writeHead(302, { location: to }).end()
      else response.end('there')
    })
    const secrets = { authorization: 'Bearer k', cookie: 's=1', 'x-api-key': 'k' }
    const response = await outsideOnly()(`http://a.example:${port}/1`, {
      headers: { ...secrets, accept: 'text/plain' },
    })
    expect([response.status, response.url]).toEqual([200, `http://b.example:${port}/3`])
    expect(seen[1]!.headers).toMatchObject(secrets)
    const { headers } = seen[2]!
    for (const name of Object.keys(secrets)) expect(headers).not.toHaveProperty(name)
    expect(headers).toMatchObject({ accept: 'text/plain', host: `b.example:${port}` })
  })

  it('gives a body to no other host, and follows as fetch does otherwise', async () => {
    const { port, seen } = await serve((request, response) => {
      const [status, location] = request.url!.slice(1).split('~')
      if (location) response.writeHead(Number(status), { location: decodeURIComponent(location) })
      response.end(request.method)
    })
    const post = (status: number, to: string, more: RequestInit = {}) =>
      outsideOnly()(`http://a.example:${port}/${status}~${encodeURIComponent(to)}`, {
        method: 'POST',
        body: 'client_secret=k',
        ...more,
      })
    expect(await codeOf(post(307, `http://b.example:${port}/`))).toBe('redirect_refused')
    expect(await (await post(307, '/')).text()).toBe('POST')
    expect(await (await post(302, '/')).text()).toBe('GET')
    expect(await (await post(303, `http://b.example:${port}/`)).text()).toBe('GET')
    expect(seen.at(-1)!.headers).not.toHaveProperty('content-length')
    expect((await post(302, '/', { redirect: 'manual' })).status).toBe(302)
    expect(await codeOf(post(302, '/', { redirect: 'error' }))).toBe('redirect_refused')
    expect(await codeOf(post(302, `http://u:p@a.example:${port}/`))).toBe('redirect_refused')
  })

  it('ends after a few redirects', async () => {
    const { port, seen } = await serve((_request, response) =>
      response.writeHead(302, { location: '/' }).end(),
    )
    expect(await codeOf(outsideOnly()(`http://a.example:${port}/`))).toBe('too_many_redirects')
    expect(seen).toHaveLength(6)
  })

  it('takes in no more than it should, packed or not', async () => {
    const { port } = await serve((request, response) => {
      const isPacked = request.url === '/packed'
      if (isPacked) response.setHeader('content-encoding', 'gzip')
      response.end(isPacked ? gzipSync(Buffer.alloc(2_000_000)) : Buffer.alloc(20_000))
    })
    const fetchOutside = outsideOnly({ maxBytes: 10_000 })
    expect(await codeOf(fetchOutside(`http://a.example:${port}/`))).toBe('too_large')
    expect(await codeOf(fetchOutside(`http://a.example:${port}/packed`))).toBe('too_large')
    const whole = await outsideOnly({ maxBytes: 3_000_000 })(`http://a.example:${port}/packed`)
    expect((await whole.arrayBuffer()).byteLength).toBe(2_000_000)
  })

  it('waits no longer than it should: for a resolver, an answer, or its end', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/drip') response.write('x')
    })
    const fetchOutside = outsideOnly({ timeoutMs: 100 })
    expect(await codeOf(fetchOutside(`http://a.example:${port}/`))).toBe('too_slow')
    expect(await codeOf(fetchOutside(`http://a.example:${port}/drip`))).toBe('too_slow')
    const stuck = outsideOnly({ timeoutMs: 100, resolve: () => new Promise(() => {}) })
    expect(await codeOf(stuck('http://a.example/'))).toBe('too_slow')
    const given = AbortSignal.abort(new Error('called off'))
    await expect(outsideOnly()('http://a.example/', { signal: given })).rejects.toThrow(
      'called off',
    )
  })

  it('tells no address when it fails', async () => {
    const failed = await outsideOnly()('http://in.example/').catch((error: unknown) => error)
    expect(String(failed)).toBe('OutgoingError: outgoing request failed: address_refused')
    expect(failed).toBeInstanceOf(TypeError)
    expect(await codeOf(outsideOnly()('http://nowhere.example/'))).toBe('unreachable')
  })
})

describe('hosts of the inside that the administrator allows', () => {
  it('are reached, at the port that is named, and no others', async () => {
    const { port } = await serve((_request, response) => response.end('sms'))
    const { resolve } = resolver({ 'sms.lan': [[outside]], 'db.lan': [[outside]] })
    const through = (list: string) => createFetchOutside({ allow: readAllowedHosts(list), resolve })
    const named = through(`sms.lan:${port}`)
    expect(await (await named(`http://sms.lan:${port}/`)).text()).toBe('sms')
    expect(await codeOf(named('http://sms.lan/'))).toBe('address_refused')
    expect(await codeOf(named(`http://db.lan:${port}/`))).toBe('address_refused')
    expect(await codeOf(named(`http://127.0.0.1:${port}/`))).toBe('address_refused')
    const literal = through('127.0.0.1, [::1]:8080')
    expect(await (await literal(`http://127.0.0.1:${port}/`)).text()).toBe('sms')
  })

  it('are read from a list', () => {
    expect(readAllowedHosts('')).toEqual([])
    expect(readAllowedHosts(' SMS.lan:80, ::1,10.0.0.5 ,[fd00::1]:8443')).toEqual([
      { host: 'sms.lan', port: '80' },
      { host: '::1', port: null },
      { host: '10.0.0.5', port: null },
      { host: 'fd00::1', port: '8443' },
    ])
    for (const wrong of ['http://sms.lan', 'a b', '*.lan', 'u@sms.lan', 'sms.lan/x']) {
      expect(() => readAllowedHosts(wrong)).toThrow(`"${wrong}" is no host`)
    }
  })
})
