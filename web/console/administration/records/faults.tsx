import { Alert } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { KindName } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { boxId, useFaultWords } from '../form/context.ts'
import type { Faults } from '../form/draft.ts'
import { useLabel } from '../value.tsx'

/** Brings the keyboard to the box of a path, or to the nearest box around it. */
function focusBox(path: string): void {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const box = document.getElementById(boxId(at))
    if (!box) continue
    box.focus()
    box.scrollIntoView({ block: 'center' })
    return
  }
}

/** `Đầu mối xử lý, dòng 2, Khi nào`: where a fault is, in the form's own words. */
export function usePathWords(kind: KindName) {
  const { t } = useTranslation('administration')
  const label = useLabel(kind)
  return (path: string) => {
    const [first = '', ...rest] = path.split('.')
    // Numbers inside a geometry say nothing to a reader.
    if (first === 'geometry') return label(first)
    return [
      label(first),
      ...rest.map((part) =>
        /^\d+$/.test(part)
          ? t('form.row', { number: Number(part) + 1 })
          : part === 'vi' || part === 'en'
            ? t(`common:language.${part}`)
            : label(part),
      ),
    ].join(', ')
  }
}

/** All faults of a form, each leading to its box; takes focus whenever it changes. */
export function FaultSummary(props: { faults: Faults; pathWords: (path: string) => string }) {
  const { faults, pathWords } = props
  const { t } = useTranslation('administration')
  const summary = useRef<HTMLDivElement>(null)
  const words = useFaultWords()
  useEffect(() => {
    if (Object.keys(faults).length > 0) summary.current?.focus()
  }, [faults])
  const entries = Object.entries(faults)
  if (entries.length === 0) return null
  return (
    <Alert ref={summary} role="alert" tabIndex={-1} className="notice" data-tone="overdue">
      <p className="strong">{t('form.faults', { count: entries.length })}</p>
      <ul className="fault-list">
        {entries.map(([path, code]) => (
          <li key={path}>
            <button type="button" className="link" onClick={() => focusBox(path)}>
              {pathWords(path)}
            </button>
            : {words(code)}
          </li>
        ))}
      </ul>
    </Alert>
  )
}
