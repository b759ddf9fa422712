import { createClient } from '../../contract/client.ts'
import { openBrowser, visibleText } from './browser.ts'
import type { Browser, Page } from './browser.ts'
import type { Person } from './texts.ts'
import type { World } from './world.ts'

export type Entrance = 'form' | 'open311'

export type Entry = {
  subject: string
  commune: string
  description: string
  address: string | null
  person: Person
}

/** What a reporter can do with their code. */
export type Reporter = {
  number: string
  code: string
  act(
    type: 'citizen_reply' | 'rate' | 'reopen' | 'withdraw',
    typed: Record<string, string>,
  ): Promise<void>
  /** Everything the reporter sees of the report, as text. */
  look(): Promise<string>
}

/** Sends a report through one of the two doors; throws with what the door said. */
export function enter(world: World, entrance: Entrance, entry: Entry): Promise<Reporter> {
  return entrance === 'form' ? byForm(world, entry) : byOpen311(world, entry)
}

const problemOf = (page: Page) =>
  `${new URL(page.url).pathname} answered ${page.status}: ${visibleText(page.html).slice(0, 300)}`

async function byForm(world: World, entry: Entry): Promise<Reporter> {
  const browser = openBrowser(world.url)
  const { subject, commune, description, address, person } = entry
  const form = await browser.open('/gui-phan-anh')
  const sent = await browser.send(form, '/gui-phan-anh', {
    subject,
    commune,
    // A browser sends line ends as CR LF.
    description: description.replaceAll('\n', '\r\n'),
    address: address ?? '',
    name: person.name,
    phone: person.phone,
    email: person.email,
  })
  const code = /<p class="code"[^>]*>(.*?)<\/p>/s.exec(sent.html)?.[1]
  const number = /\b(\d{4}) (\d{3}) (\d{3})\b(?! ?\d)/.exec(
    visibleText(sent.html.replace(/<p class="code".*?<\/p>/s, '')),
  )
  if (sent.status !== 200 || !code || !number) throw new Error(problemOf(sent))
  const digits = visibleText(code).replaceAll(' ', '')
  return byTrackingPage(browser, digits, number.slice(1).join(''))
}

function byTrackingPage(browser: Browser, code: string, number: string): Reporter {
  const own = async () => {
    const page = await browser.open('/tra-cuu/phan-anh')
    if (page.url.endsWith('/phan-anh')) return page
    return browser.send(await browser.open('/tra-cuu'), '/tra-cuu', { code })
  }
  return {
    number,
    code,
    async act(type, typed) {
      const page = await browser.send(await own(), '/tra-cuu/phan-anh', { action: type, ...typed })
      if (page.status !== 200 || !page.url.endsWith(`?done=${type}`)) {
        throw new Error(`${type}: ${problemOf(page)}`)
      }
    },
    look: async () => visibleText((await own()).html),
  }
}

async function byOpen311(world: World, entry: Entry): Promise<Reporter> {
  const { subject, commune, description, address, person } = entry
  const place = world.catalogue.communes.find(({ code }) => code === commune)!
  const words = person.name.split(' ')
  const response = await fetch(`${world.url}/open311/v2/requests.json`, {
    method: 'POST',
    body: new URLSearchParams({
      api_key: 'demo',
      service_code: subject,
      lat: String(place.position.lat),
      long: String(place.position.lon),
      ...(address && { address_string: address }),
      description,
      last_name: words.slice(0, -1).join(' '),
      first_name: words.at(-1)!,
      phone: person.phone,
      email: person.email,
    }),
  })
  const answer = await response.text()
  const notice = response.ok ? JSON.parse(answer)[0] : null
  const code = /\b\d{4} \d{4} \d{4}\b/.exec(notice?.service_notice ?? '')?.[0].replaceAll(' ', '')
  if (!code) throw new Error(`Open311 answered ${response.status}: ${answer.slice(0, 300)}`)

  const client = createClient({ origin: world.url })
  const track = () => client.trackReport({ body: { code } })
  return {
    number: notice.service_request_id,
    code,
    async act(type, typed) {
      const { version } = await track()
      await client.actOnReport({ body: { code, version, action: { type, input: typed } } })
    },
    async look() {
      const { title, text, answer, guidance, question, description } = await track()
      return [title, text, answer, guidance, question, description].join('\n')
    },
  }
}
