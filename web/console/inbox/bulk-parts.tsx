import { inGroups } from '../../../contract/codes.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'

/** Why some cannot be, and which they are. */
export function Refused({ title, numbers }: { title: string; numbers: string[] }) {
  return (
    <details className="bulk-refused">
      <summary>{title}</summary>
      <p className="figures quiet">{numbers.map(inGroups).join(' · ')}</p>
    </details>
  )
}

/** How many have been asked. */
export function BulkProgress({ done, all }: { done: number; all: number }) {
  const { t } = useTranslation()
  return (
    <label className="bulk-progress">
      {t('bulk.progress', { n: figure(done), all: figure(all) })}
      <progress value={done} max={all} />
    </label>
  )
}
