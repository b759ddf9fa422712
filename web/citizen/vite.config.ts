import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import type { InlineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const shared = {
  root: here('.'),
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { alias: { react: 'preact/compat', 'react-dom': 'preact/compat' } },
} satisfies InlineConfig

/** What browsers get: one small script, one style sheet, fonts; the map in a part of its own. */
export const clientBuild: InlineConfig = {
  ...shared,
  base: '/',
  css: { transformer: 'lightningcss' },
  build: {
    outDir: here('../../dist/citizen'),
    emptyOutDir: true,
    assetsDir: 'assets',
    manifest: 'manifest.json',
    // Phones that get no updates any more still have to show it.
    target: ['chrome87', 'safari14', 'firefox91'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: here('client/main.ts') },
  },
}

/**
 * The service worker: one classic script at a fixed address, built after the client, whose files it
 * keeps. `release` changes with anything that the site is made from.
 */
export const workerBuild = (release: string, assets: string[]): InlineConfig => ({
  ...shared,
  define: { __RELEASE__: JSON.stringify(release), __ASSETS__: JSON.stringify(assets) },
  build: {
    outDir: here('../../dist/citizen'),
    emptyOutDir: false,
    target: ['chrome87', 'safari14', 'firefox91'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: here('client/worker.ts'),
      output: { format: 'iife', entryFileNames: 'sw.js' },
    },
  },
})

/** What the server renders with: everything in one module, no dependency left outside. */
export const serverBuild: InlineConfig = {
  ...shared,
  ssr: { noExternal: true },
  build: {
    outDir: here('../../dist/citizen-server'),
    emptyOutDir: true,
    ssr: here('entry-server.tsx'),
    target: 'node24',
    minify: false,
    rolldownOptions: { output: { entryFileNames: 'entry.js' } },
  },
}

export default defineConfig(({ isSsrBuild }) => (isSsrBuild ? serverBuild : clientBuild))
