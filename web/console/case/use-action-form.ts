import { useEffect, useRef, useState } from 'react'
import { newKey } from '../../../contract/client.ts'
import { ApiError } from '../../../contract/client.ts'
import type { CaseView, LogEntry } from '../../../contract/cases.ts'
import { actions } from '../../../contract/case-types.ts'
import type { ActionType } from '../../../contract/case-types.ts'
import { draftKey, dropDraft, readDraft, writeDraft } from '../drafts.ts'
import type { ActionDraft, Unanswered, Values } from './drafts.ts'
import { useAct } from './use-act.ts'

/** A change that appeared less than this ago was hardly read: what is sent stands on the one before. */
const readingTime = 2000

/** What the forms of an action work with. */
export type ActionForm = {
  values: Values
  /** A function gets the values as they are by then: what it sets was long under way. */
  set: (patch: Values | ((values: Values) => Values)) => void
  /** The code of what is wrong with a field (`field.<code>`), or undefined. */
  wrong: (name: string) => string | undefined
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

/** The contract's own check of an input, as the code of the first fault of each field. */
function faultsOf(type: ActionType, values: Values): Record<string, string> {
  const parsed = actions[type].input.safeParse(inputOf(type, values))
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
  const key = draftKey(person, view.id, type)
  const [start] = useState(() => ({
    values: initial,
    draft: readDraft(key) as ActionDraft | null,
  }))
  const [values, setValues] = useState<Values>({ ...start.values, ...start.draft?.values })
  // What two answers change at once must not be one another's past.
  const latest = useRef(values)
  const [restored, setRestored] = useState(start.draft !== null && !start.draft.begun)
  const [faults, setFaults] = useState<Record<string, string>>({})
  const unanswered = useRef<Unanswered | undefined>(start.draft?.unanswered)
  const stand = useRef({ before: view.version, now: view.version, since: 0 })
  const [change, setChange] = useState<LogEntry | null>(null)

  const act = useAct(view.id, () => {
    dropDraft(key)
    onDone()
  })

  useEffect(() => {
    const { now } = stand.current
    if (view.version <= now) return
    stand.current = { before: now, now: view.version, since: Date.now() }
    setChange(view.log.find(({ seq }) => seq > now) ?? null)
  }, [view])

  const save = (next: Values) =>
    writeDraft(key, {
      values: next,
      ...(unanswered.current && { unanswered: unanswered.current }),
    } satisfies ActionDraft)

  const set: ActionForm['set'] = (change) => {
    const patch = typeof change === 'function' ? change(latest.current) : change
    const next = { ...latest.current, ...patch }
    latest.current = next
    setValues(next)
    setFaults((was) => Object.fromEntries(Object.entries(was).filter(([name]) => !(name in patch))))
    save(next)
  }

  const submit = () => {
    if (act.isPending) return
    const found = { ...check?.(values), ...faultsOf(type, values) }
    setFaults(found)
    if (Object.keys(found).length > 0) return
    const action = { type, input: inputOf(type, values) }
    const content = JSON.stringify(action)
    if (unanswered.current?.content !== content) {
      const { before, now, since } = stand.current
      // After a refusal the sentence about the change has been on the screen; before, it may not.
      const unread = !act.error && Date.now() - since < readingTime
      unanswered.current = { content, version: unread ? before : now, key: newKey() }
    }
    save(values)
    const { version, key: attempt } = unanswered.current
    act.mutate(
      { version, action, key: attempt },
      {
        onError: (error) => {
          if (isUnknown(error)) return
          unanswered.current = undefined
          save(values)
        },
      },
    )
  }

  const all = { ...serverFaults(act.error), ...faults }
  return {
    values,
    set,
    wrong: (name) => all[name],
    restored,
    reset: () => {
      dropDraft(key)
      unanswered.current = undefined
      latest.current = start.values
      setValues(start.values)
      setRestored(false)
      setFaults({})
    },
    submit,
    sending: act.isPending,
    error: act.error,
    change,
  }
}
