/**
 * The colours of maps, which are drawn on a canvas where `var(--…)` does not reach. Those that
 * mean the same as on pages are the values of `web/ui/tokens.css` (a test compares them); the
 * server's style and what is drawn over it both take them from here.
 */
export const mapColours = {
  light: {
    sea: '#d5e4ea',
    /** Neighbours, and Viet Nam where a boundary is not known. */
    outside: '#eceff0',
    land: '#f5f7f8',
    /** The province served. */
    own: '#ffffff',
    green: '#e1ecdf',
    built: '#e4e8ea',
    road: '#d4dce0',
    communeLine: '#b3c0c7',
    provinceLine: '#6d7d86',
    ink: '#16222a',
    inkMuted: '#4a5a64',
    accent: '#0b6e75',
    lotus: '#b83268',
    works: '#8a5200',
    zone: '#6a3ba8',
    structure: '#1c7038',
    managedRoad: '#1d5fa8',
    overdue: '#b3261e',
  },
  dark: {
    sea: '#0b2029',
    outside: '#182126',
    land: '#1f2a30',
    own: '#28353c',
    green: '#24382f',
    built: '#313f46',
    road: '#3f4f58',
    communeLine: '#53656f',
    provinceLine: '#80929c',
    ink: '#e7edf0',
    inkMuted: '#a9b8c0',
    accent: '#4fc3c9',
    lotus: '#f08fb5',
    works: '#f2b84b',
    zone: '#c4a3f5',
    structure: '#79cf93',
    managedRoad: '#8bbcf0',
    overdue: '#ff9a8f',
  },
} as const

export type MapTheme = keyof typeof mapColours
export type MapColours = Record<keyof (typeof mapColours)['light'], string>

/** The tokens that colours above repeat. */
export const tokenOf = {
  provinceLine: '--line-strong',
  ink: '--ink',
  inkMuted: '--ink-muted',
  accent: '--accent',
  lotus: '--lotus',
  works: '--soon',
  zone: '--approval',
  structure: '--done',
  managedRoad: '--agency',
  overdue: '--overdue',
} as const
