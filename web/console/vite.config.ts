import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

/** Builds the staff console into `dist/console`; the server serves it below `/console/`. */
export default defineConfig({
  root,
  base: '/console/',
  plugins: [react()],
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
    rolldownOptions: {
      input: { main: `${root}index.html`, worker: `${root}worker.ts` },
      output: {
        // A service worker has one address for ever; what it serves lies below that.
        entryFileNames: ({ name }) => (name === 'worker' ? 'worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})
