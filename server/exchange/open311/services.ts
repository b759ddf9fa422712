import { foldText } from '../../../contract/fold.ts'
import { notFound } from './errors.ts'
import type { Call, Document } from './call.ts'

/** `GET services`: every subject in force. Its id comes with the answer, so all are realtime. */
export async function services({ catalogue }: Call): Promise<Document> {
  const groups = new Map(catalogue.groups.map((group) => [group.code, group.name]))
  const value = catalogue.subjects.map(({ code, name, group }) => ({
    service_code: code,
    service_name: name,
    description: `${groups.get(group) ?? group}: ${name}`,
    metadata: false,
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

/** `GET services/{code}`: the questions of a subject. Subjects ask none yet. */
export async function serviceDefinition({ catalogue, id }: Call): Promise<Document> {
  if (!catalogue.subjects.some((subject) => subject.code === id)) {
    throw notFound('service_code was not found')
  }
  return { root: 'service_definition', value: { service_code: id, attributes: [] } }
}
