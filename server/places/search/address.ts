import type { Entry } from './entries.ts'
import type { NameIndex } from './match.ts'
import type { Query } from './query.ts'
import { agrees } from './rank.ts'
import { isNumber } from './types.ts'
import type { Name } from './types.ts'
import { difference } from './words.ts'

/** A whole name inside what was typed: words `from` to before `to`, the word for its type with them. */
type Span = {
  entry: Entry
  name: Name
  from: number
  to: number
  /** The name alone. */
  bareFrom: number
  bareTo: number
  /** The word for its type was typed. */
  typed: boolean
  marks: number
}

/** An address in a commune. `at` is the known road or place in it. */
export type AddressFound = {
  commune: { code: string; name: string }
  address: string
  at: Entry | null
}

/**
 * Reads what was typed as an address: a commune, of today or before, and further words in any order
 * around it; else a known road or place and further words.
 */
export function addresses(index: NameIndex, query: Query): AddressFound[] {
  const spans = spansIn(index, query)
  const known = spans.filter(({ entry }) => isKnown(entry))
  const communes = spans
    .filter((span) => {
      if (span.entry.commune === null || isKnown(span.entry)) return false
      // "chợ An Cựu" is a market, not the commune An Cựu and a word before it.
      return span.typed || !spans.some((other) => within(span, other))
    })
    .sort((a, b) => compare(communeRank(a), communeRank(b)))
    // Written with other marks it is meant only when nothing else can be.
    .filter(({ marks }, _, [best]) => marks < 2 || best!.marks === 2)
  const inCommunes = communes.flatMap((commune) => inCommune(query, commune, spans, known))
  return inCommunes.length > 0 ? inCommunes : atKnown(query, spans, known)
}

function compare(a: number[], b: number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : a[at]! - b[at]!
}

/** A road or a place: what an address tells besides its commune. */
function isKnown({ kind }: Entry): boolean {
  return kind === 'road' || kind === 'place'
}

/** Said to be a commune, written alike, of today, and the last: addresses go from small to large. */
function communeRank({ typed, marks, entry, to }: Span): number[] {
  return [Number(!typed), Number(marks === 2), Number(entry.kind === 'old_unit'), -to]
}

function within(inner: { from: number; to: number }, outer: { from: number; to: number }): boolean {
  const shorter = inner.to - inner.from < outer.to - outer.from
  return shorter && inner.from >= outer.from && inner.to <= outer.to
}

function inCommune(query: Query, main: Span, spans: Span[], known: Span[]): AddressFound[] {
  const commune = main.entry.commune!
  const free = withoutTail(query, main, spans)
  const here = known
    .filter(
      ({ entry, from, to }) =>
        entry.commune?.code === commune.code && free.slice(from, to).every(Boolean),
    )
    .sort((a, b) => b.bareTo - b.bareFrom - (a.bareTo - a.bareFrom))[0]
  const left = free.filter(Boolean).length
  // All that is left is the known road: the road itself is found.
  if (left === 0 || (here && left === here.to - here.from)) return []
  const address = textOf(query, free, here)
  return /\p{L}|\p{N}/u.test(address) ? [{ commune, address, at: here?.entry ?? null }] : []
}

function atKnown(query: Query, spans: Span[], known: Span[]): AddressFound[] {
  return known
    .filter(
      ({ entry, typed, bareFrom, bareTo }) => entry.commune && (typed || bareTo - bareFrom > 1),
    )
    .sort(
      (a, b) =>
        b.bareTo - b.bareFrom - (a.bareTo - a.bareFrom) ||
        a.marks - b.marks ||
        a.entry.order - b.entry.order,
    )
    .flatMap((span) => {
      const free = withoutTail(query, null, spans)
      const left = free.filter(Boolean).length
      if (left <= span.to - span.from || !free.slice(span.from, span.to).every(Boolean)) return []
      return [{ commune: span.entry.commune!, address: textOf(query, free, span), at: span.entry }]
    })
}

/**
 * Which words are the address: all but the commune and, behind it or with the word for their type,
 * the district, the province and the country.
 */
function withoutTail({ tokens, phrases }: Query, main: Span | null, spans: Span[]): boolean[] {
  const free = tokens.map(() => true)
  if (main) free.fill(false, main.from, main.to)
  const above = spans
    .filter(({ entry }) => entry.commune === null && !isKnown(entry))
    .sort((a, b) => a.from - b.from)
  let end = main ? main.to : -1
  for (const span of above) {
    if (!span.typed && span.from !== end) continue
    free.fill(false, span.from, span.to)
    end = span.to
  }
  const [before, last] = [tokens.at(-2), tokens.at(-1)]
  if (before?.folded === 'viet' && last?.folded === 'nam') free.fill(false, tokens.length - 2)
  // "UBND phường …": the first word belongs to the commune's.
  if (main && main.from > 0 && phrases[main.from - 1]?.sorts.includes('phuong')) {
    free[main.from - 1] = false
  }
  return free
}

/** The address as it was typed, a known road in it as it is written. */
function textOf({ text, tokens }: Query, free: boolean[], known: Span | undefined): string {
  const parts: string[] = []
  let next = -2
  for (const [at, token] of tokens.entries()) {
    if (!free[at]) continue
    let shown = text.slice(token.from, token.to)
    if (known && at >= known.bareFrom && at < known.bareTo) {
      shown = at === known.bareFrom ? known.name.text : ''
    }
    const between = at === next ? text.slice(tokens[at - 1]!.to, token.from) : ', '
    if (parts.length === 0) parts.push(shown)
    else if (shown !== '') parts.push(between.replace(/\s+/g, ' '), shown)
    next = at + 1
  }
  return parts.join('').trim()
}

/** Every name that stands whole in the query; the last word typed may be begun. */
function spansIn(index: NameIndex, { tokens, phrases }: Query): Span[] {
  return tokens.flatMap((token, bareFrom) =>
    (index.byFirst.get(token.folded) ?? []).flatMap(({ entry, name }): Span[] => {
      const bareTo = bareFrom + name.words.length
      if (bareTo > tokens.length) return []
      let marks = 0
      for (const [at, word] of name.words.entries()) {
        const typed = tokens[bareFrom + at]!
        const begun = bareFrom + at === tokens.length - 1 && at > 0 && !isNumber(word)
        if (!(begun ? word.folded.startsWith(typed.folded) : word.folded === typed.folded))
          return []
        marks = Math.max(marks, difference(typed, word))
      }
      const before = bareFrom > 0 ? phrases[bareFrom - 1] : null
      const after = phrases[bareTo]
      const inFront = before && agrees(entry, before)
      // "Quận Thuận Hóa" is not phường Thuận Hóa.
      if (before && !inFront && !isKnown(entry)) return []
      const behind = !inFront && after && agrees(entry, after)
      const typed = Boolean(inFront || behind)
      if (!typed && name.words.every(isNumber)) return []
      return [
        {
          entry,
          name,
          from: inFront ? bareFrom - before.length : bareFrom,
          to: behind ? bareTo + after.length : bareTo,
          bareFrom,
          bareTo,
          typed,
          marks,
        },
      ]
    }),
  )
}
