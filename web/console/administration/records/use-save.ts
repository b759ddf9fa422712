import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { ApiError, newKey } from '../../../../contract/client.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { api } from '../../api.ts'
import type { Faults } from '../form/draft.ts'

export type Seen = { record: AnyRecord; state: string }
type Write = { record: AnyRecord; state: string | null; reason: string }

/** What stands in the way of a write: somebody was faster, or others need the record. */
export type Refusal = {
  reason: string
  by?: string | { kind: KindName; code: string }[] | null
  at?: string | null
  record?: AnyRecord | null
  state?: string | null
}

/** The refusal that an error carries, null when it is another failure. */
export function refusalOf(error: Error | null): Refusal | null {
  if (!(error instanceof ApiError) || error.code !== 'conflict') return null
  return { reason: 'changed', ...error.body?.error.details }
}

/** The wrong fields of a write, by their paths in the record. */
export function serverFaults(error: Error | null): Faults {
  if (!(error instanceof ApiError)) return {}
  const fields = error.body?.error.fields ?? []
  return Object.fromEntries(
    fields.map(({ path, code }) => [path.replace(/^(body\.)?(record\.|\w+\.\d+\.)?/, ''), code]),
  )
}

/** After any write of records: what other screens know of them is stale too. */
export function useRecordsChanged() {
  const client = useQueryClient()
  return () =>
    Promise.all(
      ['administration', 'agencies', 'colleagues', 'catalogue'].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    )
}

/** Writes a record; a retry of the same content is the same write. */
export function useWrite(kind: KindName, onDone: (seen: Seen) => void) {
  const changed = useRecordsChanged()
  const sent = useRef({ content: '', key: '' })
  return useMutation({
    mutationFn: (body: Write) => {
      const content = JSON.stringify(body)
      if (sent.current.content !== content) sent.current = { content, key: newKey() }
      return api.writeRecord({ params: { kind }, body, idempotencyKey: sent.current.key })
    },
    onSuccess: async (seen) => {
      await changed()
      onDone(seen)
    },
  })
}

/** Takes a mistaken record out. */
export function useRemoval(kind: KindName, onDone: () => void) {
  const changed = useRecordsChanged()
  return useMutation({
    mutationFn: (body: Seen & { reason: string }) => api.removeRecord({ params: { kind }, body }),
    onSuccess: async () => {
      onDone()
      await changed()
    },
  })
}
