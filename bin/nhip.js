#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { launch } from './runtime.js'

const main = fileURLToPath(new URL('../server/main.ts', import.meta.url))
launch([main, ...process.argv.slice(2)], { ipc: true })
