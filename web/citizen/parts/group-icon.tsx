/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'

/** One drawing for each icon that a group of subjects may name, on 24 × 24. */
const drawings: Record<string, ComponentChildren> = {
  road: <path d="M8 3 4 21M16 3l4 18M12 4v3m0 4v3m0 4v2" />,
  lamp: <path d="M7 21h6M10 21V7a4 4 0 0 1 8 0v1m-3 0h6l-1.5 4h-3Z" />,
  drop: <path d="M12 3c4 5 6 7.6 6 11a6 6 0 0 1-12 0c0-3.4 2-6 6-11Z" />,
  leaf: <path d="M5 20c0-10 5-15 15-16 0 10-5 15-13 14m-2 2c2-5 5-8 9-10" />,
  store: <path d="M4 10v10h16V10M3 10l2-6h14l2 6a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0Z" />,
  crane: <path d="M7 21V3M4 21h6M3 7h18M7 3l12 4m-2 0v5m-2 0h4v4h-4Z" />,
  car: (
    <>
      <path d="m4 11 2-5h12l2 5v7H4Zm0 0h16" />
      <path d="M6 18v2m12-2v2M7.5 14.5h.1m8.9 0h.1" />
    </>
  ),
  shield: <path d="M12 3 4 6v6c0 5 3.5 7.5 8 9 4.5-1.5 8-4 8-9V6Zm-3 9 2 2 4-4" />,
  bolt: <path d="M13 2 5 14h6l-1 8 8-12h-6Z" />,
  stamp: (
    <path d="M4 20h16M6 16h12v-2a2 2 0 0 0-2-2h-2c0-3 1.5-4 1.5-6a3.5 3.5 0 0 0-7 0c0 2 1.5 3 1.5 6H8a2 2 0 0 0-2 2Z" />
  ),
  heart: <path d="M12 20C6 16 3 12.5 3 9a4.5 4.5 0 0 1 9-1.5A4.5 4.5 0 0 1 21 9c0 3.5-3 7-9 11Z" />,
  temple: <path d="M3 10c4-1 7-3 9-6 2 3 5 5 9 6M5 10h14M7 10v9m10-9v9M4 20h16m-10-1v-5h4v5" />,
  sos: (
    <>
      <circle cx="12" cy="12" r="9" />
      <circle cx="12" cy="12" r="4" />
      <path d="m5.6 5.6 3.6 3.6m5.6 5.6 3.6 3.6m0-12.8-3.6 3.6m-5.6 5.6-3.6 3.6" />
    </>
  ),
  star: <path d="m12 3 2.7 5.8 6.3.8-4.6 4.3 1.2 6.3L12 17.1l-5.6 3.1 1.2-6.3L3 9.6l6.3-.8Z" />,
}

/** The picture beside a group's name, which says the same. An icon nobody has drawn is a dot. */
export function GroupIcon({ name }: { name: string }) {
  return (
    <svg class="group-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {drawings[name] ?? <circle cx="12" cy="12" r="4" />}
    </svg>
  )
}
