import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { batched } from './batch.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('batched work', () => {
  it('gives each caller the result of its own item, in however many statements', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 7 }),
        async (items, lanes, most) => {
          let underWay = 0
          const double = batched(
            async (batch: number[]) => {
              underWay += 1
              expect(underWay).toBeLessThanOrEqual(lanes)
              expect(batch.length).toBeLessThanOrEqual(most)
              await turn()
              underWay -= 1
              return batch.map((item) => item * 2)
            },
            { lanes, most },
          )
          expect(await Promise.all(items.map(double))).toEqual(items.map((item) => item * 2))
        },
      ),
    )
  })

  it('shares a statement between those who come while one is under way', async () => {
    const sizes: number[] = []
    const work = batched(
      async (batch: number[]) => {
        sizes.push(batch.length)
        await turn()
        return batch
      },
      { lanes: 1, most: 100 },
    )
    await Promise.all([1, 2, 3, 4, 5].map(work))
    expect(sizes).toEqual([1, 4])
  })

  it('lets one bad item fail alone', async () => {
    const work = batched(
      async (batch: number[]) => {
        await turn()
        if (batch.includes(3)) throw new Error('bad item')
        return batch
      },
      { lanes: 1, most: 100 },
    )
    const results = await Promise.allSettled([1, 2, 3, 4].map(work))
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
  })

  it('goes on after a failure', async () => {
    let broken = true
    const work = batched(
      async (batch: number[]) => {
        await turn()
        if (broken) throw Object.assign(new Error('gone'), { code: '57P01' })
        return batch
      },
      { lanes: 1, most: 100 },
    )
    const results = await Promise.allSettled([1, 2].map(work))
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    broken = false
    expect(await work(5)).toBe(5)
  })
})
