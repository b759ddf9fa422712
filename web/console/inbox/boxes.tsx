import { NativeSelect } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Box } from '../../../contract/cases.ts'
import { figure } from '../format.ts'

const pressing = new Set<Box>(['overdue', 'urgent'])

type Props = {
  boxes: Box[]
  current: Box
  counts: Partial<Record<Box, number>> | undefined
}

/** The work boxes with their counts: a column on a desktop, one chooser on a phone. */
export function Boxes({ boxes, current, counts }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <nav className="boxes" aria-label={t('boxes')}>
      <ul className="plain boxes-column">
        {boxes.map((box) => (
          <li key={box}>
            <Link
              to="/"
              // What narrows one box narrows the next.
              search={(previous) => ({ ...previous, box })}
              className="box"
              aria-current={box === current ? 'page' : undefined}
              data-tone={pressing.has(box) && counts?.[box] ? 'overdue' : undefined}
            >
              <span>{t(`box.${box}`)}</span>
              <span className="box-count">{counts && figure(counts[box] ?? 0)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <NativeSelect
        className="boxes-chooser"
        aria-label={t('boxes')}
        value={current}
        onChange={({ currentTarget }) =>
          void navigate({
            to: '/',
            search: (previous) => ({ ...previous, box: currentTarget.value as Box }),
          })
        }
        data={boxes.map((box) => ({
          value: box,
          label: counts ? `${t(`box.${box}`)} (${figure(counts[box] ?? 0)})` : t(`box.${box}`),
        }))}
      />
      <dl className="keys" aria-label={t('keys.title')}>
        {(['move', 'open', 'next', 'back', 'act', 'search', 'commands', 'sheet'] as const).map(
          (key) => (
            <div key={key}>
              <dt>
                <kbd>{t(`keys.${key}.key`)}</kbd>
              </dt>
              <dd>{t(`keys.${key}.does`)}</dd>
            </div>
          ),
        )}
      </dl>
    </nav>
  )
}
