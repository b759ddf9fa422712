import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

/**
 * What is built is what is served, whoever builds: a test run's `NODE_ENV` must not bring React's
 * slow development build into `dist`. Vite reads the variable between these two hooks.
 */
function alwaysProduction(): Plugin {
  let before: string | undefined
  return {
    name: 'nhip:always-production',
    apply: 'build',
    config() {
      before = process.env.NODE_ENV
      process.env.NODE_ENV = 'production'
    },
    configResolved() {
      if (before === undefined) delete process.env.NODE_ENV
      else process.env.NODE_ENV = before
    },
  }
}

/** Builds the staff console into `dist/console`; the server serves it below `/console/`. */
export default defineConfig({
  root,
  base: '/console/',
  plugins: [alwaysProduction(), react()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/console', import.meta.url)),
    emptyOutDir: true,
    assetsDir: 'assets',
    target: 'es2023',
    // An inlined asset would be a data: address, which the content security policy may refuse.
    assetsInlineLimit: 0,
    // The polyfill is an inline script; browsers that run this code preload by themselves.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
})
