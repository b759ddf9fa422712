import type { Language } from './page.ts'
import en from '../locales/en/citizen.json' with { type: 'json' }
import vi from '../locales/vi/citizen.json' with { type: 'json' }

type Texts = typeof vi
type Path<Tree, Prefix extends string = ''> = {
  [Name in keyof Tree & string]: Tree[Name] extends string
    ? `${Prefix}${Name}`
    : Path<Tree[Name], `${Prefix}${Name}.`>
}[keyof Tree & string]

/** The name of a text in `locales/…/citizen.json`, e.g. `form.title`. */
export type TextKey = Path<Texts>
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string

const texts: Record<Language, Texts> = { vi, en }

function find(language: Language, key: string): string | undefined {
  let found: unknown = texts[language]
  for (const name of key.split('.')) found = (found as Record<string, unknown> | undefined)?.[name]
  return typeof found === 'string' ? found : undefined
}

/** The texts of one language; `{{name}}` is replaced by the value of that name. */
export function wordsOf(language: Language): Translate {
  return (key, values = {}) =>
    find(language, key)!.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** Whether there is such a text: for keys that are made from data. */
export function isTextKey(key: string): key is TextKey {
  return find('vi', key) !== undefined
}
