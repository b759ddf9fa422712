import {
  createTheme,
  defaultVariantColorsResolver,
  localStorageColorSchemeManager,
} from '@mantine/core'
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core'
import { kept } from './storage.ts'

const schemeKey = 'nhip.theme'
export const schemeManager = localStorageColorSchemeManager({ key: schemeKey })

export type Scheme = 'light' | 'dark' | 'auto'

/** Puts the scheme where the shared tokens look for it; `auto` leaves it to the system. */
export function showScheme(scheme: Scheme): void {
  const { dataset } = document.documentElement
  if (scheme === 'auto') delete dataset.theme
  else dataset.theme = scheme
}

/** Before the first paint, so that a dark room stays dark. */
export function showKeptScheme(): void {
  const stored = kept(schemeKey)
  showScheme(stored === 'light' || stored === 'dark' ? stored : 'auto')
}

/** Mantine wants ten shades of a colour; what is seen comes from the tokens below. */
const river: MantineColorsTuple = [
  '#e0f0f1',
  '#b9dfe1',
  '#8fcdd0',
  '#4fc3c9',
  '#2ea3aa',
  '#178890',
  '#0b6e75',
  '#095e64',
  '#085960',
  '#06464b',
]

export const theme = createTheme({
  primaryColor: 'river',
  primaryShade: { light: 6, dark: 3 },
  colors: { river },
  fontFamily: 'var(--font)',
  headings: { fontFamily: 'var(--font)', fontWeight: '600' },
  defaultRadius: 'sm',
  focusRing: 'always',
  respectReducedMotion: true,
  cursorType: 'pointer',
  variantColorResolver: (input) => {
    if (input.variant === 'filled' && (!input.color || input.color === 'river')) {
      return {
        background: 'var(--accent)',
        hover: 'var(--accent-hover)',
        color: 'var(--on-accent)',
        border: '1px solid transparent',
      }
    }
    if (input.variant === 'subtle') {
      return {
        background: 'transparent',
        hover: 'var(--accent-tint)',
        color: 'var(--accent)',
        border: '1px solid transparent',
      }
    }
    return defaultVariantColorsResolver(input)
  },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    TextInput: { defaultProps: { size: 'sm' } },
    // The list of choices scrolls by itself: a scrolling box around it would need the keyboard too.
    Select: { defaultProps: { withScrollArea: false } },
    MultiSelect: { defaultProps: { withScrollArea: false } },
    Tooltip: {
      defaultProps: { events: { hover: true, focus: true, touch: true }, multiline: true },
    },
  },
})

/** Mantine's variables, from the tokens both sites share. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-body': 'var(--ground)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-bright': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-muted)',
    '--mantine-color-placeholder': 'var(--ink-muted)',
    '--mantine-color-anchor': 'var(--accent)',
    '--mantine-color-error': 'var(--overdue)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--surface-sunken)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-primary-color-filled': 'var(--accent)',
    '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
    '--mantine-primary-color-light': 'var(--accent-tint)',
    '--mantine-primary-color-contrast': 'var(--on-accent)',
  },
  light: {},
  dark: {},
})
