import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

/**
 * What axe finds wrong with the page, as lines of text; all its rules or only some. Targets smaller
 * than 24 px, which WCAG 2.2 AA asks for, are off in axe until they are asked for.
 */
export async function findViolations(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  return page.evaluate(async (only) => {
    type Result = { id: string; nodes: { target: string[]; failureSummary: string }[] }
    const { axe } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: Result[] }> }
    }
    const { violations } = await axe.run({
      resultTypes: ['violations'],
      preload: false,
      ...(only ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } }),
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
    )
  }, rules)
}

/**
 * What is wrong with the page as it stands, on the smallest phone (and at a desk) in both themes:
 * what axe finds, what scrolls sideways, and where the focus cannot be seen. The theme changes
 * colours and nothing else.
 */
export async function findFaults(page: Page, widths = [1280, 320]): Promise<string[]> {
  const faults: string[] = []
  const focused = await page.evaluateHandle(() => document.activeElement as HTMLElement | null)
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 })
    await page.evaluate(unstick)
    for (const theme of ['dark', 'light'] as const) {
      await showIn(page, theme)
      const found = await findViolations(page, theme === 'dark' ? ['color-contrast'] : undefined)
      faults.push(...found.map((line) => `${width} px, ${theme}: ${line}`))
    }
    const sideways = await findSideways(page)
    faults.push(...sideways.map((line) => `${width} px: ${line}`))
  }
  faults.push(...(await findUnseenFocus(page)))
  await page.setViewportSize({ width: 1280, height: 800 })
  await focused.evaluate((element) => element?.focus())
  return faults
}

/** What sticks to an edge covers only what can be scrolled from under it. */
function unstick(): void {
  for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
    if (getComputedStyle(element).position === 'sticky') element.style.position = 'static'
  }
}

async function showIn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.waitForFunction(
    (scheme) =>
      (document.documentElement.dataset.mantineColorScheme ?? scheme) === scheme &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    colorScheme,
  )
}

/** What has to be scrolled sideways to be read; tables may be, inside a scroller of their own. */
function findSideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wider = document.documentElement.scrollWidth - innerWidth
    const faults = wider > 0 ? [`${wider} px wider than the window`] : []
    for (const element of document.body.querySelectorAll('*')) {
      if (element.scrollWidth <= element.clientWidth + 1) continue
      if (element.matches('input, textarea, select') || element.querySelector('table')) continue
      if (!/auto|scroll/.test(getComputedStyle(element).overflowX)) continue
      faults.push(`${element.tagName} .${element.className} scrolls sideways`)
    }
    return faults
  })
}

/** Kinds of things that take the focus and look no different when they have it. */
async function findUnseenFocus(page: Page): Promise<string[]> {
  // What is focused by a program shows it when the keyboard was used last.
  await page.keyboard.press('Tab')
  return page.evaluate(() => {
    const looks = (element: Element) => {
      const around = [element, element.parentElement, element.parentElement?.parentElement]
      const near = [...around, element.nextElementSibling, element.closest('label')]
      return near
        .flatMap((at) => (at ? [null, '::before', '::after'].map((part) => ({ at, part })) : []))
        .map(({ at, part }) => {
          const style = getComputedStyle(at, part)
          return `${style.outline} ${style.boxShadow} ${style.borderColor} ${style.background}`
        })
        .join('|')
    }
    const kinds = new Map<string, HTMLElement>()
    for (const element of document.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, [tabindex]',
    )) {
      if (element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) continue
      if (element.matches(':disabled, [data-focus-guard]')) continue
      const kind = `${element.tagName} ${element.getAttribute('type') ?? ''} ${element.className}`
      if (!kinds.has(kind)) kinds.set(kind, element)
    }
    const faults: string[] = []
    for (const [kind, element] of kinds) {
      ;(document.activeElement as HTMLElement | null)?.blur()
      const before = looks(element)
      element.focus({ preventScroll: true })
      if (document.activeElement !== element || looks(element) !== before) continue
      faults.push(`the focus cannot be seen on ${kind}: ${element.textContent.slice(0, 40)}`)
    }
    return faults
  })
}
