import { useEffect } from 'react'

/** What the command bar can do. */
export type Command = { id: string; group: string; label: string; run: () => void }

const offered = new Map<string, Command[]>()

/** Offers commands for as long as this is on the screen: the actions of the case that is open. */
export function useOffered(name: string, commands: Command[]): void {
  useEffect(() => {
    offered.set(name, commands)
    return () => {
      if (offered.get(name) === commands) offered.delete(name)
    }
  })
}

/** What the screen offers now. */
export const offeredNow = (): Command[] => [...offered.values()].flat()
