import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { newKey } from '../../../contract/client.ts'
import { ApiError } from '../../../contract/client.ts'
import type { CaseView, LogEntry } from '../../../contract/cases.ts'
import { actions } from '../../../contract/case-types.ts'
import type { ActionType } from '../../../contract/case-types.ts'
import { draftKey, dropDraft, readDraft, writeDraft } from '../drafts.ts'
import { useTranslation } from '../i18n.ts'
import type { ActionDraft, Unanswered, Values } from './drafts.ts'
import { goBefore, outboxOf, sendLater } from '../waiting/waiting.ts'
import { announce } from '../ui/announce.tsx'
import { letGoOf, notArrived, withoutLost } from './files-in-hand.ts'
import { useAct } from './use-act.ts'

/** A change that appeared less than this ago was hardly read: what is sent stands on the one before. */
const readingTime = 2000

/** What the boxes of a form work with: the same object until one of them has something else. */
export type FormBoxes = {
  values: Values
  /** A function gets the values as they are by then: what it sets was long under way. */
  set: (patch: Values | ((values: Values) => Values)) => void
  /** The code of what is wrong with a field (`field.<code>`), or undefined. */
  wrong: (name: string) => string | undefined
}

/** The form of an action. */
export type ActionForm = {
  boxes: FormBoxes
  /** Whether what is shown was typed earlier and not sent. */
  restored: boolean
  reset: () => void
  submit: () => void
  sending: boolean
  error: Error | null
  /** Somebody else's action that arrived while this form was open. */
  change: LogEntry | null
}

/** What the form asks the server to do; an empty box that need not be filled is left out. */
function inputOf(type: ActionType, values: Values): Record<string, unknown> {
  const { shape } = actions[type].input
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, schema]) => {
      const value = values[name]
      const empty = value === undefined || (typeof value === 'string' && value.trim() === '')
      return empty && schema.safeParse(undefined).success ? [] : [[name, value]]
    }),
  )
}

/** Pictures that have not arrived pass for such as have: they are sent before what names them. */
function withIds(values: Values): Values {
  let count = 0
  const id = () => `00000000-0000-4000-8000-${String(count++).padStart(12, '0')}`
  const names = new Set(notArrived(values))
  const replaced = Object.entries(values).map(([name, value]) => [
    name,
    Array.isArray(value)
      ? value.map((one) => (typeof one === 'string' && names.has(one) ? id() : one))
      : value,
  ])
  return Object.fromEntries(replaced) as Values
}

/** The contract's own check of an input, as the code of the first fault of each field. */
function faultsOf(type: ActionType, values: Values): Record<string, string> {
  const parsed = actions[type].input.safeParse(inputOf(type, withIds(values)))
  const faults: Record<string, string> = {}
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = String(path[0])
    const code = /^[a-z_]+$/.test(message) ? message : 'invalid_type'
    faults[name] ??= values[name] === undefined ? 'required' : code
  }
  return faults
}

/** Whether, after this error, the action may have been done all the same. */
function isUnknown(error: Error): boolean {
  return !(error instanceof ApiError) || ['offline', 'unavailable', 'internal'].includes(error.code)
}

/** The same object when none of them is there. */
function without(faults: Record<string, string>, names: string[]): Record<string, string> {
  if (!names.some((name) => name in faults)) return faults
  return Object.fromEntries(Object.entries(faults).filter(([name]) => !names.includes(name)))
}

function serverFaults(error: Error | null): Record<string, string> {
  if (!(error instanceof ApiError)) return {}
  const fields = error.body?.error.fields ?? []
  return Object.fromEntries(fields.map(({ path, code }) => [path.split('.').at(-1), code]))
}

/**
 * The state of one action's form: what is typed survives closing, reloading, a lost session and a
 * conflict, until it was sent; a retry of the same content carries the same key.
 */
