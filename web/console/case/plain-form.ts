import type { Values } from './drafts.ts'
import type { FormBoxes } from './use-action-form.ts'

/** The boxes of the actions' forms, over values that are kept elsewhere and sent by nobody's form. */
export function plainForm(
  values: Values,
  set: (patch: Values) => void,
  wrong: (name: string) => string | undefined = () => undefined,
): FormBoxes {
  return {
    values,
    set: (change) => set(typeof change === 'function' ? change(values) : change),
    wrong,
  }
}
