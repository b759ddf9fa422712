import type { Duration } from '../../../contract/records/field-reports.ts'
import type { AnyRecord } from '../../../contract/records/kinds.ts'
import type { Geometry } from '../../../contract/records/places.ts'
import type { Bilingual, KindName } from '../../../contract/records/shared.ts'
import { figure, plainDay } from '../format.ts'
import { language, useTranslation } from '../i18n.ts'
import { Blanks } from './blanks.tsx'
import { sizeOf } from './form/geometry.ts'
import type { Field, Shape } from './form/shapes.ts'
import { Title } from './title.tsx'

type Props = { kind: KindName; name: string; shape: Shape; value: unknown; brief?: boolean }

/** The label of a field: the kind's own word for it, else the common one. */
export function useLabel(kind: KindName) {
  const { t } = useTranslation('administration')
  return (name: string) => t(`labelOf.${kind}.${name}`, { defaultValue: t(`label.${name}`) })
}

/** A value in words; `brief` as a cell of a list shows it: one language, no lists of objects. */
export function Value({ kind, name, shape, value, brief = false }: Props) {
  const { t } = useTranslation('administration')
  if (value === undefined || value === null) return <span className="quiet">{t('absent')}</span>
  switch (shape.type) {
    case 'boolean':
      return <>{t(value ? 'yes' : 'no')}</>
    case 'day':
      return <span className="figures">{plainDay(String(value))}</span>
    case 'number':
      return <span className="figures">{numberWords(value as number)}</span>
    case 'enum':
      return <>{t(`value.${kind}.${name}.${String(value)}`)}</>
    case 'reference':
      return <Title kind={shape.kind} code={String(value)} />
    case 'bilingual': {
      const words = value as Bilingual
      if (brief) return <Blanks text={words[language()]} />
      return (
        <>
          <Blanks text={words.vi} />{' '}
          <span className="quiet">
            · <Blanks text={words.en} />
          </span>
        </>
      )
    }
    case 'texts':
      return <>{(value as string[]).join('; ') || '–'}</>
    case 'numbers':
      return <>{(value as number[]).join('; ')}</>
    case 'weekdays':
      return <>{(value as number[]).map((day) => t(`weekday.${day}`)).join(', ')}</>
    case 'references':
      return (
        <ul className="plain value-list">
          {(value as string[]).map((code) => (
            <li key={code}>
              <Title kind={shape.kind} code={code} />
            </li>
          ))}
        </ul>
      )
    case 'geometry': {
      // The log of changes tells of a geometry only that it is another.
      if (!('coordinates' in (value as Geometry))) {
        const { type, digest } = value as unknown as { type: string; digest: string }
        return (
          <>{t('geometry.logged', { type: t(`geometry.${type}`), digest: digest.slice(0, 6) })}</>
        )
      }
      const { parts, points } = sizeOf(value as Geometry)
      const type = t(`geometry.${(value as Geometry).type}`)
      return <>{t('geometry.size', { type, parts: figure(parts), points: figure(points) })}</>
    }
    case 'pairs':
      return (
        <>
          {Object.entries(value as Record<string, string>)
            .map(([key, words]) => `${key}: ${words}`)
            .join('; ')}
        </>
      )
    case 'list':
      return (
        <ol className="value-list">
          {(value as unknown[]).map((item, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows have no name but their place
            <li key={index}>
              <Value kind={kind} name={name} shape={shape.item} value={item} brief={brief} />
            </li>
          ))}
        </ol>
      )
    case 'object':
      return <ObjectValue kind={kind} fields={shape.fields} value={value as AnyRecord} />
    case 'text':
      return <Blanks text={String(value)} />
  }
}

/** The parts of an object in one line; a length of time and hours read as people say them. */
function ObjectValue(props: { kind: KindName; fields: Field[]; value: AnyRecord }) {
  const { kind, fields, value } = props
  const { t } = useTranslation('administration')
  const label = useLabel(kind)
  const names = fields.map(({ name }) => name).join(' ')
  if (names === 'amount unit') {
    return <>{t(`duration.${value.unit as Duration['unit']}`, { count: Number(value.amount) })}</>
  }
  if (names === 'when to' || names === 'to when') {
    const to = fields.find(({ name }) => name === 'to')!
    return (
      <>
        <Blanks text={wordsOf(value.when)} /> →{' '}
        <Value kind={kind} name="to" shape={to.shape} value={value.to} />
      </>
    )
  }
  if (names === 'from to') return <>{`${String(value.from)} – ${String(value.to)}`}</>
  const there = fields.filter(({ name }) => value[name] !== undefined)
  return (
    <>
      {there.map(({ name, shape }, index) => (
        <span key={name}>
          {index > 0 && ' · '}
          <span className="quiet">{label(name)}:</span>{' '}
          <Value kind={kind} name={name} shape={shape} value={value[name]} brief />
        </span>
      ))}
    </>
  )
}

/** A text, or the text of the page's language. */
function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : ((value as Bilingual | undefined)?.[language()] ?? '')
}

function numberWords(value: number): string {
  return new Intl.NumberFormat(language() === 'vi' ? 'vi-VN' : 'en-GB', {
    maximumFractionDigits: 7,
  }).format(value)
}
