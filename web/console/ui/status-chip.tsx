import type { Status } from '../../../contract/case-types.ts'
import { useTranslation } from '../i18n.ts'

/** What a status means at a glance: a colour, and a shape for those who do not see the colour. */
const looks: Record<Status, { tone: string; shape: Shape }> = {
  submitted: { tone: 'waiting', shape: 'ring' },
  screening: { tone: 'waiting', shape: 'half' },
  declined: { tone: 'waiting', shape: 'cross' },
  long_term: { tone: 'agency', shape: 'diamond' },
  merged: { tone: 'waiting', shape: 'disc' },
  withdrawn: { tone: 'waiting', shape: 'cross' },
  assigned: { tone: 'agency', shape: 'ring' },
  acknowledged: { tone: 'agency', shape: 'half' },
  in_progress: { tone: 'agency', shape: 'play' },
  waiting_citizen: { tone: 'soon', shape: 'pause' },
  handed_back: { tone: 'soon', shape: 'back' },
  reopened: { tone: 'soon', shape: 'back' },
  awaiting_approval: { tone: 'approval', shape: 'diamond' },
  awaiting_publication: { tone: 'approval', shape: 'half' },
  answered: { tone: 'done', shape: 'tick' },
  closed: { tone: 'done', shape: 'disc' },
  data_requested: { tone: 'waiting', shape: 'ring' },
  data_acknowledged: { tone: 'agency', shape: 'half' },
  data_in_work: { tone: 'agency', shape: 'play' },
  data_extended: { tone: 'soon', shape: 'pause' },
  data_done: { tone: 'done', shape: 'tick' },
  data_refused: { tone: 'waiting', shape: 'cross' },
}

type Shape = keyof typeof shapes
const shapes = {
  ring: <circle cx="6" cy="6" r="4.25" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.25" />
      <path d="M6 1.75a4.25 4.25 0 0 1 0 8.5Z" fill="currentColor" stroke="none" />
    </>
  ),
  disc: <circle cx="6" cy="6" r="4.25" fill="currentColor" />,
  play: <path d="M3 2l6.5 4L3 10Z" fill="currentColor" />,
  pause: <path d="M4 2.5v7M8 2.5v7" />,
  back: <path d="M5 2 2 5l3 3M2 5h5a2.6 2.6 0 0 1 0 5.2H5.5" />,
  diamond: <path d="M6 1.2 10.8 6 6 10.8 1.2 6Z" />,
  tick: <path d="m2 6.4 2.8 2.8L10 3.4" />,
  cross: <path d="m2.8 2.8 6.4 6.4M9.2 2.8 2.8 9.2" />,
} as const

/** A status as shape and word; `reopenings` says which time it is open again. */
export function StatusChip({ status, reopenings = 0 }: { status: Status; reopenings?: number }) {
  const { t } = useTranslation('common')
  const { tone, shape } = looks[status]
  return (
    <span className="chip" data-tone={tone}>
      <svg viewBox="0 0 12 12" aria-hidden="true" className="chip-shape">
        {shapes[shape]}
      </svg>
      {status === 'reopened' && reopenings > 1
        ? t('statusReopened', { n: reopenings })
        : t(`status.${status}`)}
    </span>
  )
}
