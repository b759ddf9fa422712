/** A form as a browser without JavaScript sees it. */
export type Form = {
  action: string
  /** The values it would send if nobody typed anything. */
  values: Record<string, string>
  /** Every name it has a box for, with the values a list or radio offers. */
  boxes: Map<string, Set<string> | null>
}

export type Page = { status: number; url: string; html: string; forms: Form[] }

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** Character references back to characters. */
export function unescape(html: string): string {
  return html.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!)
}

/** What a reader sees of a page: no markup, scripts or styles; single spaces. */
export function visibleText(html: string): string {
  const body = html
    .replace(/<(script|style)\b.*?<\/\1>/gs, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
  return unescape(body).trim()
}

function attributesOf(tag: string): Record<string, string> {
  const found = [...tag.matchAll(/\s([\w-]+)(?:="([^"]*)")?/g)]
  return Object.fromEntries(found.map(([, name, value = '']) => [name!, unescape(value)]))
}

function formsOf(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, open, inside]) => {
    const boxes: Form['boxes'] = new Map()
    const values: Form['values'] = {}
    for (const [, tag] of inside!.matchAll(/<input\b([^>]*)>/g)) {
      const { name, type = 'text', value = '', checked } = attributesOf(tag!)
      if (!name) continue
      if (type === 'radio') {
        boxes.set(name, (boxes.get(name) ?? new Set()).add(value))
        if (checked !== undefined) values[name] = value
      } else {
        boxes.set(name, null)
        values[name] = value
      }
    }
    for (const [, tag, content] of inside!.matchAll(/<textarea\b([^>]*)>(.*?)<\/textarea>/gs)) {
      const { name } = attributesOf(tag!)
      boxes.set(name!, null)
      values[name!] = unescape(content!)
    }
    for (const [, tag, content] of inside!.matchAll(/<select\b([^>]*)>(.*?)<\/select>/gs)) {
      const { name } = attributesOf(tag!)
      const options = [...content!.matchAll(/<option\b([^>]*)>/g)].map(([, o]) => attributesOf(o!))
      boxes.set(name!, new Set(options.map(({ value = '' }) => value)))
      values[name!] = options.find(({ selected }) => selected !== undefined)?.value ?? ''
    }
    return { action: attributesOf(open!).action ?? '', values, boxes }
  })
}

/** A fetch that keeps cookies and says where it comes from, as a browser does. */
export function fetchWithCookies(): typeof fetch {
  const jar = new Map<string, string>()
  return async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('origin', new URL(String(input)).origin)
    if (jar.size > 0) {
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    }
    const response = await fetch(input, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value === '') jar.delete(name!)
      else jar.set(name!, value!)
    }
    return response
  }
}

export type Browser = {
  open(path: string): Promise<Page>
  /** Fills in a form of the page and sends it; what the page has no box for is an error. */
  send(page: Page, action: string, typed: Record<string, string>): Promise<Page>
}

/** A browser without JavaScript: pages, cookies, urlencoded forms, redirections. */
export function openBrowser(origin: string): Browser {
  const send = fetchWithCookies()

  async function load(url: string, init?: RequestInit): Promise<Page> {
    const response = await send(url, {
      ...init,
      headers: { accept: 'text/html', ...(init?.headers as Record<string, string>) },
    })
    const location = response.headers.get('location')
    if (location && response.status >= 300 && response.status < 400) {
      await response.arrayBuffer()
      return load(new URL(location, url).href)
    }
    const html = await response.text()
    return { status: response.status, url, html, forms: formsOf(html) }
  }

  return {
    open: (path) => load(new URL(path, origin).href),
    async send(page, action, typed) {
      const form = page.forms.find(
        (one) =>
          one.action === action &&
          Object.entries(typed).every(([name, value]) => {
            const offered = one.boxes.get(name)
            return offered === null || offered?.has(value)
          }) &&
          // Several forms share an address; the hidden box `action` tells them apart.
          (typed.action === undefined || one.values.action === typed.action),
      )
      if (!form) {
        const asked = Object.keys(typed).join(', ')
        throw new Error(`${new URL(page.url).pathname} has no form to ${action} with ${asked}`)
      }
      return load(new URL(action, origin).href, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...form.values, ...typed }).toString(),
      })
    },
  }
}
