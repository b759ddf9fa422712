import { isTyping } from '../inbox/use-desk-keys.ts'
import { isKey } from '../shell/keys.ts'

/** F8, or Ctrl+Z where nothing is typed, which has an undo of its own. By the physical key. */
export function isUndoKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.altKey || event.shiftKey || event.repeat) return false
  const withControl = event.ctrlKey || event.metaKey
  if (isKey(event, 'undo')) return true
  return event.code === 'KeyZ' && withControl && !isTyping(event.target)
}
