import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { printPage, readLevels, readMap, readPage } from './asvs.ts'

const chapters = await readMap()
const requirements = chapters.flatMap((chapter) => chapter.requirements)

it('the standard’s 345 requirements are known by their levels', async () => {
  const levels = [...(await readLevels()).values()]
  // As the standard counts itself.
  expect([1, 2, 3].map((level) => levels.filter((each) => each === level).length)).toEqual([
    70, 183, 92,
  ])
})

it('every requirement of levels 1 and 2 has its place once, in the order of the standard', async () => {
  const wanted = [...(await readLevels())].filter(([, level]) => level < 3)
  expect(requirements.map(({ id, level }) => [id, level])).toEqual(wanted)
  for (const { chapter, requirements: own } of chapters) {
    for (const { id } of own) expect(id.split('.')[0]).toBe(String(chapter))
  }
})

it('every test that is named exists', async () => {
  const sources = new Map<string, string>()
  const missing: string[] = []
  for (const { id, ...each } of requirements) {
    for (const test of each.state === 'met' ? each.tests : []) {
      const [file, name] = test.split(' › ') as [string, string]
      if (!sources.has(file)) {
        const url = new URL(`../../${file}`, import.meta.url)
        sources.set(file, await readFile(url, 'utf8').catch(() => ''))
      }
      const isThere = [`'${name}'`, `"${name}"`, `\`${name}\``].some((quoted) =>
        sources.get(file)!.includes(quoted),
      )
      if (!isThere) missing.push(`${id}: ${test}`)
    }
  }
  expect(missing).toEqual([])
})

it('every document that a decision leans on exists', async () => {
  const missing: string[] = []
  for (const { id, reason = '' } of requirements) {
    for (const [path] of reason.matchAll(
      /\b(?:docs|server|web|test|contract|bench)\/[\w./-]*\w/g,
    )) {
      const url = new URL(`../../${path}`, import.meta.url)
      const there = await readFile(url).then(
        () => true,
        (error: NodeJS.ErrnoException) => error.code === 'EISDIR',
      )
      if (!there) missing.push(`${id}: ${path}`)
    }
  }
  expect(missing).toEqual([])
})

it('the page says what the map says', async () => {
  expect(await readPage(), 'npm run asvs').toBe(printPage(chapters))
})
