import { useTranslation } from 'react-i18next'
import type { LogEntry } from '../../../contract/cases.ts'
import { dateTime } from '../format.ts'
import { bodyOf, lineOf } from './log-line.ts'

/** Everything that happened, the newest first. */
export function Log({ log }: { log: LogEntry[] }) {
  const { t } = useTranslation()
  return (
    <ol className="plain log" reversed>
      {log.toReversed().map((entry) => (
        <li key={entry.seq} data-kind={entry.type === 'note_internal' ? 'note' : undefined}>
          <p className="log-line">
            {lineOf(entry, t)}
            <time dateTime={entry.at}>{dateTime(entry.at)}</time>
          </p>
          {bodyOf(entry, t).map((part) => (
            <p key={part} className="log-body">
              {part}
            </p>
          ))}
        </li>
      ))}
    </ol>
  )
}
