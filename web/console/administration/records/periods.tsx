import { keyOf, recordKinds } from '../../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../../contract/records/kinds.ts'
import type { KindName } from '../../../../contract/records/shared.ts'
import { plainDay } from '../../format.ts'
import { holdsOn } from '../../../../contract/records/shared.ts'
import { todayInVietnam } from '../../day.ts'
import { useTranslation } from '../../i18n.ts'
import { RecordTitle } from '../title.tsx'
import type { Seen } from './use-save.ts'

/** Whether a record holds today: a word, and a colour for those who see it. */
export function Validity({ record }: { record: AnyRecord }) {
  const { t } = useTranslation('administration')
  const today = todayInVietnam()
  const { validFrom } = record as { validFrom: string }
  const state = holdsOn(record, today) ? 'now' : validFrom > today ? 'later' : 'past'
  const tone = { now: 'done', later: 'agency', past: 'waiting' }[state]
  return (
    <span className="chip" data-tone={tone}>
      {t(`validity.${state}`)}
    </span>
  )
}

/** `từ 01/07/2025`, `từ 01/07/2025 đến hết ngày trước 01/01/2027`. */
export function usePeriodWords() {
  const { t } = useTranslation('administration')
  return (record: AnyRecord): string => {
    const { validFrom, validTo } = record as { validFrom: string; validTo?: string }
    return validTo
      ? t('period.ended', { from: plainDay(validFrom), to: plainDay(validTo) })
      : t('period.open', { from: plainDay(validFrom) })
  }
}

type Props = {
  kind: KindName
  periods: Seen[]
  current: AnyRecord
  day: string
  show: (key: string) => void
}

/** Every period of a code, the last first; of what has no periods, every record of it. */
export function Periods({ kind, periods, current, day, show }: Props) {
  const words = usePeriodWords()
  const { dated } = recordKinds[kind]
  return (
    <ul className="plain periods">
      {[...periods].reverse().map(({ record }) => {
        const key = keyOf(kind, record)
        return (
          <li key={key}>
            <button
              type="button"
              className="period"
              aria-current={key === keyOf(kind, current) ? 'true' : undefined}
              data-holds={dated && holdsOn(record, day)}
              onClick={() => show(key)}
            >
              {dated ? words(record) : <RecordTitle kind={kind} record={record} />}
              {dated && <Validity record={record} />}
            </button>
          </li>
        )
      })}
    </ul>
  )
}
