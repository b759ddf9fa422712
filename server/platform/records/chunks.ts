/** So many records of a register of roads are some megabytes: a statement well within its time. */
const size = 1_000

/** A list in pieces that one statement each takes in. */
export function* inChunks<Item>(items: Item[]): Generator<Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}
