type Key = { code: string; ctrl?: boolean; shift?: boolean }

/**
 * Every key of the console that is not written into a box, by physical key and never a bare letter,
 * because Telex composes words from them. The handlers ask here, and the sheet (F1) lists it; the
 * words are `keys.<name>`.
 */
const table = {
  commands: { code: 'KeyK', ctrl: true },
  sheet: { code: 'F1' },
  move: null,
  open: null,
  next: { code: 'ArrowDown', ctrl: true },
  previous: { code: 'ArrowUp', ctrl: true },
  back: null,
  act: { code: 'F2' },
  send: { code: 'Enter', ctrl: true },
  modules: { code: 'F9' },
  undo: { code: 'F8' },
  search: { code: 'F4' },
  filter: { code: 'F4', shift: true },
  choose: null,
  many: null,
  later: { code: 'F2', shift: true },
  map: { code: 'F6' },
} as const satisfies Record<string, Key | null>

export type KeyName = keyof typeof table
/** In the order of the sheet. */
export const keyNames = Object.keys(table) as KeyName[]
/** Those that have one key everywhere; the arrows, Enter and Escape belong to what has the focus. */
type Bound = { [Name in KeyName]: (typeof table)[Name] extends null ? never : Name }[KeyName]

type Press = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Whether this is the key of that name; on a Mac, Command is as good as Ctrl. */
export function isKey(event: Press, name: Bound): boolean {
  const { code, ctrl = false, shift = false }: Key = table[name]
  return (
    event.code === code &&
    (event.ctrlKey || event.metaKey) === ctrl &&
    !event.altKey &&
    event.shiftKey === shift
  )
}
