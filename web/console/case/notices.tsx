import { Alert } from '@mantine/core'
import { ApiError } from '../../../contract/client.ts'
import type { ActionType } from '../../../contract/case-types.ts'
import type { LogEntry } from '../../../contract/cases.ts'
import { dateTime } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { errorCode } from '../ui/states.tsx'
import type { Values } from './drafts.ts'

type Change = { by: string | null; at: string | null; action: ActionType | null }

/** Who acted first, when, and what; and that nothing typed is lost. */
function useConflictSentence() {
  const { t } = useTranslation('common')
  return ({ by, at, action }: Change) =>
    action && at
      ? t('conflict', {
          who: by ?? t('console:somebody'),
          time: dateTime(at),
          action: t(`action.${action}.button`),
        })
      : t('error.conflict')
}

/** Somebody else's action that arrived while a form was open. */
export function ChangeNotice({ change }: { change: LogEntry }) {
  const { t } = useTranslation()
  const sentence = useConflictSentence()
  const { actor, at, type } = change
  return (
    <Alert className="notice" data-tone="soon" role="alert">
      {sentence({
        by: actor.kind === 'reporter' ? t('reporter') : (actor.name ?? actor.agency),
        at,
        action: type === 'submit' ? null : type,
      })}
    </Alert>
  )
}

export type Piece = { kind: string; text: string }

/** The personal pieces the server found in what was about to be read by others. */
export function piecesOf(error: Error | null): Piece[] {
  if (!(error instanceof ApiError) || error.code !== 'personal_data_left') return []
  const found = error.body?.error.details?.found
  return Array.isArray(found) ? (found as Piece[]) : []
}

/** A failed action in words, with what makes it actionable. */
export function ActionError({ error }: { error: Error }) {
  const { t } = useTranslation('common')
  const sentence = useConflictSentence()
  const details = error instanceof ApiError ? error.body?.error.details : undefined
  const code = errorCode(error)
  const request = error instanceof ApiError ? error.body?.error.requestId : undefined
  return (
    <Alert className="notice" data-tone={code === 'conflict' ? 'soon' : 'overdue'} role="alert">
      {code === 'conflict' ? sentence(details as Change) : t(`error.${code}`)}
      {code === 'action_not_allowed' && typeof details?.reason === 'string' && (
        <> {t(`reason.${details.reason}`, { defaultValue: '' })}</>
      )}
      {code === 'internal' && request && <> {t('console:requestId', { id: request })}</>}
    </Alert>
  )
}

/** Where each found piece stands: it is shown marked, and a press selects it in its box. */
export function FoundPieces({ pieces, values }: { pieces: Piece[]; values: Values }) {
  const { t } = useTranslation()
  const places = pieces.flatMap((piece) =>
    Object.entries(values).flatMap(([name, value]) => {
      const from = typeof value === 'string' ? value.indexOf(piece.text) : -1
      return from < 0 ? [] : [{ ...piece, name, from, value: value as string }]
    }),
  )
  if (places.length === 0) return null
  return (
    <ul className="plain found">
      {places.map(({ kind, text, name, from, value }) => (
        <li key={`${name} ${text}`}>
          <button
            type="button"
            className="found-piece"
            onClick={(event) => {
              const box = event.currentTarget.form?.elements.namedItem(name)
              if (!(box instanceof HTMLTextAreaElement || box instanceof HTMLInputElement)) return
              box.focus()
              box.setSelectionRange(from, from + text.length)
            }}
          >
            <span className="found-kind">{t(`personal.${kind}`, { defaultValue: kind })}</span>
            <span>
              …{value.slice(Math.max(0, from - 24), from)}
              <mark>{text}</mark>
              {value.slice(from + text.length, from + text.length + 24)}…
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
