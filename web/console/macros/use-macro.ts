import { useQuery } from '@tanstack/react-query'
import { mostAtOnce } from '../../../contract/bulk.ts'
import { api, keys } from '../api.ts'

export type Plan = Awaited<ReturnType<typeof api.previewMacro>>['cases'][number]

/** What a macro would do to some cases: asked some at a time, and anew when they changed. */
export function useMacroPlan(
  macro: string | null,
  { ids, texts }: { ids: string[]; texts: Record<string, string> },
) {
  return useQuery({
    // A part of what a change of a case makes stale.
    queryKey: [...keys.cases, 'macro', macro, ids, texts],
    queryFn: async () => {
      const plans: Plan[] = []
      for (let at = 0; at < ids.length; at += mostAtOnce) {
        const some = ids.slice(at, at + mostAtOnce)
        plans.push(...(await api.previewMacro({ body: { macro: macro!, ids: some, texts } })).cases)
      }
      return plans
    },
    enabled: macro !== null,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
}
