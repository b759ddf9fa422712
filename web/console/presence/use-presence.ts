import { useEffect } from 'react'
import type { Doing } from '../../../contract/presence.ts'
import { presenceEveryMs } from '../../../contract/presence.ts'
import { newKey } from '../../../contract/client.ts'
import { api } from '../api.ts'

/** This window, among those of its person. */
const tab = newKey()
/** Who leafs through a list looks at nothing in it. */
const settleMs = 800

/** Nothing depends on it: what fails is said again, or forgotten. */
const say = (id: string, doing: Doing) =>
  void api.tellPresence({ params: { id }, body: { tab, doing } }).catch(() => undefined)

/** Tells colleagues that this window shows a case, and whether an answer to it is begun. */
export function usePresence(id: string, writing: boolean): void {
  useEffect(() => {
    const tell = () => document.hidden || say(id, writing ? 'writing' : 'viewing')
    const first = setTimeout(tell, settleMs)
    const again = setInterval(tell, presenceEveryMs)
    return () => {
      clearTimeout(first)
      clearInterval(again)
    }
  }, [id, writing])
  useEffect(() => () => say(id, 'left'), [id])
}
