import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { mostAtOnce } from '../../../contract/bulk.ts'
import type { BulkAction } from '../../../contract/bulk.ts'
import type { ActionRequest } from '../../../contract/case-types.ts'
import { newKey } from '../../../contract/client.ts'
import { api, keys, queryClient } from '../api.ts'

type Chosen = { id: string; version: number }
export type BulkResult = Awaited<ReturnType<typeof api.actOnCases>>['results'][number]

/**
 * Sends an action on many cases, some at a time, and tells how far it is. What broke off is sent
 * again under the same keys, so that nothing is done twice.
 */
export function useBulk(type: BulkAction) {
  const [results, setResults] = useState<BulkResult[]>([])
  const parts = useRef<{ content: string; keys: string[] }>({ content: '', keys: [] })
  const send = useMutation({
    mutationFn: async ({ cases, input }: { cases: Chosen[]; input: Record<string, unknown> }) => {
      const action = { type, input } as unknown as ActionRequest
      const content = JSON.stringify([cases, action])
      if (parts.current.content !== content) parts.current = { content, keys: [] }
      const all: BulkResult[] = []
      for (let at = 0; at < cases.length; at += mostAtOnce) {
        const part = at / mostAtOnce
        const idempotencyKey = (parts.current.keys[part] ??= newKey())
        const body = { cases: cases.slice(at, at + mostAtOnce), action }
        all.push(...(await api.actOnCases({ body, idempotencyKey })).results)
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
