import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Geometry } from '../../../../contract/records/places.ts'
import type { BaseMap, Drawing, DrawnKind } from '../../../map/index.ts'
import { useTranslation } from '../../i18n.ts'
import { MapView } from '../../ui/map-view.tsx'
import { boxId, useFault } from './context.ts'
import { parseGeometry, printGeometry } from './geometry.ts'
import type { GeometryDraft, GeometryType } from './geometry.ts'

type Props = {
  path: string
  label: string
  hint?: string | undefined
  types: string[]
  value: GeometryDraft
  onChange: (value: GeometryDraft) => void
}

const drawable = new Set<string>(['Point', 'LineString', 'Polygon'])

/** Where something is: rows of coordinates, which a map beside them may draw. */
export function GeometryBox({ path, label, hint, types, value, onChange }: Props) {
  const { t } = useTranslation('administration')
  const fault = useFault(path, true)
  const [open, setOpen] = useState(false)
  const parsed = parseGeometry(value)
  const row = parsed && 'row' in parsed ? parsed.row : null
  return (
    <fieldset className="box-frame">
      <legend>{label}</legend>
      <div className="box-fields">
        <NativeSelect
          className="box-short"
          label={t('geometry.type')}
          data={types.map((type) => ({ value: type, label: t(`geometry.${type}`) }))}
          value={value.type}
          onChange={({ currentTarget }) =>
            onChange({ ...value, type: currentTarget.value as GeometryType })
          }
        />
        <Textarea
          id={boxId(path)}
          className="box-rows-of-points"
          label={t('geometry.rows')}
          description={hint ?? t('geometry.rowsHint')}
          error={fault && (row === null ? fault : t('geometry.badRow', { row }))}
          autosize
          // While something is drawn the rows change, and the map below must not move under the finger.
          minRows={open ? 6 : 2}
          maxRows={open ? 6 : 12}
          spellCheck={false}
          value={value.rows}
          onChange={({ currentTarget }) => onChange({ ...value, rows: currentTarget.value })}
        />
      </div>
      {open ? (
        <DrawOnMap
          value={value}
          shown={row === null ? (parsed as Geometry | null) : null}
          onChange={onChange}
          close={() => setOpen(false)}
        />
      ) : (
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('geometry.openMap')}
        </Button>
      )}
    </fieldset>
  )
}

/** The map under the rows: what is typed is shown, what is drawn is typed. */
function DrawOnMap(props: {
  value: GeometryDraft
  shown: Geometry | null
  onChange: (value: GeometryDraft) => void
  close: () => void
}) {
  const { value, shown, onChange, close } = props
  const { t } = useTranslation('administration')
  const [map, setMap] = useState<BaseMap | null>(null)
  const [drawing, setDrawing] = useState<Drawing | null>(null)
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  }, [value])
  const placed = useRef(false)

  useEffect(() => {
    if (!map || drawing) return
    map.show(shown, 'chosen')
    if (shown && !placed.current) map.fit(shown)
    placed.current = true
  }, [map, shown, drawing])

  const start = () => {
    if (!map) return
    map.show(null, 'chosen')
    setDrawing(
      map.draw(value.type as DrawnKind, (_, positions) => {
        const rows = positions.map((point) => point.join(', ')).join('\n')
        onChange({ ...latest.current, rows })
      }),
    )
  }
  const finish = () => {
    const shape = drawing?.finish()
    if (shape) onChange(printGeometry(shape))
    drawing?.cancel()
    setDrawing(null)
  }
  return (
    <>
      <MapView label={t('mapLabel')} onMap={setMap} />
      <div className="panel-buttons">
        {drawing ? (
          <>
            <Button onClick={finish}>{t('geometry.finish')}</Button>
            <Button variant="default" onClick={() => drawing.undo()}>
              {t('geometry.undo')}
            </Button>
          </>
        ) : (
          <Button variant="default" disabled={!map || !drawable.has(value.type)} onClick={start}>
            {t('geometry.draw')}
          </Button>
        )}
        <Button variant="subtle" onClick={close}>
          {t('geometry.closeMap')}
        </Button>
      </div>
      {!drawable.has(value.type) && <p className="quiet">{t('geometry.manyParts')}</p>}
    </>
  )
}
