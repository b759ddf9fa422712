import { sql } from 'kysely'
import type { z } from 'zod'
import type { getCatalogue } from '../../contract/cases.ts'
import { Failure } from '../../contract/errors.ts'
import { withProvinceWord } from '../../contract/packs.ts'
import type { Subject } from '../../contract/records/field-reports.ts'
import type { Bilingual } from '../../contract/records/shared.ts'
import { placesInForce } from '../places/index.ts'
import type { Place } from '../places/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { readSetting } from '../platform/settings.ts'
import { tables } from './tables.ts'

export type Language = 'vi' | 'en'
export type Catalogue = z.output<typeof getCatalogue.response>

type Choice = { code: string; name: Bilingual; guidance: Bilingual | null }

/** The law and lists in force, held in memory and read again every few seconds. */
export type Rules = {
  province: Place
  demo: boolean
  communes: Map<string, Place>
  groups: { code: string; name: Bilingual; icon: string }[]
  subjects: Map<
    string,
    {
      code: string
      group: string
      name: Bilingual
      class: string
      publication: Subject['publication']
      lead: Subject['lead']
    }
  >
  /** By class: the deadline of what is received today, where it does not depend on the hour. */
  deadlines: Map<string, { day: string; dueAt: Date }>
  refusals: Map<string, Choice>
  returnReasons: Map<string, Choice>
  ratings: Map<string, Choice>
}

const byCode = <Row extends { code: string }>(rows: Row[]) =>
  new Map(rows.map((row) => [row.code, row]))

async function readRules(executor: Executor): Promise<Rules> {
  const { province, communes } = await placesInForce(executor)
  // An installation without a province can serve nothing yet: `nhip import` brings one.
  if (!province) throw new Failure('unavailable', { details: { reason: 'no_province' } })
  const db = tables(executor)
  const word = (text: string) => withProvinceWord(text, province)
  const shown = (name: unknown): Bilingual => {
    const { vi, en } = name as Bilingual
    return { vi: word(vi), en: word(en) }
  }
  const groups = await db.selectFrom('cases.subject_groups').selectAll().orderBy('sort').execute()
  const subjects = await db
    .selectFrom('cases.subjects')
    .selectAll()
    .where('valid_to', 'is', null)
    .orderBy('sort')
    .execute()
  const deadlines = await sql<{ code: string; day: string; dueAt: Date }>`
    select code, (now() at time zone 'Asia/Ho_Chi_Minh')::date as day,
      cases.due_at(code, now()) as "dueAt"
    from cases.classes where valid_to is null and result_unit = 'working_days'`.execute(db)
  const choices = await db
    .selectFrom('cases.choices')
    .selectAll()
    .where('valid_to', 'is', null)
    .orderBy('sort')
    .execute()
  const choicesOf = (list: string) =>
    byCode(
      choices
        .filter((row) => row.list === list)
        .map((row) => ({
          code: row.code,
          name: shown(row.name),
          guidance: row.guidance ? shown(row.guidance) : null,
        })),
    )
  return {
    province,
    demo: (await readSetting(executor, 'demo')) === true,
    communes: byCode(communes),
    groups: groups.map((row) => ({ code: row.code, name: shown(row.name), icon: row.icon })),
    subjects: byCode(
      subjects.map((row) => ({
        code: row.code,
        group: row.group_code,
        name: shown(row.name),
        class: row.class,
        publication: row.publication as Subject['publication'],
        lead: (row.lead as Subject['lead']).map(({ when, to }) => ({ when: word(when), to })),
      })),
    ),
    deadlines: byCode(deadlines.rows),
    refusals: choicesOf('refusal'),
    returnReasons: choicesOf('return'),
    ratings: choicesOf('rating'),
  }
}

const maxAge = 10_000

/** A reader of {@link Rules} that asks the database at most every ten seconds. */
export function rulesReader(executor: Executor): () => Promise<Rules> {
  let kept: { rules: Promise<Rules>; until: number } | null = null
  return () => {
    const now = Date.now()
    if (!kept || now > kept.until) {
      const rules = readRules(executor)
      kept = { rules, until: now + maxAge }
      // A failed read is not kept: the next caller asks again.
      rules.catch(() => (kept = null))
    }
    return kept.rules
  }
}

/** The lists a form needs, in one language. */
export function presentCatalogue(rules: Rules, language: Language): Catalogue {
  const named = ({ code, name }: { code: string; name: Bilingual }) => ({
    code,
    name: name[language],
  })
  return {
    province: { code: rules.province.code, name: rules.province.name },
    demo: rules.demo,
    communes: [...rules.communes.values()].map((unit) => ({
      code: unit.code,
      name: unit.name,
      position: { lat: unit.lat, lon: unit.lon },
    })),
    groups: rules.groups.map((group) => ({ ...named(group), icon: group.icon })),
    subjects: [...rules.subjects.values()].map((subject) => ({
      ...named(subject),
      group: subject.group,
      class: subject.class,
    })),
    refusals: [...rules.refusals.values()].map((choice) => ({
      ...named(choice),
      guidance: choice.guidance?.[language] ?? '',
    })),
    returnReasons: [...rules.returnReasons.values()].map(named),
    ratings: [...rules.ratings.values()].map(named),
  }
}
