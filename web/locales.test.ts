import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import administration from './locales/vi/administration.json' with { type: 'json' }
import audit from './locales/vi/audit.json' with { type: 'json' }
import citizen from './locales/vi/citizen.json' with { type: 'json' }
import common from './locales/vi/common.json' with { type: 'json' }
import console_ from './locales/vi/console.json' with { type: 'json' }

// That every text asked for exists is proved by the types: `TextKey` of the console and of the
// citizen's site. Here: that every text is asked for, by its whole name or by one that is made.

type Texts = { [key: string]: string | Texts }
const places = { console: console_, common, administration, audit }
type Place = keyof typeof places

/** What files are made of on the server, part by part: `server/file-words.ts`. */
const inFiles = ['common:status.', 'console:box.', 'console:channel.', 'console:filter.']
inFiles.push('console:order.', 'console:listFile.')

/** The names of texts, without what tells a plural. */
function namesOf(texts: Texts, prefix = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : namesOf(value, `${prefix}${key}.`),
  )
}

/** The sources of a folder by their names, without tests. */
function sourcesOf(folder: string): string[] {
  const root = new URL(`${folder}/`, import.meta.url)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|i18n\.ts$/.test(name))
    .map((name) => readFileSync(new URL(name, root), 'utf8'))
}

/** The names that a source writes, and patterns of those that it makes from values. */
function askedIn(source: string): { names: string[]; patterns: RegExp[] } {
  const names = [...source.matchAll(/'([\w:.-]+)'|"([\w:.-]+)"/g)].map(
    ([, one, other]) => one ?? other!,
  )
  const made = [
    ...source.matchAll(/`((?:\w+:)?\w+[._](?:[^`$\\]|\$\{(?:[^{}`]|\{[^{}]*\})*\})*)`/g),
  ]
  const patterns = made
    .map(([, template]) => template!.split(/\$\{(?:[^{}`]|\{[^{}]*\})*\}/))
    .filter((parts) => parts.every((part) => /^[\w:.-]*$/.test(part)))
    .map((parts) => new RegExp(`^${parts.map((part) => RegExp.escape(part)).join('[\\w-]+')}$`))
  return { names, patterns }
}

/** Which of the names nobody asks for; a source's own place needs no prefix. */
function unused(names: string[], asked: { source: string; own: string[] }[]): string[] {
  const left = new Set(names)
  for (const { source, own } of asked) {
    const { names: written, patterns } = askedIn(source)
    const full = (key: string) =>
      key.includes(':') ? [key] : own.map((place) => `${place}:${key}`)
    for (const key of written) for (const name of full(key)) left.delete(name)
    for (const name of left) {
      const [place, key] = name.split(':') as [string, string]
      const isMade = patterns.some(
        (pattern) => pattern.test(name) || (own.includes(place) && pattern.test(key)),
      )
      if (isMade) left.delete(name)
    }
  }
  return [...left]
}

/** Where a source of the console asks when it names no place. */
function placesOf(source: string): Place[] {
  const named = [...source.matchAll(/(?:useTranslation|Translate<|TextKey<)\(?'(\w+)'/g)]
  const places = named.map(([, place]) => place as Place)
  return /useTranslation\(\)/.test(source) || places.length === 0 ? [...places, 'console'] : places
}

describe('every text is asked for', () => {
  it('by the console', () => {
    const names = Object.entries(places).flatMap(([place, texts]) =>
      namesOf(texts).map((name) => `${place}:${name.replace(/_(other|zero)$/, '')}`),
    )
    const asked = sourcesOf('console').map((source) => ({ source, own: placesOf(source) }))
    const left = unused(names, asked)
    expect(left.filter((name) => !inFiles.some((part) => name.startsWith(part)))).toEqual([])
  })

  it('by the citizens’ site', () => {
    const names = namesOf(citizen).map((name) => `citizen:${name}`)
    const asked = sourcesOf('citizen').map((source) => ({ source, own: ['citizen'] }))
    expect(unused(names, asked)).toEqual([])
  })
})
