import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { mostAtOnce } from '../../../contract/bulk.ts'
import type { CaseOutcome } from '../../../contract/bulk.ts'
import { newKey } from '../../../contract/client.ts'
import { keys, queryClient } from '../api.ts'

export type BulkResult = CaseOutcome & { id: string }

/**
 * Sends what is to be done to many, some at a time, and tells how far it is. What broke off is sent
 * again under the same keys, so that nothing is done twice.
 */
export function useBulk<Chosen>(
  sendPart: (cases: Chosen[], key: string) => Promise<{ results: BulkResult[] }>,
) {
  const [results, setResults] = useState<BulkResult[]>([])
  const parts = useRef<{ content: string; keys: string[] }>({ content: '', keys: [] })
  const send = useMutation({
    mutationFn: async (cases: Chosen[]) => {
      const content = JSON.stringify(cases)
      if (parts.current.content !== content) parts.current = { content, keys: [] }
      const all: BulkResult[] = []
      for (let at = 0; at < cases.length; at += mostAtOnce) {
        const key = (parts.current.keys[at / mostAtOnce] ??= newKey())
        all.push(...(await sendPart(cases.slice(at, at + mostAtOnce), key)).results)
        setResults([...all])
      }
      return all
    },
    onSettled: () => {
      for (const queryKey of [keys.lists, keys.counts, keys.cases]) {
        void queryClient.invalidateQueries({ queryKey })
      }
    },
  })
  return { send, results }
}
