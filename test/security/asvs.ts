import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

// The map of OWASP ASVS 5.0.0, levels 1 and 2, to what shows each requirement. The map is data in
// docs/security/asvs; run this file to print its readable page after a change.

const folder = new URL('../../docs/security/', import.meta.url)
const pageFile = new URL('README.md', folder)

export const states = ['met', 'decided', 'not applicable', 'not met'] as const
const requirement = z.discriminatedUnion('state', [
  z.strictObject({
    id: z.string(),
    level: z.union([z.literal(1), z.literal(2)]),
    text: z.string().min(3),
    state: z.literal('met'),
    /** `file › name of the test`, the name as the source has it. */
    tests: z.array(z.string().includes(' › ')).min(1),
    reason: z.string().optional(),
  }),
  z.strictObject({
    id: z.string(),
    level: z.union([z.literal(1), z.literal(2)]),
    text: z.string().min(3),
    state: z.enum(['decided', 'not applicable', 'not met']),
    reason: z.string().min(3),
  }),
])
const chapter = z.strictObject({
  chapter: z.number(),
  title: z.string(),
  requirements: z.array(requirement),
})
export type Chapter = z.output<typeof chapter>

/** The level of each requirement of the standard, by section: one digit for each, in their order. */
export async function readLevels(): Promise<Map<string, 1 | 2 | 3>> {
  const sections = z
    .record(z.string(), z.string().regex(/^[123]+$/))
    .parse(JSON.parse(await readFile(new URL('asvs/levels.json', folder), 'utf8')))
  return new Map(
    Object.entries(sections).flatMap(([section, levels]) =>
      levels
        .split('')
        .map((level, index) => [`${section}.${index + 1}`, Number(level) as 1 | 2 | 3] as const),
    ),
  )
}

/** The chapters of the map, in their order. */
export async function readMap(): Promise<Chapter[]> {
  const files = (await readdir(new URL('asvs/', folder))).filter((name) =>
    /^v\d\d\.json$/.test(name),
  )
  return Promise.all(
    files
      .sort()
      .map(async (name) =>
        chapter.parse(JSON.parse(await readFile(new URL(`asvs/${name}`, folder), 'utf8'))),
      ),
  )
}

export const readPage = () => readFile(pageFile, 'utf8')

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** The page of the map, as Markdown. */
export function printPage(chapters: Chapter[]): string {
  const all = chapters.flatMap(({ requirements }) => requirements)
  const count = (level: number, state: string) =>
    all.filter((each) => each.level === level && each.state === state).length
  const counts = [1, 2].map((level) => {
    const row = states.map((state) => count(level, state))
    return `| ${level} | ${row.join(' | ')} | ${row.reduce((sum, each) => sum + each, 0)} |`
  })
  const open = all.flatMap((each) =>
    each.state === 'not met'
      ? [`- **${each.id}** (level ${each.level}) ${each.text}: ${each.reason}`]
      : [],
  )
  const tables = chapters.map(({ chapter, title, requirements }) =>
    [
      `## ${chapter}. ${title}`,
      '',
      '| id | level | in short | state | shown by |',
      '| --- | --- | --- | --- | --- |',
      ...requirements.map((each) => {
        const tests = each.state === 'met' ? each.tests.map((test) => `\`${test}\``) : []
        const shown = [...tests, ...(each.reason ? [each.reason] : [])].map(cell).join('<br>')
        return `| ${each.id} | ${each.level} | ${cell(each.text)} | ${each.state} | ${shown} |`
      }),
    ].join('\n'),
  )
  return `# Security, requirement by requirement

Levels 1 and 2 of the [OWASP Application Security Verification Standard 5.0.0](https://github.com/OWASP/ASVS), each in our own short words; the standard's text is the one that counts. *Met*: a test shows it. *Decided*: a setting, a document or the way it is built answers for it, with the reason. Keys, connections, data and logs stand in [inventory.md](inventory.md).

This page is printed from \`asvs/*.json\` by \`npm run asvs\`; \`test/security/asvs.test.ts\` checks that no requirement is missing and that every test exists.

| level | ${states.join(' | ')} | all |
| --- | --- | --- | --- | --- | --- |
${counts.join('\n')}

${open.length > 0 ? `## Not met\n\n${open.join('\n')}\n\n` : ''}${tables.join('\n\n')}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(pageFile, printPage(await readMap()))
}
