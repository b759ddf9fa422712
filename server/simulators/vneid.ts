import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** A request as the simulator reads it; `path` is below its issuer. */
export type SimulatorRequest = {
  method: string
  path: string
  query: URLSearchParams
  form: URLSearchParams
  /** The header `authorization`. */
  authorization?: string | undefined
}
export type SimulatorAnswer = {
  status: number
  headers: Record<string, string>
  body: string
}

type Person = { sub: string; name: string } & Record<string, unknown>

/** Invented: no such people, and numbers that are given to nobody. */
const citizens: Person[] = [
  { sub: 'vneid-1', name: 'Nguyễn Thị Mai', phone_number: '+84900000001' },
  { sub: 'vneid-2', name: 'Trần Văn Bình', phone_number: '+84900000002' },
  { sub: 'vneid-3', name: 'Hồ Lê Gia Hân', phone_number: '+84900000003' },
]

const codeSeconds = 60

/** A code that was given out, for one use. */
type Given = {
  citizen: Person
  client: string
  redirect: string
  nonce: string
  challenge: string
  until: number
}

/**
 * A small OpenID Connect provider that stands for VNeID where that cannot be reached: it asks for no
 * password and says so. Authorization code with PKCE (S256), ES256, keys and codes in memory.
 */
export function createVneidSimulator(options: {
  /** Whom to choose from, with all that is said of them; the invented citizens when absent. */
  people?: Person[]
  issuer: string
  client: string
  secret: string
  redirects: string[]
}) {
  const { issuer, client, secret, redirects, people = citizens } = options
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = randomBytes(6).toString('hex')
  const codes = new Map<string, Given>()

  function authorize({ query }: SimulatorRequest): SimulatorAnswer {
    const ask = (name: string) => query.get(name) ?? ''
    const redirect = ask('redirect_uri')
    if (ask('client_id') !== client || !redirects.includes(redirect)) {
      return page(400, 'Yêu cầu không đúng', '<p>Nơi gửi yêu cầu này không được biết đến.</p>')
    }
    const back = (values: Record<string, string>) => {
      const url = new URL(redirect)
      const all = { ...values, state: ask('state'), iss: issuer }
      for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value)
      return { status: 302, headers: { location: url.href }, body: '' }
    }
    if (ask('response_type') !== 'code' || ask('code_challenge_method') !== 'S256') {
      return back({ error: 'invalid_request' })
    }
    const chosen = ask('citizen')
    if (chosen === 'none') return back({ error: 'access_denied' })
    const citizen = people.find(({ sub }) => sub === chosen)
    if (!citizen) return page(200, 'Mô phỏng VNeID', choice(people, query))
    const code = randomBytes(24).toString('base64url')
    codes.set(code, {
      citizen,
      client,
      redirect,
      nonce: ask('nonce'),
      challenge: ask('code_challenge'),
      until: Date.now() + codeSeconds * 1000,
    })
    return back({ code })
  }

  function token({ form, authorization = '' }: SimulatorRequest): SimulatorAnswer {
    const refuse = (error: string) => json(400, { error })
    const [id, word] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
      .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
    if (id !== client || word !== secret) return json(401, { error: 'invalid_client' })
    const code = form.get('code') ?? ''
    const given = codes.get(code)
    codes.delete(code)
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!given || given.until < Date.now()) return refuse('invalid_grant')
    if (given.redirect !== form.get('redirect_uri') || given.challenge !== proof) {
      return refuse('invalid_grant')
    }
    const now = Math.floor(Date.now() / 1000)
    const idToken = signed({
      iss: issuer,
      aud: client,
      iat: now,
      exp: now + codeSeconds,
      nonce: given.nonce,
      phone_number_verified: true,
      ...given.citizen,
    })
    const access = randomBytes(24).toString('base64url')
    return json(200, { access_token: access, token_type: 'Bearer', id_token: idToken })
  }

  function signed(claims: object): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const text = `${part({ alg: 'ES256', typ: 'JWT', kid })}.${part(claims)}`
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }

  return function answer(request: SimulatorRequest): SimulatorAnswer {
    switch (`${request.method} ${request.path}`) {
      case 'GET /.well-known/openid-configuration':
        return json(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['ES256'],
          code_challenge_methods_supported: ['S256'],
          token_endpoint_auth_methods_supported: ['client_secret_basic'],
          authorization_response_iss_parameter_supported: true,
        })
      case 'GET /jwks':
        return json(200, {
          keys: [{ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' }],
        })
      case 'GET /authorize':
        return authorize(request)
      case 'POST /token':
        return token(request)
      default:
        return page(404, 'Không có trang này', '')
    }
  }
}

const json = (status: number, value: object): SimulatorAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(value),
})

const escaped = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.codePointAt(0)};`)

/** Links to choose by: the page works without script and without a form. */
function choice(people: Person[], query: URLSearchParams): string {
  const link = (sub: string, words: string) => {
    const next = new URLSearchParams(query)
    next.set('citizen', sub)
    return `<li><a href="?${escaped(next.toString())}">${words}</a></li>`
  }
  return `<p><strong>Đây không phải VNeID.</strong> Trang này chỉ mô phỏng VNeID để thử đăng nhập;
không hỏi mật khẩu, và những người dưới đây không có thật.</p>
<p lang="en"><strong>This is not VNeID.</strong> It stands in for it so that signing in can be tried;
it asks for no password, and these people do not exist.</p>
<h2>Đăng nhập với tên</h2>
<ul>${people.map(({ sub, name }) => link(sub, escaped(name))).join('')}
${link('none', 'Không đăng nhập')}</ul>`
}

const style = `:root{color-scheme:light dark}
body{font:18px/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:1rem}
h1{border-bottom:6px dashed #b45309;padding-bottom:.5rem}
ul{list-style:none;padding:0}li a{display:block;padding:.75rem;margin:.5rem 0;border:1px solid;border-radius:6px}`
const styleHash = createHash('sha256').update(style).digest('base64')

function page(status: number, title: string, body: string): SimulatorAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'`,
    },
    body: `<!doctype html><html lang="vi"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>${style}</style></head><body><h1>${title}</h1>${body}</body></html>`,
  }
}