export function useActionForm(options: {
  view: CaseView
  type: ActionType
  person: string
  initial: Values
  /** Faults the contract cannot know, as codes by field. */
  check?: (values: Values) => Record<string, string>
  onDone: () => void
}): ActionForm {
  const { view, type, person, initial, check, onDone } = options
  const { t } = useTranslation()
  const key = draftKey(person, view.id, type)
  const [start] = useState(() => ({
    values: initial,
    draft: readDraft(key) as ActionDraft | null,
  }))
  const [values, setValues] = useState<Values>(() =>
    withoutLost({ ...start.values, ...start.draft?.values }),
  )
  // What two answers change at once must not be one another's past.
  const latest = useRef(values)
  const [restored, setRestored] = useState(start.draft !== null && !start.draft.begun)
  const [faults, setFaults] = useState<Record<string, string>>({})
  const unanswered = useRef<Unanswered | undefined>(start.draft?.unanswered)
  const stand = useRef({ before: view.version, now: view.version, since: 0 })
  const [change, setChange] = useState<LogEntry | null>(null)

  const act = useAct(view.id, () => {
    dropDraft(key)
    letGoOf(latest.current)
    onDone()
  })

  useEffect(() => {
    const { now } = stand.current
    if (view.version <= now) return
    stand.current = { before: now, now: view.version, since: Date.now() }
    setChange(view.log.find(({ seq }) => seq > now) ?? null)
  }, [view])

  const save = useCallback(
    (next: Values) =>
      writeDraft(key, {
        values: next,
        ...(unanswered.current && { unanswered: unanswered.current }),
      } satisfies ActionDraft),
    [key],
  )

  const set: FormBoxes['set'] = useCallback(
    (change) => {
      const patch = typeof change === 'function' ? change(latest.current) : change
      const next = { ...latest.current, ...patch }
      latest.current = next
      setValues(next)
      setFaults((was) => without(was, Object.keys(patch)))
      save(next)
    },
    [save],
  )

  /** An agency's people work where there is no network: what they send is kept until there is one. */
  const mayWait = view.centre === null && outboxOf(person).can()
  const [keeping, setKeeping] = useState(false)
  const waitForNetwork = async (input: Record<string, unknown>, pictures: string[]) => {
    setKeeping(true)
    try {
      const { version, key: attempt } = unanswered.current!
      await sendLater({ person, view, version, action: { type, input }, key: attempt, pictures })
      dropDraft(key)
      letGoOf(values)
      announce(t(navigator.onLine ? 'waiting.title' : 'waiting.kept'))
      onDone()
    } catch {
      // No room, or not to be sealed: it stays in the form, and is sent from there.
      setFaults({ pictures: 'picture_under_way' })
    } finally {
      setKeeping(false)
    }
  }

  const submit = () => {
    if (act.isPending || keeping) return
    const found = { ...check?.(values), ...faultsOf(type, values) }
    if (Object.keys(found).length > 0) return setFaults(found)
    setFaults((was) => without(was, Object.keys(was)))
    const action = { type, input: inputOf(type, values) }
    const pictures = notArrived(values)
    if (pictures.length > 0 && !mayWait) return setFaults({ pictures: 'picture_under_way' })
    const content = JSON.stringify(action)
    if (unanswered.current?.content !== content) {
      const { before, now, since } = stand.current
      // After a refusal the sentence about the change has been on the screen; before, it may not.
      const unread = !act.error && Date.now() - since < readingTime
      const version = (unread ? before : now) + goBefore(view.id)
      unanswered.current = { content, version, key: newKey() }
    }
    save(values)
    const mustWait = pictures.length > 0 || !navigator.onLine || goBefore(view.id) > 0
    if (mayWait && mustWait) return void waitForNetwork(action.input, pictures)
    const { version, key: attempt } = unanswered.current
    act.mutate(
      { version, action, key: attempt },
      {
        onError: (error) => {
          const isAway = error instanceof ApiError && error.code === 'offline'
          if (mayWait && isAway) return void waitForNetwork(action.input, [])
          if (isUnknown(error)) return
          unanswered.current = undefined
          save(values)
        },
      },
    )
  }

  const all = useMemo(() => ({ ...serverFaults(act.error), ...faults }), [act.error, faults])
  const boxes = useMemo(
    () => ({ values, set, wrong: (name: string) => all[name] }),
    [values, set, all],
  )
  return {
    boxes,
    restored,
    reset: () => {
      dropDraft(key)
      letGoOf(latest.current)
      unanswered.current = undefined
      latest.current = start.values
      setValues(start.values)
      setRestored(false)
      setFaults({})
    },
    submit,
    sending: act.isPending || keeping,
    error: act.error,
    change,
  }
}
