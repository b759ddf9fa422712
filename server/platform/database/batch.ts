import { isUnavailable } from './index.ts'

/**
 * Makes one statement of many callers: who comes while statements are under way waits for the next
 * one and goes into it with everybody else. The first of a quiet moment goes at once, so nobody
 * waits for company; under load a commit is shared, as PostgreSQL shares a flush.
 *
 * `work` resolves with one result for each item, in order, after the commit. When a statement fails
 * its items are tried once more each by itself, so that one bad item fails alone.
 */
export function batched<Item, Result>(
  work: (items: Item[]) => Promise<Result[]>,
  options: { lanes: number; most: number },
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item } & Pick<PromiseWithResolvers<Result>, 'resolve' | 'reject'>
  const queue: Waiting[] = []
  let underWay = 0

  async function run(batch: Waiting[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item))
      batch.forEach(({ resolve }, index) => resolve(results[index]!))
    } catch (error) {
      // A database that is away is away for each of them.
      if (batch.length === 1 || isUnavailable(error)) {
        for (const { reject } of batch) reject(error)
      } else {
        for (const waiting of batch) await run([waiting])
      }
    }
  }

  async function drain(): Promise<void> {
    underWay += 1
    while (queue.length > 0) await run(queue.splice(0, options.most))
    underWay -= 1
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    queue.push({ item, resolve, reject })
    if (underWay < options.lanes) void drain()
    return promise
  }
}
