import { useRef } from 'react'
import { ApiError, newKey } from '../../../contract/client.ts'
import type { CaseRow } from '../../../contract/cases.ts'
import type { ActionType } from '../../../contract/case-types.ts'
import type { Me } from '../../../contract/identity.ts'
import { isAgencySide } from '../seen.ts'
import { goBefore, outboxOf, sendLater } from '../waiting/waiting.ts'
import { useAct } from './use-act.ts'

/**
 * Does what needs no words, at one press. An agency's people press where there is no network, too:
 * then it waits for one, before whatever is done next to the case.
 */
export function usePress(
  view: Pick<CaseRow, 'id' | 'number' | 'version'>,
  me: Me,
  onDone: () => void,
) {
  const act = useAct(view.id, onDone)
  const keeping = useRef(false)
  const mayWait = isAgencySide(me) && outboxOf(me.id).can()

  const press = (type: ActionType) => {
    if (act.isPending || keeping.current) return
    const before = goBefore(view.id)
    const action = { type, input: {} }
    const attempt = { version: view.version + before, action, key: newKey() }
    const later = async (otherwise: () => void) => {
      keeping.current = true
      try {
        await sendLater({ person: me.id, view, pictures: [], ...attempt })
        // What waits is told of by its own list, above what is to be done next.
        act.reset()
        onDone()
      } catch {
        otherwise()
      } finally {
        keeping.current = false
      }
    }
    if (mayWait && (!navigator.onLine || before > 0)) {
      // Where nothing can be kept, the failure of sending it says so.
      return void later(() => act.mutate(attempt))
    }
    act.mutate(attempt, {
      onError: (error) => {
        const isAway = error instanceof ApiError && error.code === 'offline'
        if (mayWait && isAway) void later(() => undefined)
      },
    })
  }
  return { act, press }
}
