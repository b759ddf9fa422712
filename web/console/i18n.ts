// oxlint-disable no-restricted-imports -- everybody else takes what is made of them here
import i18next from 'i18next'
import type { TFunction } from 'i18next'
import { useSyncExternalStore } from 'react'
// oxlint-enable no-restricted-imports
import enAdministration from '../locales/en/administration.json' with { type: 'json' }
import enAudit from '../locales/en/audit.json' with { type: 'json' }
import enCommon from '../locales/en/common.json' with { type: 'json' }
import enConsole from '../locales/en/console.json' with { type: 'json' }
import viAdministration from '../locales/vi/administration.json' with { type: 'json' }
import viAudit from '../locales/vi/audit.json' with { type: 'json' }
import viCommon from '../locales/vi/common.json' with { type: 'json' }
import viConsole from '../locales/vi/console.json' with { type: 'json' }
import { keep, kept } from './storage.ts'

export const languages = ['vi', 'en'] as const
export type Language = (typeof languages)[number]

/** English says the same (tested), with a singular where it has one. */
type Texts = {
  console: typeof viConsole
  common: typeof viCommon
  administration: typeof viAdministration
  audit: typeof viAudit
}
type Namespace = keyof Texts
type Path<Tree> = {
  [Name in keyof Tree & string]: Tree[Name] extends string
    ? Name | WithoutPlural<Name>
    : `${Name}.${Path<Tree[Name]>}`
}[keyof Tree & string]
type WithoutPlural<Name> = Name extends `${infer Counted}_other` ? Counted : never
/** Of values that a type knows as text or as figures only: tests hold these against what is said. */
type Open = {
  console: `weekday.${number}`
  common: `field.${string}`
  administration:
    | `weekday.${number}`
    | `weekdayShort.${number}`
    | `${'geometry' | 'label' | 'lead' | 'related' | 'section' | 'value'}.${string}`
  audit: never
}
type Paths = { [Name in Namespace]: Path<Texts[Name]> | Open[Name] }
type Anywhere = { [Name in Namespace]: `${Name}:${Paths[Name]}` }[Namespace]

/** The name of a text in one of `locales/…/*.json`, or in any by its prefix: `common:status.closed`. */
export type TextKey<Name extends Namespace = never> = Paths[Name] | Anywhere

/**
 * Finds a text. A key is one of those that exist, or – where a value of a server may be newer than
 * this page – any with a `defaultValue`. (The types that i18next makes of resources doubled the time
 * that the types of the whole project take to check.)
 */
export interface Translate<Name extends Namespace = never> {
  (key: TextKey<Name>, values?: Record<string, unknown>): string
  (key: string, values: Record<string, unknown> & { defaultValue: string }): string
}

function onLanguage(listener: () => void): () => void {
  i18next.on('languageChanged', listener)
  return () => i18next.off('languageChanged', listener)
}

/** Texts without values are looked for once: a list asks a thousand times for the same fifty. */
function remembering(fixed: TFunction): TFunction {
  const found = new Map<string, string>()
  const say = (key: string, values?: Record<string, unknown>): string => {
    if (values) return fixed(key, values)
    const text = found.get(key) ?? fixed(key)
    found.set(key, text)
    return text
  }
  return say as TFunction
}
const spoken = new Map<string, TFunction>()

/**
 * The texts inside a component, which is drawn again in another language when that is chosen.
 * (react-i18next copies i18next for each component that speaks: a third of the time of a list.)
 */
export function useTranslation<Name extends Namespace = 'console'>(
  namespace?: Name,
): { t: Translate<Name> } {
  const now = useSyncExternalStore(onLanguage, language)
  const name = `${now} ${namespace ?? 'console'}`
  const t = spoken.get(name) ?? remembering(i18next.getFixedT<string>(now, namespace ?? 'console'))
  spoken.set(name, t)
  return { t }
}

/** The texts where there is no component. */
export const translate: Translate<'console'> = (
  key: string,
  values?: Record<string, unknown>,
): string => i18next.t(key, values)

const key = 'nhip.language'

/** The language this browser was last switched to; Vietnamese until somebody chooses. */
function chosen(): Language {
  const stored = kept(key)
  return languages.find((language) => language === stored) ?? 'vi'
}

/** Starts the translations. Placeholders are `{name}`, as in the province's own sample texts. */
export async function startI18n(): Promise<void> {
  await i18next.init({
    lng: chosen(),
    fallbackLng: 'vi',
    ns: ['console', 'common', 'administration', 'audit'],
    defaultNS: 'console',
    resources: {
      vi: {
        common: viCommon,
        console: viConsole,
        administration: viAdministration,
        audit: viAudit,
      },
      en: {
        common: enCommon,
        console: enConsole,
        administration: enAdministration,
        audit: enAudit,
      },
    },
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
  })
  document.documentElement.lang = language()
}

export function language(): Language {
  return languages.find((known) => known === i18next.language) ?? 'vi'
}

export async function setLanguage(next: Language): Promise<void> {
  keep(key, next)
  await i18next.changeLanguage(next)
  document.documentElement.lang = next
}
