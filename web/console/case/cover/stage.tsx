import { useRef, useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import type { Box, Marks } from '../../../../contract/mosaic.ts'
import { useTranslation } from '../../i18n.ts'
import { between, moved, pointIn, resized, step } from './geometry.ts'
import { MosaicCanvas } from './mosaic-canvas.tsx'

export type Tool = 'box' | 'brush'
type Point = [number, number]
/** What the pointer is doing, from where; a box as it was before. */
type Drag =
  | { kind: 'draw' }
  | { kind: 'brush' }
  | { kind: 'move'; index: number; box: Box }
  | { kind: 'resize'; index: number; box: Box }

const mostPoints = 400

/** The picture with its marks, worked on by mouse, finger and keys. */
export function Stage(props: {
  src: string
  name: string
  marks: Marks
  tool: Tool
  /** Of the brush, as a part of the picture's width. */
  breadth: number
  plain: boolean
  /** Replaces the marks; `begin` with the first change of a movement, which is undone as one. */
  change: (marks: Marks, begin: boolean) => void
}) {
  const { src, name, marks, tool, breadth, plain, change } = props
  const { t } = useTranslation()
  const stage = useRef<HTMLDivElement>(null)
  const drag = useRef<{ what: Drag; from: Point; began: boolean } | null>(null)
  const [drawn, setDrawn] = useState<Box | null>(null)

  const begin = (event: PointerEvent, what: Drag) => {
    if (event.button !== 0) return
    event.stopPropagation()
    stage.current!.setPointerCapture(event.pointerId)
    const from = pointIn(stage.current!, event)
    drag.current = { what, from, began: false }
    if (what.kind === 'brush') {
      change({ ...marks, strokes: [...marks.strokes, { breadth, points: [from] }] }, true)
    }
  }
  const onMove = (event: PointerEvent) => {
    const going = drag.current
    if (!going) return
    const to = pointIn(stage.current!, event)
    const { what } = going
    if (what.kind === 'draw') return setDrawn(between(going.from, to))
    if (what.kind === 'brush') {
      const line = marks.strokes.at(-1)!
      const [x, y] = line.points.at(-1)!
      const isFar = Math.hypot(to[0] - x, to[1] - y) > breadth / 4
      if (!isFar || line.points.length >= mostPoints) return
      const strokes = [...marks.strokes.slice(0, -1), { ...line, points: [...line.points, to] }]
      return change({ ...marks, strokes }, false)
    }
    const [dx, dy] = [to[0] - going.from[0], to[1] - going.from[1]]
    const next = (what.kind === 'move' ? moved : resized)(what.box, dx, dy)
    change(withBox(marks, what.index, next), !going.began)
    going.began = true
  }
  const onEnd = () => {
    if (drag.current?.what.kind === 'draw' && drawn) {
      change({ ...marks, boxes: [...marks.boxes, drawn] }, true)
    }
    drag.current = null
    setDrawn(null)
  }

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const directions: Record<string, Point> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    }
    const direction = directions[event.key]
    const box = marks.boxes[index]!
    if (direction)
      change(withBox(marks, index, (event.shiftKey ? resized : moved)(box, ...direction)), true)
    else if (event.key === 'Delete' || event.key === 'Backspace') {
      change({ ...marks, boxes: marks.boxes.filter((_, other) => other !== index) }, true)
      stage.current?.focus()
    } else return
    event.preventDefault()
  }

  return (
    <div
      ref={stage}
      className="cover-stage"
      data-tool={tool}
      tabIndex={-1}
      onPointerDown={(event) => begin(event, { kind: tool === 'box' ? 'draw' : 'brush' })}
      onPointerMove={onMove}
      onPointerUp={onEnd}
      onPointerCancel={onEnd}
    >
      <MosaicCanvas src={src} name={name} marks={marks} plain={plain} />
      {marks.boxes.map((box, index) => (
        <div
          // eslint-disable-next-line react/no-array-index-key -- a box has no other name
          key={index}
          className="cover-box"
          style={placeOf(box)}
          role="button"
          tabIndex={0}
          aria-label={t('cover.box', { number: index + 1 })}
          aria-describedby="cover-keys"
          onKeyDown={(event) => onKeyDown(event, index)}
          onPointerDown={(event) => {
            if (tool === 'box') begin(event, { kind: 'move', index, box })
          }}
        >
          <span
            className="cover-corner"
            onPointerDown={(event) => {
              if (tool === 'box') begin(event, { kind: 'resize', index, box })
            }}
          />
        </div>
      ))}
      {drawn && <div className="cover-box" style={placeOf(drawn)} />}
    </div>
  )
}

const withBox = (marks: Marks, index: number, box: Box): Marks => ({
  ...marks,
  boxes: marks.boxes.map((other, at) => (at === index ? box : other)),
})
const percent = (part: number) => `${part * 100}%`
const placeOf = ({ x, y, w, h }: Box) => ({
  left: percent(x),
  top: percent(y),
  width: percent(w),
  height: percent(h),
})
