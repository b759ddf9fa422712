import { Button, Checkbox, SegmentedControl } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Marks } from '../../../../contract/mosaic.ts'
import type { PictureMarks } from '../../../../contract/pictures.ts'
import { api, keys, pictureMarksQuery } from '../../api.ts'
import { dateTime } from '../../format.ts'
import { useTranslation } from '../../i18n.ts'
import { announce } from '../../ui/announce.tsx'
import { Failed, Loading, errorCode } from '../../ui/states.tsx'
import { pictureUrl } from '../picture-names.ts'
import { Stage } from './stage.tsx'
import type { Tool } from './stage.tsx'
import './cover.css'

type Props = {
  caseId: string
  picture: string
  name: string
  close: () => void
  onApproved?: () => void
}

/** Where a person covers what must not be seen in a picture, and approves its public copy. */
export function CoverEditor(props: Props) {
  const { t } = useTranslation()
  const panel = useRef<HTMLElement>(null)
  const query = useQuery(pictureMarksQuery(props.picture))
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' })
    panel.current?.focus({ preventScroll: true })
  }, [])
  return (
    <section
      ref={panel}
      className="cover"
      tabIndex={-1}
      aria-label={t('cover.title', { picture: props.name })}
      // The form around it ends on the same key.
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        props.close()
      }}
    >
      {query.data ? (
        <Work {...props} found={query.data} />
      ) : query.isPending ? (
        <Loading rows={6} />
      ) : (
        <Failed error={query.error} retry={() => void query.refetch()} />
      )}
    </section>
  )
}

const breadths = { thin: 0.02, middle: 0.05, broad: 0.1 } as const

function Work({
  caseId,
  picture,
  name,
  close,
  onApproved,
  found,
}: Props & { found: PictureMarks }) {
  const { t } = useTranslation()
  const queryClient = useQueryClient()
  const given = found.copy?.marks ?? { boxes: found.proposed, strokes: [] }
  /** Null until somebody has changed something: what is found meanwhile is then shown at once. */
  const [changed, setChanged] = useState<Marks | null>(null)
  const [before, setBefore] = useState<Marks[]>([])
  const [tool, setTool] = useState<Tool>('box')
  const [breadth, setBreadth] = useState<keyof typeof breadths>('middle')
  const [plain, setPlain] = useState(false)
  const marks = changed ?? given
  const change = (next: Marks, begin: boolean) => {
    if (begin) setBefore((all) => [...all, marks])
    setChanged(next)
  }
  const undo = () => {
    setChanged(before.at(-1) ?? null)
    setBefore((all) => all.slice(0, -1))
  }
  const approve = useMutation({
    mutationFn: () => api.approvePicture({ params: { id: picture }, body: marks }),
    onSuccess: async () => {
      announce(t('cover.approved'))
      onApproved?.()
      void queryClient.invalidateQueries({ queryKey: pictureMarksQuery(picture).queryKey })
      await queryClient.invalidateQueries({ queryKey: keys.case(caseId) })
      close()
    },
  })
  const unused = found.proposed.filter(
    ({ x, y }) => !marks.boxes.some((box) => box.x === x && box.y === y),
  )
  const canOffer = (changed !== null || found.copy !== null) && unused.length > 0

  return (
    <>
      <h3>{t('cover.title', { picture: name })}</h3>
      <p className="quiet" role="status">
        {t(`cover.search.${found.search}`, { count: found.proposed.length })}
        {found.copy &&
          ` ${t('cover.before', {
            name: found.copy.approvedBy ?? t('somebody'),
            when: dateTime(found.copy.approvedAt),
          })}`}
      </p>
      <div className="cover-tools">
        <SegmentedControl
          aria-label={t('cover.tool')}
          value={tool}
          onChange={(value) => setTool(value)}
          data={(['box', 'brush'] as const).map((value) => ({
            value,
            label: t(`cover.tools.${value}`),
          }))}
        />
        {tool === 'brush' && (
          <SegmentedControl
            aria-label={t('cover.breadth')}
            value={breadth}
            onChange={(value) => setBreadth(value)}
            data={(['thin', 'middle', 'broad'] as const).map((value) => ({
              value,
              label: t(`cover.breadths.${value}`),
            }))}
          />
        )}
        <Button
          variant="default"
          onClick={() => {
            const box = { x: 0.4, y: 0.4, w: 0.2, h: 0.2 }
            change({ ...marks, boxes: [...marks.boxes, box] }, true)
          }}
        >
          {t('cover.add')}
        </Button>
        <Button variant="default" disabled={before.length === 0} onClick={undo}>
          {t('cover.undo')}
        </Button>
        {canOffer && (
          <Button
            variant="default"
            onClick={() => change({ ...marks, boxes: [...marks.boxes, ...unused] }, true)}
          >
            {t('cover.offer', { count: unused.length })}
          </Button>
        )}
      </div>
      <p className="quiet" id="cover-keys">
        {t('cover.keys')}
      </p>
      <Stage
        src={pictureUrl(picture, 'full')}
        name={name}
        marks={marks}
        tool={tool}
        breadth={breadths[breadth]}
        plain={plain}
        change={change}
      />
      <Checkbox
        label={t('cover.plain')}
        checked={plain}
        onChange={({ currentTarget }) => setPlain(currentTarget.checked)}
      />
      <Removals marks={marks} change={change} />
      {approve.isError && (
        <p className="picture-fault" role="alert">
          {t(`common:error.${errorCode(approve.error)}`)}
        </p>
      )}
      <div className="panel-buttons">
        <Button loading={approve.isPending} onClick={() => approve.mutate()}>
          {t('cover.approve')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('act.close')}
        </Button>
      </div>
    </>
  )
}

/** Each mark can be taken away, also by whoever does not see the picture well. */
function Removals(props: { marks: Marks; change: (marks: Marks, begin: boolean) => void }) {
  const { marks, change } = props
  const { t } = useTranslation()
  const kinds = ['boxes', 'strokes'] as const
  return (
    <ul className="plain cover-removals">
      {kinds.flatMap((kind) =>
        marks[kind].map((_, index) => (
          // eslint-disable-next-line react/no-array-index-key -- a mark has no other name
          <li key={`${kind} ${index}`}>
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => {
                const left = marks[kind].filter((__, other) => other !== index)
                change({ ...marks, [kind]: left }, true)
              }}
            >
              {t(`cover.remove.${kind}`, { number: index + 1 })}
            </Button>
          </li>
        )),
      )}
    </ul>
  )
}
