import { Button, TextInput } from '@mantine/core'
import { useTranslation } from '../../i18n.ts'
import { boxId, useFault, useForm } from './context.ts'
import { toDraft } from './draft.ts'
import type { Draft } from './draft.ts'
import type { Field, Shape } from './shapes.ts'

type Common = { path: string; label: string; hint?: string | undefined; required: boolean }

/** The boxes of an object, in a frame with its name; one that may be absent can be added and left out. */
export function ObjectBox(
  props: Common & {
    fields: Field[]
    value: Draft | null
    onChange: (value: Draft | null) => void
  },
) {
  const { path, label, hint, required, fields, value, onChange } = props
  const { t } = useTranslation('administration')
  const fault = useFault(path)
  const empty = () => toDraft({ type: 'object', fields }, undefined, true) as Draft
  return (
    <fieldset className="box-frame" id={boxId(path)} tabIndex={-1}>
      <legend>{label}</legend>
      {hint && <p className="box-hint">{hint}</p>}
      {value === null ? (
        <Button variant="default" onClick={() => onChange(empty())}>
          {t('form.add')}
        </Button>
      ) : (
        <>
          <Fields fields={fields} path={path} value={value} onChange={onChange} />
          {!required && (
            <Button variant="subtle" onClick={() => onChange(null)}>
              {t('form.leaveOut')}
            </Button>
          )}
        </>
      )}
      {fault && <p className="box-fault">{fault}</p>}
    </fieldset>
  )
}

const isShort = ({ shape }: Field) =>
  shape.type === 'number' || shape.type === 'enum' || (shape.type === 'text' && !shape.long)

/** The boxes of some fields; short ones share a line. */
export function Fields(props: {
  fields: Field[]
  path: string
  value: Draft
  onChange: (value: Draft) => void
}) {
  const { fields, path, value, onChange } = props
  const { Box } = useForm()
  return (
    <div className="box-fields" data-line={fields.every(isShort)}>
      {fields.map((field) => (
        <Box
          key={field.name}
          path={path ? `${path}.${field.name}` : field.name}
          field={field}
          value={value[field.name]}
          onChange={(next) => onChange({ ...value, [field.name]: next })}
        />
      ))}
    </div>
  )
}

/** Rows that can be added, taken out and moved: their order means something (leads, questions). */
export function ListBox(
  props: Common & {
    name: string
    item: Shape
    value: unknown[]
    onChange: (value: unknown[]) => void
  },
) {
  const { path, label, hint, name, item, value, onChange } = props
  const { t } = useTranslation('administration')
  const { Box } = useForm()
  const fault = useFault(path)
  const field: Field = { name, shape: item, required: true, nullable: false }
  const moved = (from: number, to: number) => {
    const next = [...value]
    next.splice(to, 0, ...next.splice(from, 1))
    onChange(next)
  }
  return (
    <fieldset className="box-frame" id={boxId(path)} tabIndex={-1}>
      <legend>{label}</legend>
      {hint && <p className="box-hint">{hint}</p>}
      <ol className="box-rows">
        {value.map((each, index) => {
          const at = `${path}.${index}`
          const change = (next: unknown) =>
            onChange(value.map((old, other) => (other === index ? next : old)))
          const row = t('form.row', { number: index + 1 })
          return (
            // oxlint-disable-next-line react/no-array-index-key -- rows have no name but their place
            <li key={index} className="box-row" aria-label={row}>
              <div className="box-row-buttons">
                <span className="quiet">{row}</span>
                <Button
                  variant="subtle"
                  disabled={index === 0}
                  aria-label={t('form.upRow', { row })}
                  onClick={() => moved(index, index - 1)}
                >
                  ↑
                </Button>
                <Button
                  variant="subtle"
                  disabled={index === value.length - 1}
                  aria-label={t('form.downRow', { row })}
                  onClick={() => moved(index, index + 1)}
                >
                  ↓
                </Button>
                <Button
                  variant="subtle"
                  aria-label={t('form.removeRow', { row })}
                  onClick={() => onChange(value.filter((_, other) => other !== index))}
                >
                  {t('form.remove')}
                </Button>
              </div>
              <div className="box-row-fields">
                {item.type === 'object' ? (
                  <Fields fields={item.fields} path={at} value={each as Draft} onChange={change} />
                ) : (
                  <Box path={at} field={field} value={each} onChange={change} />
                )}
              </div>
            </li>
          )
        })}
      </ol>
      <Button
        variant="default"
        onClick={() => onChange([...value, toDraft(item, undefined, true)])}
      >
        {t('form.addRow')}
      </Button>
      {fault && <p className="box-fault">{fault}</p>}
    </fieldset>
  )
}

/** Names and values side by side: number, decision, contractor. */
export function PairsBox(
  props: Common & { value: [string, string][]; onChange: (value: [string, string][]) => void },
) {
  const { path, label, hint, value, onChange } = props
  const { t } = useTranslation('administration')
  const fault = useFault(path, true)
  const set = (at: number, pair: [string, string]) =>
    onChange(value.map((old, index) => (index === at ? pair : old)))
  return (
    <fieldset className="box-frame" id={boxId(path)} tabIndex={-1}>
      <legend>{label}</legend>
      {hint && <p className="box-hint">{hint}</p>}
      {value.map(([name, words], index) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no name but their place
        <div key={index} className="box-pair-row">
          <TextInput
            aria-label={t('form.pairName', { number: index + 1 })}
            placeholder={t('form.name')}
            value={name}
            onChange={({ currentTarget }) => set(index, [currentTarget.value, words])}
          />
          <TextInput
            aria-label={t('form.pairValue', { number: index + 1 })}
            placeholder={t('form.value')}
            value={words}
            onChange={({ currentTarget }) => set(index, [name, currentTarget.value])}
          />
          <Button
            variant="subtle"
            aria-label={t('form.removeRow', { row: t('form.row', { number: index + 1 }) })}
            onClick={() => onChange(value.filter((_, other) => other !== index))}
          >
            {t('form.remove')}
          </Button>
        </div>
      ))}
      <Button variant="default" onClick={() => onChange([...value, ['', '']])}>
        {t('form.addRow')}
      </Button>
      {fault && <p className="box-fault">{fault}</p>}
    </fieldset>
  )
}
