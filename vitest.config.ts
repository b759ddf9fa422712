import { defineConfig } from 'vitest/config'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/** The test files that take longest, in that order. */
const longest = [
  'test/e2e/every-page-console.test.ts',
  'test/e2e/every-page-citizen.test.ts',
  'test/security/routes.test.ts',
  'server/identity/access/access.test.ts',
  'test/security/cases.property.test.ts',
  'test/e2e/console.test.ts',
  'test/e2e/citizen.test.ts',
  'test/e2e/access.test.ts',
  'test/reliability/kill.test.ts',
  'server/cases/cases.test.ts',
  'server/identity/people/people.test.ts',
  'server/platform/database/embedded/embedded.test.ts',
]

/** They begin first: one that begins among the last keeps a single worker busy at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/${name}`))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.nhip/**'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    // A worker loads the product once and not for every file, which was a third of the suite's time.
    // So what a module keeps outlives a test file: nothing that matters may be kept there.
    isolate: false,
    // One more than cores of the smallest machine: browsers and databases leave them waiting.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 30_000,
  },
})
