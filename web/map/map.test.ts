import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { mapColours, tokenOf } from './colours.ts'
import { shapeOf } from './draw.ts'
import type { Position } from './draw.ts'
import { tintOf, tints } from './tints.ts'

describe('the colours of maps', () => {
  it('are those of the pages where they mean the same', async () => {
    const css = await readFile(new URL('../ui/tokens.css', import.meta.url), 'utf8')
    for (const [name, token] of Object.entries(tokenOf)) {
      const [, light, dark] = new RegExp(`${token}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css)!
      const key = name as keyof typeof tokenOf
      expect([name, mapColours.light[key], mapColours.dark[key]]).toEqual([name, light, dark])
    }
  })
})

describe('tints of a density', () => {
  it('are as far apart as the steps allow', () => {
    expect([0, 1, 2, 3, 4].map((step) => tintOf(step, 5))).toEqual([0, 1, 2, 3, 4])
    expect([0, 1].map((step) => tintOf(step, 2))).toEqual([0, 4])
    expect(tintOf(0, 1)).toBe(4)
  })

  it('are the same on pages', async () => {
    const css = await readFile(new URL('../citizen/styles/public.css', import.meta.url), 'utf8')
    const found = [...css.matchAll(/\.density-\d::after \{\s*opacity: ([\d.]+)/g)]
    expect(found.map(([, opacity]) => Number(opacity))).toEqual([...tints])
  })
})

describe('a drawn shape', () => {
  const [a, b, c]: Position[] = [
    [107, 16],
    [107.1, 16],
    [107.1, 16.1],
  ]

  it('is none before it has enough vertices', () => {
    expect(shapeOf('Point', [])).toBeNull()
    expect(shapeOf('LineString', [a!])).toBeNull()
    expect(shapeOf('Polygon', [a!, b!])).toBeNull()
  })

  it('is valid GeoJSON, a ring closed', () => {
    expect(shapeOf('Point', [a!, b!])).toEqual({ type: 'Point', coordinates: b })
    expect(shapeOf('LineString', [a!, b!])).toEqual({ type: 'LineString', coordinates: [a, b] })
    expect(shapeOf('Polygon', [a!, b!, c!])).toEqual({
      type: 'Polygon',
      coordinates: [[a, b, c, a]],
    })
  })
})
