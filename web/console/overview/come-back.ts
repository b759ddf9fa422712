import type { MouseEvent } from 'react'

/** The figure that was opened last, by its address. */
let left: string | null = null

/** Notes by which link the figures are left. */
export function leaveBy({ currentTarget }: MouseEvent<HTMLAnchorElement>): void {
  left = currentTarget.getAttribute('href')
}

/** Who comes back from the cases of a figure goes on from there, not from the top of the page. */
export function comeBack(): void {
  const links = document.querySelectorAll<HTMLElement>('.overview a')
  const link = [...links].find((one) => one.getAttribute('href') === left)
  left = null
  const { activeElement } = document
  // The heading has it where nothing else had.
  if (activeElement === document.body || activeElement?.tagName === 'H1') link?.focus()
}
