import { defineConfig } from 'vitest/config'

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
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 30_000,
  },
})
