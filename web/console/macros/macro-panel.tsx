import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { CaseView } from '../../../contract/cases.ts'
import type { ShownMacro } from '../../../contract/macros.ts'
import { caseQuery, keys } from '../api.ts'
import { mayUndo, useUndo } from '../case/use-undo.ts'
import { useTranslation } from '../i18n.ts'
import { tellActed } from '../shell/auto-next.ts'
import { announce } from '../ui/announce.tsx'
import { MacroForm } from './macro-form.tsx'

type Props = { view: CaseView; macros: ShownMacro[]; start: string | null; close: () => void }

/** A macro for the case that is open, in its page. */
export function MacroPanel({ view, macros, start, close }: Props) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const undo = useUndo()
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => panel.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <div ref={panel}>
      <MacroForm
        macros={macros}
        ids={[view.id]}
        start={start}
        close={close}
        done={([result], macro) => {
          if (result?.outcome !== 'done') {
            announce(t(`bulk.${result?.outcome ?? 'failed'}`))
            void queryClient.invalidateQueries({ queryKey: keys.case(view.id) })
            return
          }
          tellActed(view.id)
          close()
          void queryClient.fetchQuery({ ...caseQuery(view.id), staleTime: 0 }).then((now) => {
            const offer = { label: t('common:action.undo.button'), run: () => undo.mutate(now) }
            announce(t('act.done', { action: macro.name }), mayUndo(now) ? offer : null)
          })
        }}
      />
    </div>
  )
}
