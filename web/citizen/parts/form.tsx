/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'
import { boxOf, fieldMessage, problemMessage } from '../messages.ts'
import type { Refusal } from '../page.ts'
import type { View } from '../view.ts'
import type { TextKey } from '../words.ts'

/** The message for one box of a form, if it was refused. */
export function errorOf(view: View, refusal: Refusal | null, name: string): string | null {
  const error = refusal?.fields.find((field) => boxOf(field) === name)
  return error ? fieldMessage(view, error) : null
}

/**
 * What has to be corrected, at the top, with a link to each box. It takes the focus: by `autofocus`
 * when the page comes from the server, by the script when it replaces the main part.
 */
export function ErrorSummary({
  view,
  refusal,
  title,
  idOf,
}: {
  view: View
  refusal: Refusal | null
  /** Where nothing is sent. */
  title?: TextKey
  /** The id of the box with this name, where it is another. */
  idOf?: (name: string) => string
}) {
  if (!refusal || (refusal.fields.length === 0 && refusal.problem === null)) return null
  const boxes = [...new Map(refusal.fields.map((field) => [boxOf(field), field])).values()]
  return (
    <div
      class="summary"
      role="alert"
      aria-labelledby="summary-title"
      tabIndex={-1}
      autoFocus
      data-summary
    >
      <h2 id="summary-title">{view.t(title ?? titleOf(refusal))}</h2>
      {refusal.problem !== null && <p>{problemMessage(view, refusal.problem)}</p>}
      {boxes.length > 0 && (
        <ul>
          {boxes.map((field) => (
            <li key={field.path}>
              <a href={`#${idOf ? idOf(boxOf(field)) : boxOf(field)}`}>
                {fieldMessage(view, field)}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

type Tied = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': 'true' | undefined
}

const ofSignIn = new Set([
  'code_over',
  'too_many_codes',
  'sso_away',
  'sso_refused',
  'sso_no_contact',
])

function titleOf({ fields, problem }: Refusal): TextKey {
  if (fields.length > 0) return 'field.summary'
  const ofCode = problem === 'code_not_found' || problem === 'code_mistyped'
  if (typeof problem === 'string' && ofSignIn.has(problem)) return 'problem.signInTitle'
  return ofCode ? 'problem.codeTitle' : 'problem.title'
}

/** A label, its hint, its error, and the box they describe. */
export function Field({
  view,
  id,
  label,
  hint,
  error,
  children,
}: {
  view: View
  id: string
  label: string
  hint?: string
  error: string | null
  /** The box; it gets the attributes that tie it to its words. */
  children: (tied: Tied) => ComponentChildren
}) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class={error ? 'field field-wrong' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="wrong" id={`${id}-error`}>
          <span class="sr">{view.t('field.prefix')} </span>
          {error}
        </p>
      )}
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? 'true' : undefined,
      })}
    </div>
  )
}
