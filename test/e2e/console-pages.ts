import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { inGroups } from '../../contract/codes.ts'
import type { Client } from '../../contract/client.ts'
import { demoPassword } from '../../server/demo.ts'
import { chromiumArgs, chromiumPath } from '../chromium.ts'

/** What the console's browser tests share: a desk in Vietnamese, spoken of in roles and names. */

export const staff = {
  operator: 'dieuphoi@demo.nhip.vn',
  secondOperator: 'dieuphoi2@demo.nhip.vn',
  coordinator: 'daumoi@demo.nhip.vn',
  officer: 'canbo@demo.nhip.vn',
  head: 'lanhdao@demo.nhip.vn',
  otherAgency: 'chieusang@demo.nhip.vn',
} as const

export const desktop: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
}

/**
 * A browser. Drawing maps without a graphics card takes seconds of every page that has one, so
 * only the tests of maps have one; in the others the pages do without, as they must.
 */
export async function startBrowser({ maps = false } = {}): Promise<Browser> {
  const args = maps ? chromiumArgs : [...chromiumArgs, '--disable-3d-apis']
  return chromium.launch({ executablePath: await chromiumPath(), args })
}

/** Goes to an address of the console as somebody who is not signed in yet, and signs in there. */
export async function signIn(page: Page, url: string, email: string, path = ''): Promise<void> {
  await page.goto(`${url}/console${path}`)
  await page.getByLabel('Thư điện tử').fill(email)
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(demoPassword)
  await page.getByRole('button', { name: 'Đăng nhập' }).click()
  await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor({ state: 'detached' })
}

/** A window of its own for somebody, signed in. */
export async function open(
  browser: Browser,
  url: string,
  email: string,
  options: BrowserContextOptions & { path?: string } = {},
): Promise<Page> {
  const { path, ...context } = { ...desktop, ...options }
  const page = await (await browser.newContext(context)).newPage()
  await signIn(page, url, email, path)
  return page
}

/** The line of a case in the list. */
export function rowOf(page: Page, number: string): Locator {
  return page.getByRole('link', { name: inGroups(number) })
}

/** A button of the case that is open. */
export function action(page: Page, name: string): Locator {
  return page
    .getByRole('toolbar', { name: 'Việc có thể làm' })
    .getByRole('button', { name, exact: true })
}

/** The form an action opened. */
export function form(page: Page, name: string): Locator {
  return page.getByRole('form', { name, exact: true })
}

/** Opens an action's form. */
export async function begin(page: Page, name: string): Promise<Locator> {
  await action(page, name).click()
  const opened = form(page, name)
  await opened.waitFor()
  return opened
}

/** Presses the form's own button; its name is the action's. */
export function send(opened: Locator, name: string): Promise<void> {
  return opened.getByRole('button', { name, exact: true }).click()
}

/** Chooses from a searchable list by typing. */
export async function choose(opened: Locator, label: string, typed: string, option: string) {
  await opened.getByRole('combobox', { name: label }).fill(typed)
  await opened.page().getByRole('option', { name: option, exact: true }).click()
}

/** Waits until the open case has this status. */
export async function seeStatus(page: Page, status: string): Promise<void> {
  await page.locator('article > header').getByText(status, { exact: true }).waitFor()
}

/** A report as a citizen sends it, about a place in phường Thuận Hóa. */
export function submit(citizen: Client, description: string) {
  return citizen.submitReport({
    body: {
      subject: 'GT01',
      description,
      commune: '19789',
      position: { lat: 16.4637, lon: 107.5909 },
      name: 'Lê Thị Hoa',
      phone: '0905 123 456',
    },
  })
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

/** What axe finds wrong with the page, as lines of text; all its rules or only some. */
export async function findViolations(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  return page.evaluate(async (only) => {
    type Result = { id: string; nodes: { target: string[]; failureSummary: string }[] }
    const { axe } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: Result[] }> }
    }
    const { violations } = await axe.run({
      resultTypes: ['violations'],
      ...(only && { runOnly: only }),
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
    )
  }, rules)
}

/**
 * What is wrong with the page as it stands, in both themes, at a desk and on the smallest phone:
 * what axe finds, and a page wider than its window. The theme changes colours and nothing else.
 */
export async function findFaults(page: Page): Promise<string[]> {
  const faults: string[] = []
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 })
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wider > 0) faults.push(`${width} px: ${wider} px wider than the window`)
    for (const [colorScheme, rules] of [['dark', ['color-contrast']], ['light']] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForFunction(
        (scheme) =>
          (document.documentElement.dataset.mantineColorScheme ?? scheme) === scheme &&
          document.getAnimations().every(({ playState }) => playState !== 'running'),
        colorScheme,
      )
      const found = await findViolations(page, rules && [...rules])
      faults.push(...found.map((line) => `${width} px, ${colorScheme}: ${line}`))
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  return faults
}
