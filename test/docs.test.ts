import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { commands } from '../server/cli/index.ts'
import { settingNames } from '../server/config.ts'

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')

it('the README names every setting and none that does not exist', () => {
  const documented = [...readme.matchAll(/^\| `((?:NHIP_|DATABASE_)\w+)`/gm)].map(
    (match) => match[1],
  )
  expect(new Set(documented)).toEqual(new Set(settingNames))
})

it('the README names every command', () => {
  for (const name of Object.keys(commands)) expect(readme).toContain(`\`${name}\``)
})
