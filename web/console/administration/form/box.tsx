import { Checkbox, Chip, Group, NativeSelect, TagsInput, TextInput, Textarea } from '@mantine/core'
import type { Bilingual } from '../../../../contract/records/shared.ts'
import { useTranslation } from '../../i18n.ts'
import { DayInput } from '../../ui/day-input.tsx'
import { useLabel } from '../value.tsx'
import { Reads } from '../blanks.tsx'
import { boxId, useFault, useForm } from './context.ts'
import type { BoxProps } from './context.ts'
import { GeometryBox } from './geometry-box.tsx'
import type { GeometryDraft } from './geometry.ts'
import { ListBox, ObjectBox, PairsBox } from './nested.tsx'
import { ReferenceBox, ReferencesBox } from './reference-box.tsx'

/** The box of one field, whatever its shape. */
export function Box({ path, field, value, onChange }: BoxProps) {
  const { t } = useTranslation('administration')
  const { kind, locked } = useForm()
  const label = useLabel(kind)
  const { shape, name, required } = field
  const own = t(`hintOf.${kind}.${name}`, { defaultValue: '' })
  const common = {
    path,
    label: required ? label(name) : t('optional', { label: label(name) }),
    hint: own || t(`hint.${name}`, { defaultValue: '' }) || undefined,
    disabled: locked.has(path),
    required,
  }
  switch (shape.type) {
    case 'text':
    case 'number':
    case 'numbers':
    case 'day':
      return (
        <LineBox
          {...common}
          type={shape.type}
          long={shape.type === 'text' && shape.long}
          value={value as string}
          onChange={onChange}
        />
      )
    case 'boolean':
      return <YesNo {...common} value={value as boolean} onChange={onChange} />
    case 'enum':
      return (
        <EnumBox
          {...common}
          options={shape.values.map((each) => ({
            value: each,
            label: t(`value.${kind}.${name}.${each}`),
          }))}
          value={value as string}
          onChange={onChange}
        />
      )
    case 'bilingual':
      return <BilingualBox {...common} value={value as Bilingual} onChange={onChange} />
    case 'texts':
      return <TextsBox {...common} value={value as string[]} onChange={onChange} />
    case 'weekdays':
      return <WeekdaysBox {...common} value={value as number[]} onChange={onChange} />
    case 'reference':
      return (
        <ReferenceBox
          {...common}
          kind={shape.kind}
          also={shape.also}
          value={value as string}
          onChange={onChange}
        />
      )
    case 'references':
      return (
        <ReferencesBox
          {...common}
          kind={shape.kind}
          also={shape.also}
          value={value as string[]}
          onChange={onChange}
        />
      )
    case 'list':
      return (
        <ListBox
          {...common}
          name={name}
          item={shape.item}
          value={value as unknown[]}
          onChange={onChange}
        />
      )
    case 'object':
      return (
        <ObjectBox
          {...common}
          fields={shape.fields}
          value={value as Record<string, unknown> | null}
          onChange={onChange}
        />
      )
    case 'pairs':
      return <PairsBox {...common} value={value as [string, string][]} onChange={onChange} />
    case 'geometry':
      return (
        <GeometryBox
          {...common}
          types={shape.types}
          value={value as GeometryDraft}
          onChange={onChange}
        />
      )
  }
}

type Common<Value> = {
  path: string
  label: string
  hint?: string | undefined
  disabled: boolean
  value: Value
  onChange: (value: Value) => void
}

function LineBox(props: Common<string> & { type: string; long: boolean }) {
  const { path, label, hint, disabled, type, long, value, onChange } = props
  const error = useFault(path, type === 'numbers')
  const shared = { id: boxId(path), label, description: hint, disabled, value, error }
  if (long) {
    return (
      <div>
        <Textarea
          {...shared}
          autosize
          minRows={1}
          maxRows={12}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
        <Reads text={value} />
      </div>
    )
  }
  if (type === 'day') return <DayInput {...shared} className="box-short" onChange={onChange} />
  return (
    <TextInput
      {...shared}
      className={type === 'text' ? undefined : 'box-short'}
      inputMode={type === 'number' ? 'decimal' : undefined}
      autoComplete="off"
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

function YesNo({ path, label, hint, value, onChange }: Common<boolean>) {
  return (
    <Checkbox
      id={boxId(path)}
      label={label}
      description={hint}
      error={useFault(path)}
      checked={value}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  )
}

function EnumBox(props: Common<string> & { options: { value: string; label: string }[] }) {
  const { path, label, hint, disabled, value, onChange, options } = props
  return (
    <NativeSelect
      id={boxId(path)}
      className="box-short"
      label={label}
      description={hint}
      disabled={disabled}
      error={useFault(path)}
      data={[{ value: '', label: '–' }, ...options]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}

/** The Vietnamese and the English words side by side. */
function BilingualBox({ path, label, hint, value, onChange }: Common<Bilingual>) {
  const { t } = useTranslation('administration')
  const faults = { vi: useFault(`${path}.vi`), en: useFault(`${path}.en`) }
  const whole = useFault(path)
  return (
    <div className="box-pair" role="group" aria-label={label}>
      {(['vi', 'en'] as const).map((language) => (
        <div key={language}>
          <Textarea
            id={boxId(language === 'vi' ? path : `${path}.en`)}
            label={t('inLanguage', { label, language: t(`common:language.${language}`) })}
            description={language === 'vi' ? hint : undefined}
            autosize
            minRows={1}
            maxRows={12}
            error={faults[language] ?? whole}
            value={value[language]}
            onChange={({ currentTarget }) =>
              onChange({ ...value, [language]: currentTarget.value })
            }
          />
          <Reads text={value[language]} />
        </div>
      ))}
    </div>
  )
}

function TextsBox({ path, label, hint, value, onChange }: Common<string[]>) {
  const { t } = useTranslation('administration')
  return (
    <TagsInput
      id={boxId(path)}
      label={label}
      description={hint ?? t('textsHint')}
      error={useFault(path, true)}
      splitChars={[]}
      acceptValueOnBlur
      comboboxProps={{ withinPortal: false }}
      value={value}
      onChange={onChange}
    />
  )
}

function WeekdaysBox({ path, label, value, onChange }: Common<number[]>) {
  const { t } = useTranslation('administration')
  const fault = useFault(path, true)
  return (
    <div role="group" aria-label={label} id={boxId(path)} tabIndex={-1}>
      <p className="box-label">{label}</p>
      <Group gap={4}>
        {[1, 2, 3, 4, 5, 6, 7].map((day) => (
          <Chip
            key={day}
            size="xs"
            checked={value.includes(day)}
            onChange={(checked) =>
              onChange(
                checked
                  ? [...value, day].sort((one, other) => one - other)
                  : value.filter((each) => each !== day),
              )
            }
          >
            {t(`weekday.${day}`)}
          </Chip>
        ))}
      </Group>
      {fault && <p className="box-fault">{fault}</p>}
    </div>
  )
}
