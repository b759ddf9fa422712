/** How strongly each tint of a density covers; the same as `.density-1` to `.density-5` of pages. */
export const tints = [0.1, 0.24, 0.38, 0.54, 0.7] as const

/** Which tint a step of a legend with so many steps has, from 0: few steps are far apart. */
export function tintOf(step: number, steps: number): number {
  const last = tints.length - 1
  return steps < 2 ? last : Math.round((Math.max(0, step) / (steps - 1)) * last)
}
