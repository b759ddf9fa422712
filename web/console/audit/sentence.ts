import type { Translate } from '../i18n.ts'
import type { AuditEntry, AuditFault } from '../../../contract/audit.ts'
import { inGroups } from '../../../contract/codes.ts'
import { figure, plainDay } from '../format.ts'

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown) => (typeof value === 'number' ? figure(value) : '')
const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

/** Who did it: a member of staff by name, else what the log knows. */
export function whoOf({ actor, data }: AuditEntry, t: Translate): string {
  if (actor.kind === 'staff') {
    const who = actor.name ?? actor.id ?? t('audit:who.unknown')
    return actor.actingFor ? t('console:actingFor', { who, giver: actor.actingFor }) : who
  }
  const [from = '', ...rest] = textOf(data.origin).split(' ')
  if (actor.kind !== 'system' || !from) return t(`audit:who.${actor.kind}`)
  const origin = t(`administration:origin.${from}`, { name: rest.join(' '), defaultValue: from })
  return t('audit:who.origin', { origin })
}

/** What it was done to: a case by its number, an account or an agency by name, else the code. */
export function subjectOf({ subject, data }: AuditEntry): string {
  if (!subject) return ''
  if (!subject.name) return textOf(data.code) || subject.id
  return /^\d{10}$/.test(subject.name) ? inGroups(subject.name) : subject.name
}

/** What an entry of the log tells, as a sentence. */
export function sentenceOf(entry: AuditEntry, t: Translate): string {
  const { kind, data } = entry
  const values = {
    who: whoOf(entry, t),
    subject: subjectOf(entry),
    to: entry.to ?? '',
    kind: lowered(t(`administration:kind.${textOf(data.kind)}`, { defaultValue: '' })),
    command: textOf(data.command),
    rows: numberOf(data.rows),
    day: plainDay(textOf(data.row)),
    seq: numberOf(data.seq),
    actions: numberOf(data.actions),
    changes: numberOf(data.changes),
    route: textOf(data.route),
    times: numberOf(data.times),
    refusal: t(`audit:refusal.${textOf(data.code)}`, { defaultValue: textOf(data.code) }),
  }
  // Of what this page does not know yet, its code.
  const say = (key: string) => t(key, { ...values, defaultValue: key.split('.').at(-1)! })
  if (kind === 'action') return say(`audit:action.${textOf(data.type)}`)
  if (kind === 'change') return say(`audit:change.${changeOf(data)}`)
  if (kind === 'export' && data.what === 'cases') return t('audit:line.export_cases', values)
  if (kind === 'shift') return say(`audit:shift.${textOf(data.type)}`)
  if (kind === 'picture') return say(`audit:picture.${textOf(data.type)}`)
  if (kind === 'refused' && data.times !== 1) return t('audit:line.refused_again', values)
  if (kind === 'sign_out' && data.other) return t('audit:line.sign_out_other', values)
  if (kind === 'sign_out' && data.everywhere) return t('audit:line.sign_out_everywhere', values)
  const isNobodys = (kind === 'sign_in_failed' || kind === 'locked') && !entry.subject
  const isCitizens = kind === 'sign_in_failed' && data.who === 'citizen'
  const nobody = isNobodys ? '_nobody' : ''
  return say(`audit:line.${kind}${isCitizens ? '_citizen' : nobody}`)
}

/** Of accounts it is told what was changed; of records that they were. */
function changeOf({ kind, what, fields }: AuditEntry['data']): string {
  if (kind !== 'people') return textOf(what)
  if (what !== 'changed') return `people_${textOf(what)}`
  const changed = ['passwordReset', 'delegated', 'delegationWithdrawn', 'disabled', 'grants'].find(
    (name) => listOf(fields).includes(name),
  )
  return `people_${changed ?? 'changed'}`
}

const lowered = (text: string) => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1)

/** The names of what was written or changed, never what it says. */
export function fieldsOf({ kind, data }: AuditEntry, t: Translate): string[] {
  const of = textOf(data.kind)
  return listOf(data.fields).map((name) => {
    if (kind !== 'change') return t(`audit:field.${name}`, { defaultValue: name })
    if (of === 'people') return t(`administration:people.logged.${name}`, { defaultValue: name })
    const label = t(`administration:label.${name}`, { defaultValue: name })
    return t(`administration:labelOf.${of}.${name}`, { defaultValue: label })
  })
}

/** What is wrong with the chain, as a sentence. */
export function faultWords({ fault, seq, row }: AuditFault, t: Translate): string {
  return t(`audit:fault.${fault}`, {
    seq: seq === null ? '' : figure(seq),
    row: row && /^\d{4}-\d\d-\d\d$/.test(row) ? plainDay(row) : (row ?? ''),
  })
}
