import type { Locator, Page } from 'playwright-core'

/** How somebody works a page: each journey can be made with a finger or with keys. */
export type Hand = {
  press(button: Locator): Promise<void>
  /** Puts words in the place of what is in the box. */
  write(box: Locator, words: string): Promise<void>
  pick(choice: Locator): Promise<void>
  /** Chooses from a list that is searched by typing. */
  choose(box: Locator, typed: string, option: string): Promise<void>
}

export const finger: Hand = {
  press: (button) => button.click(),
  write: (box, words) => box.fill(words),
  pick: (choice) => choice.check(),
  async choose(box, typed, option) {
    await box.fill(typed)
    await box.page().getByRole('option', { name: option, exact: true }).click()
  },
}

/** Keys alone: what cannot be reached with Tab fails. */
export const keys: Hand = {
  async press(button) {
    await tabTo(button)
    await button.page().keyboard.press('Enter')
  },
  async write(box, words) {
    await tabTo(box)
    const { keyboard } = box.page()
    await keyboard.press('Control+a')
    await keyboard.type(words)
  },
  async pick(choice) {
    const isRadio = await choice.evaluate((box: HTMLInputElement) => box.type === 'radio')
    if (!isRadio) {
      await tabTo(choice)
      if (!(await choice.isChecked())) await choice.page().keyboard.press('Space')
      return
    }
    // One Tab for all of a group, arrows inside it.
    await tabTo(choice, (box) => {
      const { activeElement } = document
      const isTogether =
        activeElement instanceof HTMLInputElement &&
        activeElement.name === (box as HTMLInputElement).name
      return activeElement === box || isTogether
    })
    const { keyboard } = choice.page()
    await keyboard.press('Space')
    for (let presses = 0; !(await choice.isChecked()); presses += 1) {
      if (presses > 40) throw new Error('the arrows do not lead to this choice')
      await keyboard.press('ArrowDown')
    }
  },
  async choose(box, typed, option) {
    await keys.write(box, typed)
    const { keyboard } = box.page()
    const offer = box.page().getByRole('option', { name: option, exact: true })
    await offer.waitFor()
    // The first offer is taken by Enter; another has to be gone to.
    for (let presses = 0; presses < 40; presses += 1) {
      const isChosen = await offer.evaluate(
        (element) =>
          element.getAttribute('aria-selected') === 'true' ||
          element.hasAttribute('data-combobox-selected'),
      )
      if (isChosen) break
      await keyboard.press('ArrowDown')
    }
    await keyboard.press('Enter')
  },
}

/** Presses Tab until this has the focus, or what counts as having it. */
export async function tabTo(
  wanted: Locator,
  hasFocus: (element: Element) => boolean = (element) => element === document.activeElement,
): Promise<void> {
  // A choice may be drawn by its label, and itself be seen by nobody.
  await wanted.waitFor({ state: 'attached' })
  const isThere = () => wanted.evaluate((element) => element === document.activeElement)
  const { keyboard } = wanted.page()
  for (let presses = 0; presses < 200; presses += 1) {
    if ((await isThere()) || (await wanted.evaluate(hasFocus))) return
    await keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${String(wanted)}`)
}

/** Notes every press of a mouse or a finger on the page from now on. */
export async function notePointer(page: Page): Promise<string[]> {
  const pressed: string[] = []
  await page.exposeFunction('notePointer', (where: string) => pressed.push(where))
  await page.addInitScript(() => {
    const { notePointer } = globalThis as unknown as { notePointer(where: string): void }
    addEventListener(
      'pointerdown',
      ({ isTrusted, target }) =>
        isTrusted && notePointer((target as Element).outerHTML.slice(0, 80)),
      true,
    )
  })
  return pressed
}
