import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { codeOf } from '../../../contract/records/kinds.ts'
import type { AnyRecord } from '../../../contract/records/kinds.ts'
import { unitTypeNames } from '../../../contract/records/places.ts'
import { suggestedAgency } from '../../../contract/records/macros.ts'
import type { Unit } from '../../../contract/records/places.ts'
import type { KindName } from '../../../contract/records/shared.ts'
import { plainDay } from '../format.ts'
import { holdsOn } from '../../../contract/records/shared.ts'
import { todayInVietnam } from '../day.ts'
import { language, translate, useTranslation } from '../i18n.ts'
import { Blanks } from './blanks.tsx'
import { allRecordsQuery, isSmall, recordQuery } from './queries.ts'

/** `phường Thuận Hóa`; a province's name says its type itself. */
export function unitTitle({ kind, type, name }: Pick<Unit, 'kind' | 'type' | 'name'>): string {
  if (kind === 'province') return name
  return language() === 'vi'
    ? `${unitTypeNames[type].vi} ${name}`
    : `${name} ${unitTypeNames[type].en}`
}

/** What a record is called in a list, without asking for another. */
export function titleOf(kind: KindName, record: AnyRecord): string {
  if (kind === 'units') return unitTitle(record as Unit)
  if (kind === 'calendarDays') return plainDay(String(record.day))
  if (kind === 'contacts') {
    const role = translate(`administration:value.contacts.role.${String(record.role)}`)
    return record.name ? `${String(record.name)} (${role})` : role
  }
  const { name } = record
  if (typeof name === 'string') return name
  if (typeof name === 'object' && name) return (name as Record<string, string>)[language()] ?? ''
  return codeOf(kind, record)
}

/** What stands where a code could: the suggested agency, or `xa`, the commune's committee there. */
export function wordTitle(code: string): string | null {
  if (code === suggestedAgency) return translate('administration:relative.suggested')
  const [place, office] = code.split('.')
  if (place !== 'xa' && place !== 'ca_xa') return null
  return translate(`administration:relative.${place}`) + (office ? ` – ${office}` : '')
}

/** The records of a small kind by their codes; of several periods, the one that holds today. */
export function useBook(kind: KindName, enabled = true): Map<string, AnyRecord> | undefined {
  const all = useQuery({ ...allRecordsQuery(kind, { day: 'all' }), enabled, staleTime: 5 * 60_000 })
  return useMemo(() => {
    if (!all.data || !enabled) return undefined
    const day = todayInVietnam()
    const book = new Map<string, AnyRecord>()
    for (const record of all.data) {
      const code = codeOf(kind, record)
      if (!book.has(code) || holdsOn(record, day)) book.set(code, record)
    }
    return book
  }, [all.data, kind, enabled])
}

/** The title of the record that a code names, the code itself until it is known. */
export function useTitle(kind: KindName, code: string): string {
  const word = wordTitle(code)
  const group = kind === 'subjects' && /^[A-Z]{2}$/.test(code)
  const from = group ? 'subjectGroups' : kind
  const book = useBook(from, word === null && isSmall(from))
  const one = useQuery({
    ...recordQuery(from, code),
    enabled: word === null && !isSmall(from) && code !== '',
    staleTime: 5 * 60_000,
  })
  if (word !== null) return word
  const periods = one.data?.periods.map(({ record }) => record) ?? []
  const day = todayInVietnam()
  const record = book?.get(code) ?? periods.find((each) => holdsOn(each, day)) ?? periods.at(-1)
  return record ? titleOf(from, record) : code
}

/** The name of what a code names; the code on hovering. */
export function Title({ kind, code }: { kind: KindName; code: string }) {
  return (
    <span title={code}>
      <Blanks text={useTitle(kind, code)} />
    </span>
  )
}

/** The name of a record whose own words are other records: a change of units, a boundary. */
export function RecordTitle({ kind, record }: { kind: KindName; record: AnyRecord }) {
  const { t } = useTranslation('administration')
  if (kind === 'unitChanges') {
    return (
      <>
        <Title kind="units" code={String(record.from)} /> →{' '}
        <Title kind="units" code={String(record.to)} />
      </>
    )
  }
  if (kind === 'boundaries') return <Title kind="units" code={String(record.unit)} />
  if (kind === 'officeHours') {
    return (
      <>
        {record.agency ? (
          <Title kind="agencies" code={String(record.agency)} />
        ) : (
          t('hours.province')
        )}
        {record.season ? ` – ${t('hours.season')}` : ''}
      </>
    )
  }
  return <Blanks text={titleOf(kind, record)} />
}
