import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/.nhip/**'],
    globalSetup: ['test/global-setup.ts'],
    pool: 'forks',
    // One more than cores of the smallest machine: browsers and databases leave them waiting.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    teardownTimeout: 30_000,
  },
})
