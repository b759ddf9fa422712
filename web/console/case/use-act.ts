import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '../../../contract/client.ts'
import type { CaseView } from '../../../contract/cases.ts'
import type { ActionRequest, ActionType } from '../../../contract/case-types.ts'
import { api, keys } from '../api.ts'
import { useTranslation } from '../i18n.ts'
import { tellActed } from '../shell/auto-next.ts'
import { announce } from '../ui/announce.tsx'
import { mayUndo, useUndo } from './use-undo.ts'

export type Attempt = { version: number; action: { type: ActionType; input: unknown }; key: string }

/**
 * Sends one action. A success puts the answer on the screen and makes list and counts anew; a
 * conflict fetches what the first one did.
 */
export function useAct(caseId: string, onSuccess: (view: CaseView) => void) {
  const queryClient = useQueryClient()
  const { t } = useTranslation('common')
  const undo = useUndo()
  return useMutation<CaseView, Error, Attempt>({
    mutationFn: ({ version, action, key }) =>
      api.actOnCase({
        params: { id: caseId },
        body: { version, action: action as ActionRequest },
        idempotencyKey: key,
      }),
    onSuccess: (view, { action }) => {
      tellActed(caseId)
      queryClient.setQueryData(keys.case(caseId), view)
      const said = t('console:act.done', { action: t(`action.${action.type}.button`) })
      const offer = { label: t('action.undo.button'), run: () => undo.mutate(view) }
      announce(said, mayUndo(view) ? offer : null)
      onSuccess(view)
      void queryClient.invalidateQueries({ queryKey: keys.lists })
      void queryClient.invalidateQueries({ queryKey: keys.counts })
    },
    onError: (error) => {
      if (error instanceof ApiError && ['conflict', 'action_not_allowed'].includes(error.code)) {
        void queryClient.invalidateQueries({ queryKey: keys.case(caseId) })
      }
    },
  })
}
