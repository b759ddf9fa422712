import { expect, it } from 'vitest'
import { coordinatesIn, sayPoint } from './coordinates.ts'

it.each([
  ['16.4637, 107.5909'],
  ['16.4637 107.5909'],
  ['16,4637 107,5909'],
  ['16,4637; 107,5909'],
  ['  16.4637,107.5909 '],
])('reads %j as a point', (text) => {
  expect(coordinatesIn(text)).toEqual({ lat: 16.4637, lon: 107.5909 })
})

it.each([['12 Nguyễn Huệ'], ['16'], ['107.59, 16.46'], ['48.85, 2.35'], ['']])(
  'takes %j for no point of ours',
  (text) => {
    expect(coordinatesIn(text)).toBeNull()
  },
)

it('says a point so that it can be read again', () => {
  const point = { lat: 16.4637, lon: 107.5909 }
  expect(coordinatesIn(sayPoint(point))).toEqual(point)
})
