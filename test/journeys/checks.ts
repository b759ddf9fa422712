import type { CaseView } from '../../contract/cases.ts'
import { openBrowser, visibleText } from './browser.ts'
import type { Journey } from './journey.ts'
import type { Plan } from './plan.ts'
import { maskedPieces, personalLooks, readable, tracesOf } from './traces.ts'
import type { World } from './world.ts'

/** The agency reads its case without anything that tells who reported it. */
export function checkAgencyView(journey: Journey, view: CaseView): void {
  const { secrets } = journey
  // What stands in the words about others (a plate, a dossier) is the agency's to know.
  const own = { ...secrets, pieces: [], address: null }
  for (const trace of tracesOf(own, readable(JSON.stringify(view)))) {
    journey.problems.push(`the agency reads ${trace}`)
  }
  if (view.centre) journey.problems.push("the agency sees the centre's part")
}

/** Everything personal is masked in a draft, and nothing else; returns what was masked. */
export function checkMasking(
  journey: Journey,
  what: string,
  original: string,
  draft: string,
  expected: string[],
): string[] {
  const masked = maskedPieces(original, draft)
  const left = [...expected]
  for (const piece of masked) {
    const at = left.indexOf(piece)
    if (at < 0) journey.problems.push(`${what}: masks "${piece}", which is nobody's`)
    else left.splice(at, 1)
  }
  for (const piece of left) journey.problems.push(`${what}: leaves "${piece}" in the draft`)
  return masked
}

/** Where a journey has to end. */
export function checkEnded(plan: Plan, journey: Journey): void {
  const expected = plan.decline
    ? 'declined'
    : plan.withdraw
      ? 'withdrawn'
      : plan.close
        ? 'closed'
        : 'answered'
  if (journey.status !== expected) {
    journey.problems.push(`ended as ${journey.status} instead of ${expected}`)
  }
}

/** One public address of a report, as strangers get it. */
async function get(world: World, path: string): Promise<{ status: number; text: string }> {
  const headers = { accept: path.startsWith('/phan-anh') ? 'text/html' : '*/*' }
  const response = await fetch(world.url + path, { headers })
  // The id of a refused request is random: some of them look like a plate.
  const text = (await response.text()).replace(/"requestId":"[^"]*"/, '')
  return { status: response.status, text }
}

const open311 = (number: string) =>
  ['json', 'xml'].flatMap((format) => [
    `/open311/v2/requests/${number}.${format}?extensions=true`,
    `/open311/v2/requests.${format}?service_request_id=${number}`,
  ])

const squeeze = (text: string) => text.replace(/\s+/g, ' ')

/** Public page and Open311 show the edited words, and nothing personal. */
export async function checkPublished(world: World, journey: Journey): Promise<void> {
  const { number, published } = journey
  for (const path of [`/phan-anh/${number}`, `/api/public/reports/${number}`, ...open311(number)]) {
    const { status, text } = await get(world, path)
    if (status !== 200) {
      journey.problems.push(`${path} answers ${status}`)
      continue
    }
    checkStrangers(journey, path, text)
    const shown = squeeze(
      path.endsWith('.json') || path.includes('/api/') ? unquote(text) : visibleText(text),
    )
    if (!shown.includes(squeeze(published!.text))) {
      journey.problems.push(`${path} does not show the published text`)
    }
  }
}

const unquote = (json: string) => json.replaceAll('\\n', '\n').replaceAll('\\"', '"')

/** What is not for the public has no page, and Open311 tells strangers its status only. */
export async function checkUnpublished(world: World, journey: Journey): Promise<void> {
  const { number } = journey
  for (const path of [`/phan-anh/${number}`, `/api/public/reports/${number}`]) {
    const { status, text } = await get(world, path)
    if (status !== 404) journey.problems.push(`${path} answers ${status} instead of 404`)
    checkStrangers(journey, path, text)
  }
  for (const path of open311(number)) {
    const { status, text } = await get(world, path)
    if (status !== 200) journey.problems.push(`${path} answers ${status}`)
    checkStrangers(journey, path, text)
    const shown = visibleText(unquote(text))
    for (const words of [journey.words, journey.published?.text, journey.published?.answer]) {
      if (words && shown.includes(words.slice(0, 40))) {
        journey.problems.push(`${path} shows what is not public: ${words.slice(0, 40)}`)
      }
    }
    if (journey.closed && /"lat":\s*\d|<lat>\d/.test(text)) {
      journey.problems.push(`${path} shows the point of a closed report`)
    }
  }
}

function checkStrangers(journey: Journey, path: string, text: string): void {
  for (const trace of [...tracesOf(journey.secrets, readable(text)), ...personalLooks(text)]) {
    journey.problems.push(`${path} shows ${trace}`)
  }
}

/**
 * Reads every list of the whole installation as a stranger does and looks for any reporter of the
 * run in it: what one page shows rightly may stand wrongly in another.
 */
export async function checkLists(world: World, journeys: Journey[]): Promise<string[]> {
  const pages: [string, string][] = []
  const browser = openBrowser(world.url)
  for (let path: string | undefined = '/phan-anh?state=answered'; path;) {
    const { html } = await browser.open(path)
    pages.push([path, html])
    const next = /<a\b[^>]*href="([^"]*)"[^>]*rel="next"/.exec(html)?.[1]
    path = next?.replaceAll('&amp;', '&')
  }
  for (const path of [
    '/',
    '/api/public/reports?limit=100',
    '/open311/v2/requests.json?extensions=true',
    '/open311/v2/requests.xml',
    '/open311/v2/servicerequestupdates.json',
    '/open311/v2/servicerequestupdates.xml',
  ]) {
    const { status, text } = await get(world, path)
    pages.push([path, text])
    if (status !== 200) return [`${path} answers ${status}`]
  }
  const listed = pages.filter(([path]) => path.startsWith('/phan-anh')).map(([, html]) => html)
  return [
    ...pages.flatMap(([path, text]) => {
      const page = readable(text)
      return journeys.flatMap(({ id, secrets }) =>
        tracesOf(secrets, page).map((trace) => `${path} shows ${trace} of ${id}`),
      )
    }),
    ...pages.flatMap(([path, text]) => personalLooks(text).map((look) => `${path} shows ${look}`)),
    ...journeys.flatMap(({ id, number, closed, published }) => {
      const stands = listed.some((html) => html.includes(`/phan-anh/${number}"`))
      const should = published !== null && !closed
      return stands === should ? [] : [`${id} is ${stands ? '' : 'not '}in the public list`]
    }),
  ]
}
