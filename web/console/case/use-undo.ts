import { useMutation, useQueryClient } from '@tanstack/react-query'
import { newKey } from '../../../contract/client.ts'
import type { CaseView } from '../../../contract/cases.ts'
import { api, keys } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { errorCode } from '../ui/states.tsx'
import { undoneWords } from './log-line.ts'
import { announce } from '../ui/announce.tsx'

/** Whether the viewer may take the last action of a case back. */
export const mayUndo = ({ abilities }: Pick<CaseView, 'abilities'>): boolean =>
  abilities.some(({ action, enabled }) => action === 'undo' && enabled)

/**
 * Takes the last action of a case back, as it stood when that was done: who acted since is not
 * overrun. Says what it took back, or why it could not.
 */
export function useUndo() {
  const queryClient = useQueryClient()
  const { t } = useTranslation('common')
  return useMutation<CaseView, Error, CaseView>({
    mutationFn: ({ id, version }) =>
      api.actOnCase({
        params: { id },
        body: { version, action: { type: 'undo', input: {} } },
        idempotencyKey: newKey(),
      }),
    onSuccess: (view) => {
      queryClient.setQueryData(keys.case(view.id), view)
      announce(t('console:act.undone', { action: undoneWords(view.log.at(-1)!.input, t) }))
    },
    onError: (error, { id }) => {
      announce(t(`error.${errorCode(error)}`))
      void queryClient.invalidateQueries({ queryKey: keys.case(id) })
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: keys.lists })
      void queryClient.invalidateQueries({ queryKey: keys.counts })
    },
  })
}
