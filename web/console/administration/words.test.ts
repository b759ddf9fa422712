import { describe, expect, it } from 'vitest'
import { changeKinds } from '../../../contract/administration.ts'
import { kindNames } from '../../../contract/records/shared.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import texts from '../../locales/vi/administration.json' with { type: 'json' }
import common from '../../locales/vi/common.json' with { type: 'json' }
import consoleTexts from '../../locales/vi/console.json' with { type: 'json' }
import { related } from './records/related.tsx'
import { fieldsOf } from './form/shapes.ts'
import type { Field, Shape } from './form/shapes.ts'
import { groups, sections } from './sections.ts'

type Texts = { [key: string]: string | Texts }

/** The text at a dotted path, or undefined. */
function text(path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (at as Texts | undefined)?.[key], texts)
}

/** Every field of a kind, also those inside objects and rows. */
function allFields(fields: Field[]): Field[] {
  const inside = (shape: Shape): Field[] =>
    shape.type === 'object'
      ? allFields(shape.fields)
      : shape.type === 'list'
        ? inside(shape.item)
        : []
  return fields.flatMap((field) => [field, ...inside(field.shape)])
}

const allKinds = kindNames.flatMap((kind) => allFields(fieldsOf(kind)))

describe.each(kindNames)('%s', (kind: KindName) => {
  const fields = allFields(fieldsOf(kind))

  it('has a label for every field', () => {
    for (const { name } of fields) {
      const label = text(`labelOf.${kind}.${name}`) ?? text(`label.${name}`)
      expect(label, name).toBeTypeOf('string')
    }
  })

  it('has a word for every value that is chosen', () => {
    for (const { name, shape } of fields) {
      if (shape.type !== 'enum') continue
      for (const value of shape.values) {
        expect(text(`value.${kind}.${name}.${value}`), `${name} ${value}`).toBeTypeOf('string')
      }
    }
  })
})

it('names and explains every page', () => {
  for (const { name } of groups) expect(text(`group.${name}`)).toBeTypeOf('string')
  for (const { slug } of sections) {
    expect(text(`section.${slug}`), slug).toBeTypeOf('string')
    if (slug !== 'phan-tuyen') expect(text(`lead.${slug}`), slug).toBeTypeOf('string')
  }
  for (const kind of changeKinds) expect(text(`kind.${kind}`), kind).toBeTypeOf('string')
})

it('has a word for every list beside a record, every day of the week and every shape', () => {
  for (const [kind, lists] of Object.entries(related)) {
    for (const [of, field] of lists) {
      expect(text(`related.${kind}.${of}.${field}`), `${kind} ${of} ${field}`).toBeTypeOf('string')
    }
  }
  for (const day of [1, 2, 3, 4, 5, 6, 7]) {
    expect(text(`weekday.${day}`)).toBeTypeOf('string')
    expect(text(`weekdayShort.${day}`)).toBeTypeOf('string')
    expect(Object.keys(consoleTexts.weekday)).toContain(String(day % 7))
  }
  const types = allKinds.flatMap(({ shape }) => (shape.type === 'geometry' ? shape.types : []))
  expect(types).not.toEqual([])
  for (const type of types) expect(text(`geometry.${type}`), type).toBeTypeOf('string')
})

it('has a sentence for each fault that only a form finds', () => {
  const codes = ['not_after_start', 'same_start', 'nameless', 'invalid_position', 'invalid_number']
  expect(Object.keys(common.field)).toEqual(expect.arrayContaining(codes))
})
