import { sql } from 'kysely'
import type { z } from 'zod'
import type { getCatalogue } from '../../contract/cases.ts'
import { Failure } from '../../contract/errors.ts'
import { withProvinceWord } from '../../contract/packs.ts'
import type {
  Choice,
  DeadlineClass,
  Subject,
  SubjectGroup,
  TextModule,
} from '../../contract/records/field-reports.ts'
import type { Macro } from '../../contract/records/macros.ts'
import type { ConsentText } from '../../contract/records/consents.ts'
import type { Bilingual } from '../../contract/records/shared.ts'
import { agencyParents } from '../identity/index.ts'
import { calendarKinds, placesInForce, readCalendar } from '../places/index.ts'
import type { Calendar, Place } from '../places/index.ts'
import type { Executor } from '../platform/database/index.ts'
import { readSetting } from '../platform/settings.ts'
import { presentQuestions } from './answers.ts'
import { periodsOf } from './periods.ts'
import type { Periods } from './periods.ts'
import {
  choiceTable,
  classTable,
  consentTable,
  groupTable,
  macroTable,
  subjectTable,
  textModuleTable,
} from './records.ts'
import { tables } from './tables.ts'

export type Language = 'vi' | 'en'
export type Catalogue = z.output<typeof getCatalogue.response>

/**
 * The law and lists, held in memory: what is in force today by code, and all periods of what a case
 * names, for the words of its own time.
 */
export type Rules = {
  /** The day for which these are in force, `YYYY-MM-DD`. */
  today: string
  province: Place
  demo: boolean
  communes: Map<string, Place>
  groups: SubjectGroup[]
  /** In the order of their groups. */
  subjects: Map<string, Subject>
  refusals: Map<string, Choice>
  returnReasons: Map<string, Choice>
  ratings: Map<string, Choice>
  consents: Map<string, ConsentText>
  /** What may be asked about one's data, and why that may be refused. */
  dataRequests: Map<string, Choice>
  dataRefusals: Map<string, Choice>
  /** Every period there was. */
  ever: {
    subjects: Periods<Subject>
    classes: Periods<DeadlineClass>
    choices: Periods<Choice>
    consents: Periods<ConsentText>
  }
  textModules: TextModule[]
  macros: Macro[]
  calendar: Calendar
}

const byCode = <Row extends { code: string }>(rows: Row[]) =>
  new Map(rows.map((row) => [row.code, row]))

/** The records that the {@link Rules} are made of. */
export const ruleKinds = [
  'units',
  'agencies',
  ...calendarKinds,
  'subjectGroups',
  'subjects',
  'classes',
  'choices',
  'textModules',
  'macros',
  'consents',
] as const

/**
 * Reads the {@link Rules}; for `whenChanged`.
 * @throws Failure unavailable when no province is served yet
 */
export async function readRules(executor: Executor): Promise<Rules> {
  const { province, communes } = await placesInForce(executor)
  // An installation without a province can serve nothing yet: `nhip import` brings one.
  if (!province) throw new Failure('unavailable', { details: { reason: 'no_province' } })
  const word = (text: string) => withProvinceWord(text, province)
  const shown = ({ vi, en }: Bilingual): Bilingual => ({ vi: word(vi), en: word(en) })

  const today = await readToday(executor)
  const groups = (await groupTable.read(executor))
    .map((group) => ({ ...group, name: shown(group.name) }))
    .toSorted((one, other) => one.sort - other.sort)
  const groupOrder = new Map(groups.map(({ code }, index) => [code, index]))
  const subjects = periodsOf(
    (await subjectTable.read(executor))
      .map((subject) => ({
        ...subject,
        name: shown(subject.name),
        lead: subject.lead.map(({ when, to }) => ({ when: word(when), to })),
      }))
      .toSorted(
        (one, other) => (groupOrder.get(one.group) ?? 0) - (groupOrder.get(other.group) ?? 0),
      ),
  )
  const choices = periodsOf(
    (await choiceTable.read(executor))
      .map((choice) => ({
        ...choice,
        name: shown(choice.name),
        ...(choice.guidance && { guidance: shown(choice.guidance) }),
        ...(choice.signs && { signs: { ...choice.signs, notice: shown(choice.signs.notice) } }),
      }))
      .toSorted((one, other) => one.sort - other.sort),
  )
  const consents = periodsOf(
    (await consentTable.read(executor)).toSorted((one, other) => one.sort - other.sort),
  )
  const choicesOf = (list: Choice['list']) =>
    byCode(choices.allOn(today).filter((choice) => choice.list === list))

  return {
    today,
    province,
    demo: (await readSetting(executor, 'demo')) === true,
    communes: byCode(communes),
    groups,
    subjects: byCode(subjects.allOn(today)),
    refusals: choicesOf('refusal'),
    returnReasons: choicesOf('return'),
    ratings: choicesOf('rating'),
    consents: byCode(consents.allOn(today)),
    dataRequests: choicesOf('data_request'),
    dataRefusals: choicesOf('data_refusal'),
    ever: { subjects, classes: periodsOf(await classTable.read(executor)), choices, consents },
    textModules: periodsOf(await textModuleTable.read(executor))
      .allOn(today)
      .toSorted((one, other) => one.sort - other.sort),
    macros: periodsOf(await macroTable.read(executor))
      .allOn(today)
      .toSorted((one, other) => one.sort - other.sort),
    calendar: await readCalendar(executor, await agencyParents(executor)),
  }
}

async function readToday(executor: Executor): Promise<string> {
  const { rows } = await sql<{ today: string }>`
    select (now() at time zone 'Asia/Ho_Chi_Minh')::date as today`.execute(tables(executor))
  return rows[0]!.today
}

/** Who may read of a subject, by what holds today; a subject unknown by now is closed: the safe side. */
export function publicationOf(rules: Rules, subject: string): Subject['publication'] {
  return rules.ever.subjects.near(subject, rules.today)?.publication ?? 'closed'
}

/** An answer that is owed within minutes or hours, nights and holidays too. */
const isRoundTheClock = (found: DeadlineClass | undefined) =>
  found?.result.unit === 'minutes' || found?.result.unit === 'hours'

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
      urgent: isRoundTheClock(rules.ever.classes.on(subject.class, rules.today)),
      contact: subject.contact ?? 'optional',
      questions: presentQuestions(subject, language),
    })),
    classes: rules.ever.classes.allOn(rules.today).map(named),
    refusals: [...rules.refusals.values()].map((choice) => ({
      ...named(choice),
      guidance: choice.guidance?.[language] ?? '',
    })),
    signs: [...rules.refusals.values()].flatMap(({ code, signs }) =>
      signs ? [{ code, phrases: signs.phrases, notice: signs.notice[language] }] : [],
    ),
    returnReasons: [...rules.returnReasons.values()].map(named),
    ratings: [...rules.ratings.values()].map(named),
    consents: [...rules.consents.values()].map((consent) => ({
      ...named(consent),
      text: consent.text[language],
      version: consent.validFrom,
    })),
    dataRequests: [...rules.dataRequests.values()].map(named),
    dataRefusals: [...rules.dataRefusals.values()].map(named),
  }
}
