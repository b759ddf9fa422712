import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
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

const key = 'nhip.language'

/** The language this browser was last switched to; Vietnamese until somebody chooses. */
function chosen(): Language {
  const stored = kept(key)
  return languages.find((language) => language === stored) ?? 'vi'
}

/** Starts the translations. Placeholders are `{name}`, as in the province's own sample texts. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
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
