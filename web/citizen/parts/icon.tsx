/** @jsxImportSource preact */
import { mark } from '../../ui/mark.ts'

/** Shapes drawn on 20 × 20; each state has its own so that colour is never alone. */
const shapes = {
  waiting: <circle cx="10" cy="10" r="7" />,
  agency: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 3a7 7 0 0 1 0 14Z" fill="currentColor" />
    </>
  ),
  soon: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4l3 2" />
    </>
  ),
  overdue: (
    <>
      <path d="M10 2.5 18 17H2Z" />
      <path d="M10 8v4m0 2.2v.1" />
    </>
  ),
  done: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="m6.5 10.3 2.4 2.4 4.6-5.2" />
    </>
  ),
  stopped: (
    <>
      <circle cx="10" cy="10" r="7" />
      <path d="M6 10h8" />
    </>
  ),
} as const

export type IconName = keyof typeof shapes

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {shapes[name]}
    </svg>
  )
}

export function Mark() {
  return (
    <svg class="mark" viewBox={mark.viewBox} aria-hidden="true" focusable="false">
      {mark.paths.map((path) => (
        <path key={path} d={path} stroke-width={mark.strokeWidth} />
      ))}
    </svg>
  )
}
