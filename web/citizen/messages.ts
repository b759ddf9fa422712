import type { FieldError } from '../../contract/errors.ts'
import type { Refusal } from './page.ts'
import type { View } from './view.ts'
import { isTextKey } from './words.ts'

/** The box an error belongs to: the last part of its path, so `action.input.reason` is `reason`. */
export function boxOf(error: FieldError): string {
  const name = error.path.split('.').at(-1) ?? ''
  return name === 'lat' || name === 'lon' || name === 'position' ? 'commune' : name
}

/** The sentence for a wrong box: what to do, not what the program thinks of it. */
export function fieldMessage(view: View, error: FieldError): string {
  const ofBox = `field.${boxOf(error)}`
  if (error.code === 'required' && isTextKey(ofBox)) return view.t(ofBox)
  const ofCode = `field.${error.code}`
  return view.t(isTextKey(ofCode) ? ofCode : 'field.other')
}

/** The sentence for a problem with the whole of what was sent. */
export function problemMessage(view: View, problem: NonNullable<Refusal['problem']>): string {
  if (typeof problem === 'object') {
    const what = `step.${problem.action}`
    if (!problem.at || !isTextKey(what)) return view.t('problem.conflictPlain')
    const values = { reason: '', agency: '', rating: '', text: '', due: '' }
    const plain = `${what}Plain`
    const words = view.t(isTextKey(plain) ? plain : what, values).trim()
    return view.t('problem.conflict', {
      what: words || view.t('step.other'),
      when: view.when(problem.at),
    })
  }
  const key = `problem.${problem}`
  return view.t(isTextKey(key) ? key : 'problem.internal')
}
