/** Numbers drawn from a seed: the same seed draws the same ones, on every machine. */
export type Random = {
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number, both ends included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** One of the items, by its weight. */
  weighted<Item>(items: readonly (readonly [item: Item, weight: number])[]): Item
  /** A positive number about `median`, seldom many times as much: how long people take. */
  about(median: number, spread: number): number
}

/** Mixes a word well (the finalizer of MurmurHash3), so that neighbouring seeds draw nothing alike. */
function mixed(value: number): number {
  let word = value | 0
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return (word ^ (word >>> 16)) >>> 0
}

/** Sfc32 (Chris Doty-Humphrey, PractRand): four words of state, passes its tests, costs nothing. */
export function createRandom(...seeds: number[]): Random {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1]
  for (const seed of seeds) {
    a = mixed(a ^ mixed(seed))
    b = mixed(b + a + Math.floor(seed / 0x1_0000_0000))
    c = mixed(c ^ b)
  }
  function next(): number {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 0x1_0000_0000
  }
  for (let round = 0; round < 12; round += 1) next()

  const random: Random = {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    weighted(items) {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of items) {
        left -= weight
        if (left < 0) return item
      }
      return items.at(-1)![0]
    },
    about: (median, spread) => {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return median * Math.exp(spread * normal)
    },
  }
  return random
}

/** A seed of its own for something that has a name. */
export function seedOf(name: string): number {
  let word = 0x811c9dc5
  for (let index = 0; index < name.length; index += 1) {
    word = Math.imul(word ^ name.charCodeAt(index), 0x01000193)
  }
  return mixed(word)
}
