import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { inGroups } from '../../contract/codes.ts'
import type { Client } from '../../contract/client.ts'
import { demoPassword } from '../../server/demo.ts'
import { chromiumArgs, chromiumPath } from '../chromium.ts'

export { findFaults, findViolations } from './faults.ts'

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
export async function signIn(
  page: Page,
  url: string,
  email: string,
  path = '',
  password = demoPassword,
): Promise<void> {
  await page.goto(`${url}/console${path}`)
  await page.getByLabel('Thư điện tử').fill(email)
  await page.getByRole('textbox', { name: 'Mật khẩu' }).fill(password)
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
