import type { Box } from '../../../../contract/mosaic.ts'

/** Steps of the arrow keys, and the smallest box, as parts of the picture. */
export const step = 0.01
const least = 0.01

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
const tidy = (value: number) => Number(value.toFixed(4))

/** A box moved by so much, kept inside the picture. */
export function moved(box: Box, dx: number, dy: number): Box {
  return {
    ...box,
    x: tidy(within(box.x + dx, 0, 1 - box.w)),
    y: tidy(within(box.y + dy, 0, 1 - box.h)),
  }
}

/** A box whose lower right corner is moved by so much. */
export function resized(box: Box, dx: number, dy: number): Box {
  return {
    ...box,
    w: tidy(within(box.w + dx, least, 1 - box.x)),
    h: tidy(within(box.h + dy, least, 1 - box.y)),
  }
}

/** The box between two points; null when it is too small to have been meant. */
export function between([ax, ay]: [number, number], [bx, by]: [number, number]): Box | null {
  const box = {
    x: tidy(Math.min(ax, bx)),
    y: tidy(Math.min(ay, by)),
    w: tidy(Math.abs(ax - bx)),
    h: tidy(Math.abs(ay - by)),
  }
  return box.w < least || box.h < least ? null : box
}

/** Where a pointer is in an element, as parts of its width and height. */
export function pointIn(
  element: Element,
  { clientX, clientY }: { clientX: number; clientY: number },
): [number, number] {
  const { left, top, width, height } = element.getBoundingClientRect()
  return [
    tidy(within((clientX - left) / width, 0, 1)),
    tidy(within((clientY - top) / height, 0, 1)),
  ]
}
