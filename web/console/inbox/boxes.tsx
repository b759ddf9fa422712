import { NativeSelect } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { useId } from 'react'
import type { Box } from '../../../contract/cases.ts'
import { figure } from '../format.ts'
import { useTranslation } from '../i18n.ts'
import type { BoxGroup } from '../session.ts'

const pressing = new Set<Box>(['overdue', 'urgent'])

type Props = {
  groups: { name: BoxGroup; boxes: Box[] }[]
  current: Box
  counts: Partial<Record<Box, number>> | undefined
}

/** The work boxes with their counts: a column on a desktop, one chooser on a phone. */
export function Boxes({ groups, current, counts }: Props) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const labelOf = (box: Box) =>
    counts ? `${t(`box.${box}`)} (${figure(counts[box] ?? 0)})` : t(`box.${box}`)
  return (
    <nav className="boxes" aria-label={t('boxes')}>
      <div className="boxes-column">
        {groups.map(({ name, boxes }) => (
          <Group key={name} name={name} boxes={boxes} current={current} counts={counts} />
        ))}
      </div>
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
        data={groups.map(({ name, boxes }) => ({
          group: t(`boxGroup.${name}`),
          items: boxes.map((box) => ({ value: box, label: labelOf(box) })),
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

type GroupProps = { name: BoxGroup; boxes: Box[] } & Pick<Props, 'current' | 'counts'>

/** The boxes of one group; where nothing waits they are folded, save those of each day. */
function Group({ name, boxes, current, counts }: GroupProps) {
  const { t } = useTranslation()
  const id = useId()
  const isDaily = name === 'daily'
  const isEmpty = (box: Box) =>
    !isDaily && name !== 'lists' && box !== current && counts !== undefined && !counts[box]
  const empty = boxes.filter(isEmpty)
  const list = (some: Box[]) => (
    <ul className="plain" aria-labelledby={id}>
      {some.map((box) => (
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
  )
  return (
    <section className="box-group">
      <h2 id={id} className={isDaily ? 'hidden' : 'box-group-name'}>
        {t(`boxGroup.${name}`)}
      </h2>
      {list(boxes.filter((box) => !isEmpty(box)))}
      {empty.length > 0 && (
        <details className="box-empty">
          <summary>{t('boxesEmpty', { n: figure(empty.length) })}</summary>
          {list(empty)}
        </details>
      )}
    </section>
  )
}
