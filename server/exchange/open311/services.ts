import { foldText } from '../../../contract/fold.ts'
import { notFound } from './errors.ts'
import type { Call, Document } from './call.ts'

/** `GET services`: every subject in force. Its id comes with the answer, so all are realtime. */
export async function services({ catalogue }: Call): Promise<Document> {
  const groups = new Map(catalogue.groups.map((group) => [group.code, group.name]))
  const value = catalogue.subjects.map(({ code, name, group, questions }) => ({
    service_code: code,
    service_name: name,
    description: `${groups.get(group) ?? group}: ${name}`,
    metadata: questions.length > 0,
    type: 'realtime',
    keywords: keywords(name),
    group: groups.get(group) ?? group,
  }))
  return { root: 'services', value }
}

/** The parts of a subject's name, and each without diacritics for those who type none. */
function keywords(name: string): string {
  const words = name
    .split(/[(),;]/)
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')
  return [...new Set([...words, ...words.map(foldText)])].join(', ')
}

/** How Open311 calls the kinds of answers. */
const datatypes = {
  one: 'singlevaluelist',
  yes_no: 'singlevaluelist',
  many: 'multivaluelist',
  text: 'text',
  number: 'string',
  time: 'string',
  code: 'string',
} as const

/** `GET services/{code}`: the questions of a subject; none has to be answered. */
export async function serviceDefinition({ catalogue, id }: Call): Promise<Document> {
  const subject = catalogue.subjects.find(({ code }) => code === id)
  if (!subject) throw notFound('service_code was not found')
  const attributes = subject.questions.map(({ code, text, type, options }, index) => ({
    variable: true,
    code,
    datatype: datatypes[type],
    required: false,
    datatype_description: null,
    order: index + 1,
    description: text,
    ...(options.length > 0 && {
      values: options.map((option) => ({ key: option.code, name: option.name })),
    }),
  }))
  return { root: 'service_definition', value: { service_code: id, attributes } }
}
