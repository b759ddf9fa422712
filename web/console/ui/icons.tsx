import { mark } from '../../ui/mark.ts'

/** The product's mark, in the colour of the text around it. */
export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg
      viewBox={mark.viewBox}
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      fill="none"
      stroke="currentColor"
      strokeWidth={mark.strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {mark.paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  )
}

const paths = {
  back: 'M10 3 5 8l5 5',
  down: 'm4 6 4 4 4-4',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14',
  close: 'm4 4 8 8M12 4l-8 8',
  more: 'M8 3.5v.01M8 8v.01M8 12.5v.01',
  map: 'M2 3.5 6 2l4 1.5L14 2v10.5L10 14l-4-1.5L2 14ZM6 2v10.5M10 3.5V14',
  print: 'M4 6V2h8v4M4 12H2V6h12v6h-2M4 9.5h8V14H4Z',
  filter: 'M2 3.5h12M4.5 8h7M7 12.5h2',
  copy: 'M6 6h7v7H6zM3 10V3h7',
} as const

/** A small line icon as large as the words, always beside a word or inside a named button. */
export function Icon({ name, size = 16 }: { name: keyof typeof paths; size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
