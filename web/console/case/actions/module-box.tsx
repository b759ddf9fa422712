import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { createContext, use, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import type { CaseView } from '../../../../contract/cases.ts'
import type { ActionType } from '../../../../contract/case-types.ts'
import { catalogueQuery, textModulesQuery } from '../../api.ts'
import { language, useTranslation } from '../../i18n.ts'
import { isKey } from '../../shell/keys.ts'
import { OpenList } from '../../ui/open-list.tsx'
import { filled } from './blanks.ts'

/** The case and the action whose form it is, for the boxes inside. */
const Current = createContext<{ view: CaseView; type: ActionType } | null>(null)
export const ModuleCase = Current.Provider

type Props = {
  box: RefObject<HTMLTextAreaElement | null>
  value: string
  set: (next: string) => void
  children: ReactNode
}

/** The text modules for this action and this case. */
function useModules(current: { view: CaseView; type: ActionType } | null) {
  const { data = [] } = useQuery(textModulesQuery(language()))
  const catalogue = useQuery(catalogueQuery(language()))
  if (!current) return []
  const { view, type } = current
  const group = catalogue.data?.subjects.find(({ code }) => code === view.subject.code)?.group
  return data.filter((each) => each.action === type && (!each.group || each.group === group))
}

/** A box for words with a list of text modules under it: by button, or F9 where one types. */
export function ModuleBox({ box, value, set, children }: Props) {
  const { t } = useTranslation()
  const current = use(Current)
  const modules = useModules(current)
  const [choosing, setChoosing] = useState(false)
  /** Where the words go in. */
  const at = useRef<[number, number]>([0, 0])
  const open = () => {
    const { selectionStart = value.length, selectionEnd = value.length } = box.current ?? {}
    at.current = [selectionStart, selectionEnd]
    setChoosing(true)
  }
  const close = () => {
    setChoosing(false)
    box.current?.focus()
  }
  const insert = (code: string) => {
    const chosen = modules.find((each) => each.code === code)
    if (chosen && current) {
      const [from, to] = at.current
      const before = value.slice(0, from)
      const words =
        (before === '' || /\s$/.test(before) ? '' : ' ') + filled(chosen.text, current.view)
      set(before + words + value.slice(to))
      const end = from + words.length
      requestAnimationFrame(() => box.current?.setSelectionRange(end, end))
    }
    close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (modules.length === 0) return
    if (isKey(event, 'modules')) {
      event.preventDefault()
      if (choosing) close()
      else open()
    } else if (event.code === 'Escape' && choosing) {
      // Of the list only: the form stays.
      event.preventDefault()
      event.stopPropagation()
      close()
    }
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the boxes inside
    <div className="module-box" onKeyDownCapture={onKeyDown}>
      {/* The box stays the same one when the list comes: somebody may be typing in it. */}
      {children}
      {modules.length === 0 ? null : choosing ? (
        <OpenList
          label={t('modules.label')}
          choices={modules.map(({ code, name, text }) => ({
            value: code,
            label: name,
            more: current && filled(text, current.view),
            words: `${name} ${text}`,
          }))}
          value={null}
          onChoose={insert}
        />
      ) : (
        <Button variant="subtle" className="module-button" onClick={open}>
          {t('modules.open')} <kbd>F9</kbd>
        </Button>
      )}
    </div>
  )
}
