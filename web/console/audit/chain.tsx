import { useQuery } from '@tanstack/react-query'
import { dateTime, figure, plainDay } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import { Failed } from '../ui/states.tsx'
import { auditStateQuery } from './queries.ts'
import { faultWords } from './sentence.ts'

/** Whether the chain is whole, how far, and the last day that was signed. */
export function Chain() {
  const { t } = useTranslation('audit')
  const state = useQuery(auditStateQuery)
  if (state.isError && !state.data) {
    return <Failed error={state.error} retry={() => void state.refetch()} />
  }
  if (!state.data) return <p className="audit-chain">{t('chain.looking')}</p>
  const { sealed, waiting, head, checked } = state.data
  const { fault } = checked
  return (
    <div className="audit-chain" data-tone={fault ? 'overdue' : 'done'} role="status">
      <p className="strong">
        <Sign broken={fault !== null} />
        {fault ? t('chain.broken') : t('chain.whole', { seq: figure(checked.seq) })}
      </p>
      {fault && <p>{faultWords(fault, t)}</p>}
      <p className="quiet">
        {[
          t('chain.checked', { when: dateTime(checked.at) }),
          head ? t('chain.signed', { day: plainDay(head.day) }) : t('chain.unsigned'),
          sealed && sealed.seq > checked.seq && !fault
            ? t('chain.more', { seq: figure(sealed.seq) })
            : '',
          waiting > 0 ? t('chain.waiting', { count: waiting }) : '',
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </div>
  )
}

/** Links of a chain, joined or apart: the state is not told by its colour alone. */
function Sign({ broken }: { broken: boolean }) {
  return (
    <svg viewBox="0 0 24 12" className="audit-sign" aria-hidden="true">
      <rect x="1" y="2" width={broken ? 8 : 12} height="8" rx="4" />
      <rect x={broken ? 15 : 11} y="2" width={broken ? 8 : 12} height="8" rx="4" />
    </svg>
  )
}
