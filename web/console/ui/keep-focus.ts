/**
 * A button that waits for its answer is disabled meanwhile, so that it is not pressed twice, and the
 * browser then takes the focus from it: here it gets it back, unless its reader has gone on. Else the
 * next key would be lost, and a screen reader would begin at the top of the page.
 */
export function keepFocus(): void {
  let last: HTMLElement | null = null
  addEventListener('focusin', ({ target }) => (last = target as HTMLElement))
  const observer = new MutationObserver((changes) => {
    if (!hasNoFocus() || !changes.some(({ target }) => target === last)) return
    if (!last!.matches(':disabled')) last!.focus({ preventScroll: true })
  })
  observer.observe(document.body, { subtree: true, attributeFilter: ['disabled'] })
}

/** Whether nothing of the page has the focus: what had it is gone, or was never there. */
export const hasNoFocus = (): boolean =>
  document.activeElement === null || document.activeElement === document.body

/** Gives the focus to this if what had it has gone; after the page is drawn. */
export function focusIfLost(find: () => HTMLElement | null | undefined): void {
  requestAnimationFrame(() => {
    if (hasNoFocus()) find()?.focus()
  })
}
