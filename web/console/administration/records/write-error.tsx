import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from '../../i18n.ts'
import { errorCode } from '../../ui/states.tsx'
import { slugOf } from '../sections.ts'
import { Title } from '../title.tsx'
import { refusalOf } from './use-save.ts'

/** Why something was not written: the refusal in words, with what stands in the way. */
export function WriteError({ error }: { error: Error }) {
  const { t } = useTranslation('administration')
  const refusal = refusalOf(error)
  const words = t(`common:error.${errorCode(error)}`)
  return (
    <Alert role="alert" className="notice" data-tone="overdue">
      <p>{refusal ? t(`refusal.${refusal.reason}`, { defaultValue: words }) : words}</p>
      {Array.isArray(refusal?.by) && (
        <ul className="fault-list">
          {refusal.by.map(({ kind, code }) => (
            <li key={`${kind} ${code}`}>
              {t(`kind.${kind}`)}:{' '}
              <Link to="/quan-tri/$section/$code" params={{ section: slugOf(kind), code }}>
                <Title kind={kind} code={code} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Alert>
  )
}
